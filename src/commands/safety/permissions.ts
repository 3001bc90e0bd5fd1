import { z } from "../../core/schema.ts";
import { entityKinds, type SafetyClass, safetyClasses } from "../../domain/entity.ts";
import { isActingIntent } from "../act/deeds.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { type IntentName, intents } from "../grammar/intents.ts";

/** Before the names of the user's own intents, so that they and ours never mean each other. */
const ownPrefix = "own.";
const pattern = z.string().trim().min(1).max(100);
const intentNames = Object.keys(intents) as IntentName[];
const intentPattern = pattern.refine(
  (text) => text.startsWith(ownPrefix) || intentNames.some((name) => fits(text, name)),
  {
    error:
      "names no intent; see the list of intents, `*` stands for any letters, and `own.<name>` is one of your own",
  },
);

/** What those who match `source` and `area` may do; what is left out of it is not limited. */
export const permissionDefinition = z.strictObject({
  source: pattern.optional().describe("name of the source, `*` for any letters; left out: any source"),
  area: pattern.optional().describe("area it is said in, `*` for any letters; left out: anywhere"),
  kinds: z.array(z.enum(entityKinds)).optional().describe("kinds of thing that may be acted on"),
  areas: z.array(pattern).max(100).optional().describe("areas whose things may be acted on"),
  safety: z
    .array(z.enum(safetyClasses))
    .optional()
    .describe(
      "safety classes of actions that may be asked for; `[normal]` leaves out all that is asked first",
    ),
  intents: z
    .array(intentPattern)
    .max(100)
    .optional()
    .describe("what may be asked for, e.g. `[turnOn, turnOff, query*]`"),
});
export type Permission = z.infer<typeof permissionDefinition>;

/** Where a command comes from. */
export interface Speaker {
  source: string;
  area: string | undefined;
}

/** What keeps a speaker from something; undefined: they may do it. */
export type Forbidden = "intent" | "kind" | "area" | "safety";

/** The first permission that is about the speaker; undefined: everything is allowed. */
export function permissionFor(permissions: readonly Permission[], speaker: Speaker): Permission | undefined {
  return permissions.find(
    ({ source, area }) =>
      (source === undefined || fits(source, speaker.source)) &&
      (area === undefined || (speaker.area !== undefined && placeFits(area, speaker.area))),
  );
}

/** Talk that commits to nothing, which is always allowed. */
const freeIntents = new Set<IntentName>([
  "confirm",
  "deny",
  "cancel",
  "repeat",
  "help",
  "smallTalk",
  "outOfScope",
]);

export function forbidsIntent(permission: Permission | undefined, intent: IntentName): boolean {
  if (!permission?.intents || freeIntents.has(intent)) return false;
  return !permission.intents.some((allowed) => fits(allowed, intent));
}

/**
 * Whether one of the user's own intents is forbidden. What it acts on is no thing of a kind or area, so where those
 * are limited it must be allowed by name.
 */
export function forbiddenOwnIntent(
  permission: Permission | undefined,
  { name, safety }: { name: string; safety: SafetyClass },
): boolean {
  if (!permission) return false;
  if (permission.safety && !permission.safety.includes(safety)) return true;
  const { intents: allowed } = permission;
  if (!allowed) return permission.kinds !== undefined || permission.areas !== undefined;
  return !allowed.some((one) => fits(one, `${ownPrefix}${name}`));
}

/** Whether an action of a safety class with a thing is forbidden. */
export function forbiddenAction(
  permission: Permission | undefined,
  { thing, intent, safety }: { thing: Pick<Thing, "kind" | "area">; intent: IntentName; safety: SafetyClass },
): Forbidden | undefined {
  if (!permission) return undefined;
  if (isActingIntent(intent) && forbidsIntent(permission, intent)) return "intent";
  if (permission.kinds && !permission.kinds.includes(thing.kind)) return "kind";
  const isHere = permission.areas?.some((allowed) => placeFits(allowed, thing.area ?? ""));
  if (isHere === false) return "area";
  if (permission.safety && !permission.safety.includes(safety)) return "safety";
  return undefined;
}

/** Names of places are compared as they are said. */
function placeFits(wanted: string, place: string): boolean {
  return fits(wanted.split("*").map(nameKey).join("*"), nameKey(place));
}

/** `*` stands for any letters; the rest is compared as it is, in any case. */
function fits(wanted: string, text: string): boolean {
  const parts = wanted.toLowerCase().split("*");
  const [first = "", ...rest] = parts;
  const whole = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return whole === first;
  if (!whole.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = whole.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return whole.length - last.length >= at && whole.endsWith(last);
}
