import type { ConditionTest } from "../../text/condition-test.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import type { Found } from "./found.ts";

/** Words for the same thing that may be the matter, by the beginnings of words in names and classes. */
const sameHappenings: readonly (readonly string[])[] = [
  ["leak", "water", "flood", "wet", "moisture"],
  [
    "motion",
    "movement",
    "someone",
    "somebody",
    "anyone",
    "person",
    "people",
    "presence",
    "occupancy",
    "occupied",
    "moving",
  ],
  ["smok", "fire"],
  ["jam", "stuck", "block", "clog"],
  ["fault", "fail", "problem", "trouble", "broken", "break"],
  ["rain"],
  ["snow"],
  ["frost", "freez", "frozen"],
];

/**
 * "Line 3 jams", "there is water under the sink", "it starts raining": the sensor that is called after the place and
 * what is the matter there. Undefined: none is.
 */
export function findHappening(
  subject: string,
  test: Extract<ConditionTest, { kind: "state" }>,
  registry: EntityRegistry,
): Found | undefined {
  const said = words(subject);
  // "Water is detected under the sink": what happens is in the subject.
  const isNamedInSubject = ["detected", "triggered"].includes(test.state);
  const happening = isNamedInSubject ? said.find((word) => groupOf(word).length > 1) : test.state;
  if (happening === undefined) return undefined;
  const stems = groupOf(stemOf(happening));
  const place = said.filter((word) => word !== happening);
  const things = registry.things.filter((thing) => isSensorOf(thing, { stems, place }));
  if (things.length === 0) return undefined;
  return {
    watched: things.map(({ id }) => ({ kind: "entity", entityId: id, attribute: "" })),
    isAny: true,
    test: { ...test, state: "on" },
  };
}

function isSensorOf(
  thing: Thing,
  { stems, place }: { stems: readonly string[]; place: readonly string[] },
): boolean {
  if (thing.kind !== "binarySensor" || thing.family === "opening") return false;
  const own = words([thing.name, ...thing.aliases, thing.area ?? "", thing.deviceClass ?? ""].join(" "));
  const isCalled = stems.some((stem) => own.some((word) => word.startsWith(stem)));
  return isCalled && place.every((word) => own.includes(word));
}

function groupOf(stem: string): readonly string[] {
  const group = sameHappenings.find((stems) => stems.some((one) => stem.startsWith(one)));
  return group ?? [stem];
}

/** "Jam" of jams, jammed and jamming. */
function stemOf(word: string): string {
  const stem = word.replace(/(?:ing|ed|es|s)$/, "");
  return stem.replace(/([bdgmnprt])\1$/, "$1");
}

const empty = new Set(
  "the a an my our any some it there is in on at under near by around inside of from to up something anything".split(
    " ",
  ),
);

function words(text: string): string[] {
  return nameKey(text)
    .split(" ")
    .filter((word) => word !== "" && !empty.has(word));
}
