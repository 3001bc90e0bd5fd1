import type { SafetyClass } from "../../domain/entity.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayList } from "../../text/say-list.ts";
import { type Acted, type Acting, type Asked, type Asking, sayCodeLocked } from "../act/act.ts";
import { type PerformedAction, performAction } from "../act/perform.ts";
import type { PlannedAction } from "../act/plan.ts";
import type { Thing } from "../entities/thing.ts";
import { forbiddenOwnIntent } from "../safety/permissions.ts";
import type { OwnIntent } from "./own-intent.ts";
import type { OwnReading } from "./own-reading.ts";
import { fillPayload, fillText, type SlotValues } from "./slot-template.ts";

/**
 * Does what an own intent is for, by the same way as any command: permission, confirmation or code, rate limits, dry
 * run, and the report of the state topic where one is given. Without an action it is only answered; the `intent`
 * message tells whoever listens.
 */
export async function actOwn(own: OwnReading, how: ActingOwn): Promise<Acted> {
  const { intent, slots } = own;
  const { acting } = how;
  const refuse = (reply: string): Acted => ({ outcome: "refused", reply, actions: [], things: [] });
  const missing = intent.requiredSlots.filter((slot) => !Object.hasOwn(slots, slot));
  if (missing.length > 0) {
    return refuse(
      `I took that for ${intent.name}, but heard no ${sayList(missing)}; say it in one sentence.`,
    );
  }
  if (forbiddenOwnIntent(how.permission, intent)) {
    acting.reporter.report("forbidden", { why: "intent", intent: intent.name });
    return refuse("That may not be asked for from here, so I did nothing.");
  }
  const { action } = intent;
  if (!action) {
    const reply = intent.reply === undefined ? `I understood ${intent.name}.` : fillText(intent.reply, slots);
    return { outcome: "answered", reply, actions: [], things: [] };
  }
  if (intent.safety === "locked")
    return refuse(`${intent.name} is locked against commands, so I did nothing.`);
  const asks = neededFor(intent.safety, how);
  if (asks && !how.dryRun) return ask(asks, own, acting);
  const performed = await performAction(planOwn(intent, slots), {
    ...acting,
    verifyTimeoutMs: acting.limits.verifyTimeoutMs,
    expiresAfterMs: acting.limits.commandAgeMaxMs,
    source: how.source,
    dryRun: how.dryRun,
  });
  const { result, problem } = performed;
  if (problem?.type === "rateLimited") {
    acting.reporter.report("rateLimited", { scope: problem.scope, entity: result.entityId });
  }
  acting.reporter.report("acted", { status: result.status, topic: result.topic, entity: result.entityId });
  const before = asks ? ` I would ask ${asks === "code" ? "for the code " : ""}first.` : "";
  return {
    outcome: result.status === "failed" ? "refused" : "done",
    reply: sayPerformed(performed, own) + before,
    actions: [result],
    things: [],
  };
}

/** `isUncertain`: too doubtful to be done without asking. */
type ActingOwn = Asking & { acting: Acting; isUncertain: boolean };

/** The thing that stands for the action of an own intent: its state is listened to, and it has a limit of its own. */
export function thingOf(intent: OwnIntent): Thing {
  const state = intent.action?.state;
  return {
    id: `own.${intent.name}`,
    name: intent.name,
    aliases: [],
    kind: "scene",
    deviceClass: undefined,
    area: undefined,
    areaAliases: [],
    spokenName: intent.name,
    floor: undefined,
    safety: intent.safety,
    riskyDeeds: [],
    unit: undefined,
    series: {},
    family: "power",
    actions: {},
    state: undefined,
    availability: undefined,
    // A word of the device's own: an attribute without a range is compared as it is written.
    attributes: state
      ? {
          mode: {
            name: "mode",
            word: "state",
            unit: undefined,
            set: undefined,
            stepSet: undefined,
            state: { topic: state.topic, field: state.field },
            range: undefined,
            step: 1,
            deviceMax: undefined,
          },
        }
      : {},
    verifyTimeoutMs: undefined,
  };
}

function planOwn(intent: OwnIntent, slots: SlotValues): PlannedAction {
  const { action } = intent;
  return {
    thing: thingOf(intent),
    deed: "set",
    attribute: undefined,
    value: undefined,
    // Doing it once more is meant, whatever the state was before.
    said: intent.name,
    topic: action?.topic ?? "",
    payload: fillPayload(action?.payload ?? "", slots),
    expect: action?.state ? { attribute: "mode", word: fillText(action.state.expect, slots) } : undefined,
  };
}

function neededFor(safety: SafetyClass, { given, isUncertain }: ActingOwn): Asked | undefined {
  if (safety === "code") return given === "code" ? undefined : "code";
  return (safety === "confirm" || isUncertain) && given === "nothing" ? "confirm" : undefined;
}

function ask(asks: Asked, own: OwnReading, { code }: Acting): Acted {
  const outcome = (said: Acted["outcome"], reply: string): Acted => ({
    outcome: said,
    reply,
    actions: [],
    things: [],
    ...(said === "asked" ? { asks } : {}),
  });
  if (asks === "confirm") return outcome("asked", `Shall I do ${sayOwn(own)}? Say yes or no.`);
  if (!code.isSet) return outcome("refused", `I may do ${sayOwn(own)} only with a code, and none is set up.`);
  if (code.lockedMs() > 0) return outcome("refused", sayCodeLocked(code));
  return outcome("asked", `Say the code to do ${sayOwn(own)}.`);
}

/** `orderBoxes (amount two boxes, material labels)` */
function sayOwn({ intent, slots }: OwnReading): string {
  const said = intent.slots.flatMap((slot) => (Object.hasOwn(slots, slot) ? [`${slot} ${slots[slot]}`] : []));
  return said.length > 0 ? `${intent.name} (${said.join(", ")})` : intent.name;
}

function sayPerformed({ result, problem, reported, didReport }: PerformedAction, own: OwnReading): string {
  const { name, reply, action } = own.intent;
  const done = reply === undefined ? `I did ${sayOwn(own)}.` : fillText(reply, own.slots);
  switch (result.status) {
    case "planned":
      return `I would do ${sayOwn(own)}.`;
    case "confirmed":
    case "sent":
      return done;
    case "unconfirmed":
      return didReport && reported !== undefined
        ? `I sent the message for ${name}, but ${action?.state?.topic ?? "its state"} says ${reported}.`
        : `I sent the message for ${name}, but nothing confirmed it.`;
    case "failed":
      if (problem?.type === "rateLimited") {
        return `That was too often; ${name} can be done again in ${sayDuration(Math.max(1000, problem.waitMs))}.`;
      }
      return problem?.type === "notTaken"
        ? `The broker did not take the message for ${name}: ${problem.reason}.`
        : `I am not connected to the broker, so I could not do ${name}.`;
  }
}
