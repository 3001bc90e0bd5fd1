import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { systemClock } from "../../src/core/clock.ts";
import type { IncidentFacts, Summary } from "../../src/domain/facts.ts";
import { createNanoWriter, summaryTask } from "../../src/summaries/nano/nano-writer.ts";
import { phrase } from "../../src/summaries/phrasing/phrase.ts";
import { writeSummary } from "../../src/summaries/write.ts";
import { readSeeds, type Seed, seedFacts } from "../support/summary-seeds.ts";
import { printFigure, quantile } from "./figure.ts";
import { withModel } from "./model-host.ts";

const styles = ["alert", "explanation", "report"] as const;

/** One text about one incident. */
interface Written {
  seed: Seed;
  style: Summary["style"];
  facts: IncidentFacts;
  text: string;
  ms: number;
}

/**
 * The 200 incidents that the nano model never saw, written by the phrasing engine, by the nano model alone, and as the
 * daemon writes them (the model where it is asked and the guard lets it pass, else the engine), against the hand-written
 * texts: length, share of the reference's figures told, numbers that the facts do not have, time.
 */
export async function runSummaries(options: {
  failures: string | undefined;
  examples: string | undefined;
}): Promise<void> {
  const seeds = heldBack();
  const examples = new Map(seeds.slice(0, examplesShown).map(({ id }) => [id, `## ${id}\n`]));
  await withModel({ folder: "summary-en", task: summaryTask }, async (models) => {
    const writer = createNanoWriter(models);
    for (const style of styles) {
      const engine: Written[] = [];
      const nano: Written[] = [];
      const shipped: Written[] = [];
      let refused = 0;
      let byNano = 0;
      for (const seed of seeds) {
        const { facts, view } = seedFacts(seed.id, seed.facts);
        const plain = await timed(async () => phrase(facts, style, view));
        engine.push({ seed, style, facts, ...plain, text: plain.value });
        const written = await timed(() => writer.write(facts, { style, view, withinMs: 60_000 }));
        let refusal: string | undefined;
        const summary = writeSummary(facts, style, {
          view,
          nano: written.value,
          refused({ reason, detail }, _, by) {
            if (by === "nano") refusal = `${reason}: ${detail}`;
          },
        });
        if (written.value !== undefined) {
          nano.push({ seed, style, facts, ...written, text: written.value.text });
          if (refusal !== undefined) refused += 1;
          report(options.failures, { seed, style, engine: plain.value, nano: written.value.text, refusal });
        }
        if (summary.writer === "nano") byNano += 1;
        const shown = examples.get(seed.id);
        if (shown !== undefined)
          examples.set(seed.id, `${shown}\n- ${summary.text}${byWhom[summary.writer]}`);
        shipped.push({ seed, style, facts, text: summary.text, ms: written.ms + plain.ms });
      }
      printFigure("summaries", `${style}: written by nano`, byNano / seeds.length, "share");
      printFigure(
        "summaries",
        `${style}: nano refused by the guard`,
        refused / Math.max(1, nano.length),
        "share",
      );
      figuresOf(`${style} by engine`, engine);
      figuresOf(`${style} by nano`, nano);
      figuresOf(`${style} as shipped`, shipped);
    }
  });
  if (options.examples !== undefined)
    writeFileSync(
      options.examples,
      `${[examplesTitle, ...examples.values()].join("\n")}\n`.replace(/\n\n\n/g, "\n\n"),
    );
}

function heldBack(): Seed[] {
  const ids = new Set(readFileSync("models/train/summaries/held-back.txt", "utf8").split("\n"));
  return readSeeds()
    .filter(({ id }) => ids.has(id))
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

const examplesShown = 20;
const byWhom: Readonly<Record<Summary["writer"], string>> = {
  nano: "",
  phrasing: " *(engine)*",
  plain: " *(plain)*",
};
const examplesTitle = `# Twenty incidents as edgewise tells them

The first twenty by id of the hand-written incidents that the nano model never learnt from
(\`models/train/summaries/held-back.txt\`); alert, explanation and report, printed as they come out, not chosen. Where the guard or
the model itself was not sure, the phrasing engine wrote, and it says so. \`npm run bench -- summaries --examples
docs/summary-examples-nano.md\` writes this page again.
`;

function figuresOf(name: string, texts: readonly Written[]): void {
  if (texts.length === 0) return;
  let wanted = 0;
  let told = 0;
  let unsupported = 0;
  for (const { seed, style, text } of texts) {
    const reference = figuresIn(seed[style]);
    const mine = figuresIn(text);
    wanted += reference.size;
    told += [...reference].filter((figure) => mine.has(figure)).length;
    const known = [...figuresIn(JSON.stringify(seed.facts))];
    for (const figure of mine) {
      if (known.some((fact) => isSame(figure, fact)) || isDerived(figure, seed) || isEndOfRange(figure, seed))
        continue;
      unsupported += 1;
      process.stderr.write(`${seed.id} ${style}: ${figure} in "${text}"\n`);
    }
  }
  const lengths = texts.map(({ text }) => text.length);
  const references = texts.map(({ seed, style }) => seed[style].length);
  printFigure("summaries", `${name}: length`, mean(lengths), "characters");
  printFigure("summaries", `${name}: length of the reference`, mean(references), "characters");
  printFigure("summaries", `${name}: figures of the reference told`, told / wanted, "share");
  printFigure("summaries", `${name}: numbers that are not in the facts`, unsupported, "count");
  printFigure(
    "summaries",
    `${name}: time, p50`,
    quantile(
      texts.map(({ ms }) => ms),
      0.5,
    ),
    "ms",
  );
  printFigure(
    "summaries",
    `${name}: time, p95`,
    quantile(
      texts.map(({ ms }) => ms),
      0.95,
    ),
    "ms",
  );
}

/** Numbers and times of day of a text, as digits. */
function figuresIn(text: string): Set<string> {
  return new Set(
    text.match(/\d+(?:[.:,]\d+)*/g)?.map((figure) => figure.replace(/(\d),(?=\d{3})/g, "$1")) ?? [],
  );
}

/** The same digits, or, but for times of day, the same number rounded: ranges keep two digits at least. */
function isSame(figure: string, fact: string): boolean {
  if (figure === fact) return true;
  if (figure.includes(":") || fact.includes(":")) return false;
  return Math.abs(Number(figure) - Number(fact)) <= 0.05 * Math.abs(Number(fact));
}

/** An end of a usual range, which is told to about a quarter of its width. */
function isEndOfRange(figure: string, { facts }: Seed): boolean {
  return facts.evidence.some(({ usual }) => {
    const [, low, high] = /^(-?[\d.]+) to (-?[\d.]+)/.exec(usual ?? "") ?? [];
    if (low === undefined || high === undefined) return false;
    const step = (Number(high) - Number(low)) / 6;
    return [low, high].some((end) => Math.abs(Math.abs(Number(end)) - Number(figure)) <= step);
  });
}

/** `1 hour 20 minutes` in each unit in which it may be said. */
function lengthsIn(text: string): number[] {
  return [...text.matchAll(/(\d+) (day|hour|minute|second)s?(?: (\d+) (hour|minute|second)s?)?/g)].flatMap(
    ([, count, unit, more, smaller]) => {
      const seconds =
        Number(count) * (secondsOf[unit ?? ""] ?? 0) + Number(more ?? 0) * (secondsOf[smaller ?? ""] ?? 0);
      return Object.values(secondsOf).map((one) => seconds / one);
    },
  );
}

const secondsOf: Readonly<Record<string, number>> = { day: 86_400, hour: 3_600, minute: 60, second: 1 };

/** A length of time in another unit, a count of the lines of evidence, or a difference between two of its times, is in the facts without being written there. */
function isDerived(figure: string, { facts }: Seed): boolean {
  if (Number(figure) <= facts.evidence.length + (facts.omitted ?? 0)) return true;
  if (lengthsIn(JSON.stringify(facts)).some((length) => Math.round(length) === Number(figure))) return true;
  const minutes = facts.evidence.flatMap(({ at }) => {
    const [, hour, minute] = /(\d\d):(\d\d)$/.exec(at ?? "") ?? [];
    return hour === undefined ? [] : [Number(hour) * 60 + Number(minute)];
  });
  return minutes.some((first) => minutes.some((second) => second - first === Number(figure)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startMs = systemClock.monotonicMs();
  const value = await work();
  return { value, ms: systemClock.monotonicMs() - startMs };
}

/** One JSON line per text of the model: what it wrote, the reference, and why it was refused. */
function report(
  file: string | undefined,
  {
    seed,
    style,
    ...texts
  }: { seed: Seed; style: Summary["style"]; engine: string; nano: string; refusal: string | undefined },
): void {
  if (file === undefined) return;
  appendFileSync(file, `${JSON.stringify({ id: seed.id, style, reference: seed[style], ...texts })}\n`);
}
