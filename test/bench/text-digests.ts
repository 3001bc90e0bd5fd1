import { writeFileSync } from "node:fs";
import { readWarningSentences } from "../../src/app/warning-sentences.ts";
import { createSentenceEmbedder } from "../../src/commands/nano/sentence-embedder.ts";
import { condense } from "../../src/summaries/text/condense.ts";
import { createSentenceReader, type SentenceReader } from "../../src/summaries/text/sentence-reader.ts";
import { withEncoder } from "./encoder.ts";
import { printFigure, quantile } from "./figure.ts";
import { type MarkedText, readMarkedTexts, textSets } from "./texts/marked-text.ts";
import { leadOf, textRankOf } from "./texts/text-rank.ts";

interface Span {
  start: number;
  end: number;
}

interface Digested {
  of: MarkedText;
  spans: readonly Span[];
}

/** As a rule of `summaries.texts` has it when it says nothing. */
const budget = { sentencesMax: 5, lengthMax: 600 };
const embedding = { withinMs: 10_000 };

/**
 * Digests of the hand-written texts of `test/fixtures/texts`, against as many of the first and of the most central
 * sentences: the share of warnings and of other marked passages that is kept, and how short they are. `--failures FILE`
 * lists what is missing in the development half; the misses of the held-back half are only counted.
 */
export async function runTextDigests(options: { failures: string | undefined }): Promise<void> {
  const failures: string[] = [];
  await withEncoder(async (encoder) => {
    const reader = createSentenceReader(createSentenceEmbedder(encoder), readWarningSentences());
    for (const half of textSets) {
      const texts = readMarkedTexts(half);
      const latencies: number[] = [];
      const own = await digestAll(texts, reader, latencies);
      const others = {
        edgewise: own,
        "edgewise without the model": await digestAll(texts, undefined, []),
        "as many first sentences": own.map(({ of, spans }) => ({ of, spans: leadOf(of.text, spans.length) })),
        TextRank: own.map(({ of, spans }) => ({ of, spans: textRankOf(of.text, spans.length) })),
      };
      for (const [name, digests] of Object.entries(others)) printFigures(`${half}, ${name}`, digests);
      printFigure("text-digests", `${half}, latency p50`, quantile(latencies, 0.5), "ms");
      printFigure("text-digests", `${half}, latency p95`, quantile(latencies, 0.95), "ms");
      if (half === "development") failures.push(...own.flatMap(missesOf));
    }
  });
  if (options.failures !== undefined) writeFileSync(options.failures, `${failures.join("\n")}\n`);
}

async function digestAll(
  texts: readonly MarkedText[],
  reader: SentenceReader | undefined,
  latencies: number[],
): Promise<(Digested & { warned: readonly Span[] })[]> {
  const digests: (Digested & { warned: readonly Span[] })[] = [];
  for (const of of texts) {
    const startMs = performance.now();
    const { sentences } = await condense(of.text, { budget, reader, embedding });
    latencies.push(performance.now() - startMs);
    digests.push({ of, spans: sentences, warned: sentences.filter(({ isWarning }) => isWarning) });
  }
  return digests;
}

function printFigures(name: string, digests: readonly (Digested & { warned?: readonly Span[] })[]): void {
  const print = (figure: string, value: number, unit: string) =>
    printFigure("text-digests", `${name}, ${figure}`, value, unit);
  const recall = (isWarning: boolean) => {
    const kept = digests.flatMap(({ of, spans }) =>
      of.marks.filter((mark) => mark.isWarning === isWarning).map((mark) => isKept(mark, spans)),
    );
    return (100 * kept.filter(Boolean).length) / kept.length;
  };
  print("warnings kept", recall(true), "%");
  print("other marked passages kept", recall(false), "%");
  const length = digests.reduce((sum, { spans }) => sum + lengthOf(spans), 0);
  print("length", (100 * length) / digests.reduce((sum, { of }) => sum + of.text.length, 0), "% of the text");
  print("sentences", digests.reduce((sum, { spans }) => sum + spans.length, 0) / digests.length, "a text");
  const warned = digests.flatMap(({ of, warned: spans = [] }) =>
    spans.map((span) => of.marks.some((mark) => mark.isWarning && overlap(mark, span) > 0)),
  );
  if (warned.length > 0)
    print("taken for warnings that are", (100 * warned.filter(Boolean).length) / warned.length, "%");
}

/** Nearly all of the passage; a mark may take a full stop or a word more than the sentence. */
function isKept(mark: Span, spans: readonly Span[]): boolean {
  const covered = spans.reduce((sum, span) => sum + overlap(mark, span), 0);
  return covered >= 0.9 * (mark.end - mark.start);
}

function overlap(left: Span, right: Span): number {
  return Math.max(0, Math.min(left.end, right.end) - Math.max(left.start, right.start));
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

function missesOf({ of, spans, warned }: Digested & { warned: readonly Span[] }): string[] {
  const missing = of.marks
    .filter((mark) => !isKept(mark, spans))
    .map(
      (mark) =>
        `${of.id}: ${mark.isWarning ? "WARNING " : ""}missing: ${of.text.slice(mark.start, mark.end)}`,
    );
  const wrong = warned
    .filter((span) => !of.marks.some((mark) => mark.isWarning && overlap(mark, span) > 0))
    .map((span) => `${of.id}: taken for a warning: ${of.text.slice(span.start, span.end)}`);
  return [...missing, ...wrong];
}
