import type { Utterance } from "../../domain/utterance.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { deedPhrases } from "../act/deeds.ts";
import type { Wish } from "../act/wish.ts";
import type { Thing } from "../entities/thing.ts";
import { answerQuestion } from "../questions/answer.ts";
import { forbidsIntent, permissionFor } from "../safety/permissions.ts";
import { sayHelp, sayNotUnderstood } from "../say/help.ts";
import { sayHeldBack, sayMissing, sayUnread, sayUnresolved } from "../say/resolutions.ts";
import { taskHandlers } from "../tasks/handlers.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { thingIn } from "../understand/plausible.ts";
import { isTaskIntent, type TaskIntent } from "../understand/task-intents.ts";
import type { Understood } from "../understand/understood.ts";
import { actOn } from "./act-on.ts";
import { carryOutOwn } from "./act-on-own.ts";
import { forgetLastRule, hushed, stopped } from "./never-mind.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";
import { questionContext } from "./question-context.ts";
import { type Result, talk } from "./result.ts";

export async function carryOut(
  understood: Understood,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { interpretation, foreign } = understood;
  const { dialogue } = options;
  if (understood.heldBack) {
    return talk("refused", sayHeldBack(understood.heldBack), interpretation?.reading);
  }
  if (understood.missing) return talk("refused", sayMissing(understood.missing), interpretation?.reading);
  if (understood.own) {
    const { own, isUncertain } = understood;
    return carryOutOwn(own, { utterance, options, given: "nothing", isUncertain });
  }
  if (!interpretation) {
    const { registry } = options.world();
    return foreign === undefined
      ? talk(
          "notUnderstood",
          sayNotUnderstood(understood.text, registry.things, thingIn(understood.text, registry)),
        )
      : talk(
          "refused",
          `I understood that as ${sayQuotation(foreign, 40) ?? "something"}, which I cannot do.`,
        );
  }
  const { reading } = interpretation;
  if (forbidsIntent(permissionFor(options.config().permissions, utterance), reading.intent)) {
    options.reporter.report("forbidden", { why: "intent", intent: reading.intent });
    return talk("refused", "That may not be asked for from here, so I did nothing.", reading);
  }
  if (understood.unread.length > 0) return talk("refused", sayUnread(understood.unread), reading);
  switch (reading.intent) {
    case "confirm":
    case "deny":
      return talk("refused", "There is no question open that you could answer so.", reading);
    case "cancel":
      return (
        (await hushed(utterance, options)) ??
        (await stopped(understood.text, reading, utterance, options)) ??
        (await forgetLastRule(utterance, options)) ??
        talk("answered", "All right.", reading)
      );
    case "repeat":
      return talk(
        "answered",
        dialogue.lastReply(sessionKey(utterance)) ?? "I have said nothing yet.",
        reading,
      );
    case "help":
      return talk("answered", sayHelp(options.world().registry.things), reading);
    default:
      if (isTaskIntent(reading.intent)) return runTask(reading.intent, interpretation, utterance, options);
      return interpretation.wishes
        ? command({ ...understood, interpretation }, interpretation.wishes, utterance, options)
        : question(interpretation, utterance, options);
  }
}

async function runTask(
  intent: TaskIntent,
  interpretation: Interpretation,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { reading } = interpretation;
  const startedMs = options.clock.monotonicMs();
  const result = await taskHandlers[intent]({
    interpretation,
    utterance,
    session: sessionKey(utterance),
    ports: { ...options, ...options.tasks },
    questions: questionContext(utterance, options),
    act: (things, wishes) => actOn(things, wishes, { utterance, options, reading, given: "nothing" }),
    ask: (asked) => question(asked, utterance, options),
  });
  return {
    actions: [],
    things: [],
    ...result,
    reading,
    understandMs: 0,
    actMs: options.clock.monotonicMs() - startedMs,
  };
}

export async function command(
  understood: Understood & { interpretation: Interpretation },
  wishes: readonly Wish[],
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { interpretation, isUncertain, isPart } = understood;
  const { reading, resolution, phrase } = interpretation;
  if (resolution.status !== "found") {
    const deed = deedPhrases[wishes[0]?.intent ?? "set"].passive;
    // A choice would do this part only, and the rest of the sentence would be lost without a word.
    const offered = isPart ? [] : offeredThings(interpretation);
    if (offered.length > 0) {
      options.dialogue.ask(
        sessionKey(utterance),
        {
          type: "choose",
          optionIds: offered.map((thing) => thing.id),
          wishes,
          text: utterance.text,
          reading,
        },
        options.config().confirmTimeoutMs,
      );
    }
    const unresolved = sayUnresolved(resolution, phrase, deed);
    const reply = isPart ? `${unresolved} I did nothing of it yet.` : unresolved;
    return talk(offered.length > 0 ? "asked" : "refused", reply, reading);
  }
  return actOn(resolution.things, wishes, { utterance, options, reading, given: "nothing", isUncertain });
}

/** Things the reply offers to choose from. */
function offeredThings({ resolution }: Interpretation): readonly Thing[] {
  if (resolution.status === "ambiguous") return resolution.options;
  return resolution.status === "unknown" && resolution.isLikely ? resolution.nearest.slice(0, 1) : [];
}

export async function question(
  interpretation: Interpretation,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { reading, resolution, phrase } = interpretation;
  options.dialogue.rememberQuestion(sessionKey(utterance), interpretation);
  const reply = await answerQuestion(interpretation, questionContext(utterance, options), options.digest);
  if (reply) {
    const { things, incidentIds, incidentsAbout } = reply;
    return {
      ...talk("answered", reply.reply, reading),
      things,
      ...(incidentIds ? { incidentIds, incidentsAbout } : {}),
    };
  }
  if (resolution.status === "found") return talk("refused", "I cannot answer that.", reading);
  return talk("refused", sayUnresolved(resolution, phrase, undefined), reading);
}
