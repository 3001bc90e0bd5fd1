import { writeFileSync } from "node:fs";
import { nameKey } from "../../src/commands/entities/names.ts";
import { parseEntities } from "../../src/commands/entities/parse.ts";
import { englishSentences } from "../../src/commands/sentences/en/sentences.ts";
import { chooseInterpretation } from "../../src/commands/understand/interpret.ts";
import { readText } from "../../src/commands/understand/understand.ts";
import { createWorld, readSentences, type World } from "../../src/commands/world.ts";
import { printFigure, quantile } from "./figure.ts";
import { type Case, type Expected, expectedOf } from "./home-assistant/expected.ts";
import { readTests } from "./home-assistant/fixtures.ts";

/**
 * How many of Home Assistant's English sentence tests the bundled grammar alone reads exactly: intent and slots, after
 * the mapping in `home-assistant/expected.ts`. `EDGEWISE_BENCH_SENTENCES` names the folder of the tests (with one
 * folder for each intent); `failures` a file for what was read otherwise.
 */
export async function runSentences({ failures }: { failures: string | undefined }): Promise<void> {
  const folder = process.env.EDGEWISE_BENCH_SENTENCES;
  if (!folder) {
    process.stderr.write("Set EDGEWISE_BENCH_SENTENCES to a folder of Home Assistant's sentence tests.\n");
    return;
  }
  const groups = readTests(folder);
  const compiledMs: number[] = [];
  const misses: string[] = [];
  const times: number[] = [];
  const byIntent = new Map<string, { right: number; all: number }>();
  let outOfScope = 0;
  const sentences = readSentences([englishSentences]);
  for (const { cases, site } of groups) {
    const startedMs = performance.now();
    const world = createWorld(parseEntities(site.entities, site.areas), site.areas, sentences);
    compiledMs.push(performance.now() - startedMs);
    const kindOf = (name: string) => world.registry.byName(name)[0]?.kind;
    for (const one of cases) {
      const expected = expectedOf(one, kindOf);
      if (!expected) {
        outOfScope += 1;
        continue;
      }
      const { isExact, ms, read } = measure(one, expected, world);
      times.push(ms);
      const tally = byIntent.get(one.intent) ?? { right: 0, all: 0 };
      byIntent.set(one.intent, { right: tally.right + (isExact ? 1 : 0), all: tally.all + 1 });
      if (!isExact) misses.push(`${one.intent}\t${one.text}\t${JSON.stringify(expected)}\t${read}`);
    }
  }
  const all = [...byIntent.values()].reduce((sum, tally) => sum + tally.all, 0);
  printFigure("sentences", "exact", (100 * (all - misses.length)) / all, "%");
  printFigure("sentences", "in scope", all, "sentences");
  printFigure("sentences", "out of scope", outOfScope, "sentences");
  for (const [intent, { right, all }] of byIntent)
    printFigure("sentences", `exact, ${intent}`, (100 * right) / all, "%");
  printFigure("sentences", "grammar compiled in, p50", quantile(compiledMs, 0.5), "ms");
  printFigure("sentences", "read in, p50", quantile(times, 0.5), "ms");
  printFigure("sentences", "read in, p99", quantile(times, 0.99), "ms");
  if (failures) writeFileSync(failures, `${misses.join("\n")}\n`);
}

function measure(
  { text }: Case,
  expected: Expected,
  { registry, grammars }: World,
): { isExact: boolean; ms: number; read: string } {
  const startedMs = performance.now();
  const { readings } = readText(text, grammars.exact, undefined);
  const chosen = chooseInterpretation(readings, { registry, area: undefined, lastThings: [] });
  const ms = performance.now() - startedMs;
  if (!chosen) return { isExact: false, ms, read: "nothing" };
  const { intent, slots } = chosen.reading;
  const ours: Record<string, string | number> = { ...slots };
  // A number alone is the value of what the thing mainly has.
  const isNamedValue = ["brightness", "speed", "position", "volume", "temperature"].find(
    (slot) => expected.slots[slot] !== undefined && ours[slot] === undefined,
  );
  if (isNamedValue && ours.value !== undefined) ours[isNamedValue] = ours.value;
  delete ours.value;
  unplace(ours, expected, registry);
  const isRight = Object.entries(expected.slots).every(([slot, values]) =>
    values.some((value) => isSame(ours[slot], value)),
  );
  // Words about a target that nobody said make it another command.
  const isMore = targetSlots.some(
    (slot) =>
      ours[slot] !== undefined && expected.slots[slot] === undefined && !expected.allowed?.includes(slot),
  );
  return {
    isExact: expected.intents.includes(intent) && isRight && !isMore,
    ms,
    read: `${intent} ${JSON.stringify(slots)}`,
  };
}

const targetSlots = [
  "name",
  "name2",
  "area",
  "area2",
  "floor",
  "deviceClass",
  "except",
  "item",
  "label",
  "length",
];

/** "Kitchen lamp" may be the lamp in the kitchen by name: then the place is in the name. */
function unplace(
  ours: Record<string, string | number>,
  { slots }: Expected,
  registry: World["registry"],
): void {
  const wantedName = slots.name?.[0];
  if (ours.name === undefined) return;
  if (wantedName === undefined) {
    // "Kitchen fan" as a name of the fan in the kitchen is the fan in the kitchen.
    const [only, other] = registry.byName(String(ours.name));
    const isThere = only && !other && isSame(only.area, slots.area?.[0] ?? "");
    if (!isThere || (slots.domain && slots.domain[0] !== only.kind)) return;
    Object.assign(ours, { area: only.area, domain: only.kind });
    delete ours.name;
    return;
  }
  const thing = registry
    .byName(String(ours.name))
    .find((one) => [one.name, ...one.aliases].some((name) => isSame(name, wantedName)));
  if (!thing) return;
  ours.name = wantedName;
  const area = slots.area?.[0];
  if (area !== undefined && ours.area === undefined && isSame(thing.area, area)) ours.area = area;
  // The class or kind that is part of a name is no other target.
  delete ours.deviceClass;
}

function isSame(ours: string | number | undefined, theirs: string | number): boolean {
  if (ours === undefined) return false;
  if (typeof theirs === "number") {
    // Ours keep the unit they were said with ("50 %"), the tests only its number.
    const amount = /^(-?\d+(?:\.\d+)?)(?: (?:%|percent|per cent|degrees?|kelvin|k))?$/.exec(
      String(ours),
    )?.[1];
    return amount !== undefined && Math.abs(Number(amount) - theirs) < 1e-9;
  }
  return plain(String(ours)) === plain(theirs);
}

function plain(text: string): string {
  return nameKey(text).replace(/^(?:the|my|a) /, "");
}
