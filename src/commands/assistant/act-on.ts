import type { Utterance } from "../../domain/utterance.ts";
import { type Acting, type Asking, act } from "../act/act.ts";
import type { Wish } from "../act/wish.ts";
import type { EntityStates } from "../entities/states.ts";
import type { Thing } from "../entities/thing.ts";
import { type ActedLater, actLater, clausesOf, type LaterPorts } from "../rules/later.ts";
import { permissionFor } from "../safety/permissions.ts";
import { chooseInterpretation } from "../understand/interpret.ts";
import { type Reading, readText } from "../understand/understand.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";
import { questionContext } from "./question-context.ts";
import type { Result } from "./result.ts";

export async function actOn(
  things: readonly Thing[],
  wishes: readonly Wish[],
  how: {
    utterance: Utterance;
    options: AssistantOptions;
    reading: Reading;
    given: Asking["given"];
    isUncertain?: boolean;
    offeredIds?: readonly string[];
    /** What was said, if that was before this utterance. */
    text?: string;
  },
): Promise<Result> {
  const { utterance, options, reading, text = utterance.text } = how;
  const config = options.config();
  const startedMs = options.clock.monotonicMs();
  const acting: Acting = { ...options, limits: config };
  const before = statesBefore(things, options.states);
  const asking: Asking = {
    dryRun: utterance.dryRun,
    given: how.given,
    source: utterance.source,
    permission: permissionFor(config.permissions, utterance),
    isUncertain: how.isUncertain ?? false,
  };
  const clauses = clausesOf(reading);
  const acted: ActedLater =
    clauses.length > 0
      ? await actLater(
          { clauses, wishes, things, text, utterance, asking },
          laterPorts(acting, utterance, options),
        )
      : await act(wishes, things, { acting, ...asking });
  if (acted.outcome === "asked" && !utterance.dryRun) {
    options.dialogue.ask(
      sessionKey(utterance),
      { type: acted.asks ?? "confirm", entityIds: things.map((thing) => thing.id), wishes, text, reading },
      config.confirmTimeoutMs,
    );
  }
  if (acted.rule) options.dialogue.forgetDeeds(sessionKey(utterance));
  else if (acted.outcome === "done" && !utterance.dryRun) {
    const thingIds = things.map((thing) => thing.id);
    const offeredIds = how.offeredIds ?? [];
    options.dialogue.rememberDeeds(sessionKey(utterance), { wishes, thingIds, offeredIds, before });
  }
  return { ...acted, reading, understandMs: 0, actMs: options.clock.monotonicMs() - startedMs };
}

function statesBefore(things: readonly Thing[], states: EntityStates): Record<string, string | number> {
  const known = things.flatMap(({ id }) => {
    const state = states.get(id, "");
    return state ? [[id, state.value] as const] : [];
  });
  return Object.fromEntries(known);
}

function laterPorts(acting: Acting, utterance: Utterance, options: AssistantOptions): LaterPorts {
  const { registry, grammars } = options.world();
  return {
    ...options,
    acting,
    place: { timeZone: options.timeZone(), location: options.location },
    limits: options.config(),
    finder: {
      questions: questionContext(utterance, options),
      readQuestion(text, which) {
        const { readings } = readText(text, grammars[which], utterance.area);
        const asked = readings.filter(({ intent }) => intent === "queryState" || intent === "queryMeasure");
        return chooseInterpretation(asked, { registry, area: utterance.area, lastThings: [] });
      },
    },
    onStored(ids) {
      for (const id of ids) options.reporter.report("ruleStored", { rule: id });
      options.dialogue.rememberRules(sessionKey(utterance), ids);
    },
  };
}
