import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type LogClassification,
  type LogEffect,
  logEffects,
  severityOfEffect,
} from "../../src/anomaly/logs/classifier/classification.ts";
import {
  createLogReader,
  type LogReader,
  logTask,
  readMax,
} from "../../src/anomaly/logs/classifier/log-reader.ts";
import { effectiveLogSeverity } from "../../src/anomaly/severity-rules.ts";
import { systemClock } from "../../src/core/clock.ts";
import { type LogKind, logKinds } from "../../src/domain/log-line.ts";
import { median, printFigure } from "./figure.ts";
import { withModel } from "./model-host.ts";

const modelFolder = "models/log-classifier";
const heldBackFile = "models/train/logs/held-back.tsv";
const bench = "log-classifier";

interface HeldBackLine {
  /** `area`: of an area without any training template; `template`, `hard`: templates held back of the others. */
  part: string;
  /** `noLevel`: without any level word; `level`: with the right one. */
  view: string;
  effect: LogEffect;
  kind: LogKind;
  text: string;
}

/**
 * The bundled log classifier on the templates that were held back from its training, beside the rule by words that
 * judges without it: accuracy and macro F1 of severity (6) and kind (10), whether trouble (warning and above) is told
 * from routine, time per line through the inference host with tokenizing, and size.
 */
export async function runLogClassifier(): Promise<void> {
  const lines = (await readFile(resolve(heldBackFile), "utf8")).trimEnd().split("\n").map(readLine);
  await withModel({ folder: "log-classifier", task: logTask }, async (models) => {
    const reader = createLogReader(models);
    const found: LogClassification[] = [];
    for (let at = 0; at < lines.length; at += readMax) {
      const texts = lines.slice(at, at + readMax).map(({ text }) => text);
      found.push(...(await reader.read(texts, { withinMs: 60_000 })));
    }
    for (const view of ["noLevel", "level"]) {
      for (const part of ["area", "template", "hard", "all"]) {
        const rows = [...lines.keys()].filter(
          (at) => lines[at]?.view === view && (part === "all" || lines[at]?.part === part),
        );
        printQuality(`${view}, ${part}`, rows, lines, found);
      }
    }
    for (const batch of [1, readMax]) {
      printFigure(bench, `time a line, ${batch} at once`, await timeALine(reader, lines, batch), "ms");
    }
  });
  printFigure(bench, "size", (await stat(resolve(modelFolder, "model.int8.onnx"))).size / 1e6, "MB");
}

function readLine(line: string): HeldBackLine {
  const [part = "", view = "", effect = "", kind = "", ...text] = line.split("\t");
  return { part, view, effect: effect as LogEffect, kind: kind as LogKind, text: text.join("\t") };
}

function printQuality(
  about: string,
  rows: readonly number[],
  lines: readonly HeldBackLine[],
  found: readonly LogClassification[],
): void {
  const gold = rows.map((at) => lines[at] as HeldBackLine);
  const given = rows.map((at) => found[at] as LogClassification);
  const byWords = gold.map(({ text }) => effectiveLogSeverity(undefined, text));
  const effects = [gold.map(({ effect }) => effect), given.map(({ effect }) => effect)] as const;
  const kinds = [gold.map(({ kind }) => kind), given.map(({ kind }) => kind)] as const;
  printFigure(bench, `${about}: severity, accuracy`, accuracy(...effects), "%");
  printFigure(bench, `${about}: severity, macro F1`, macroF1(logEffects, ...effects), "%");
  printFigure(bench, `${about}: kind, accuracy`, accuracy(...kinds), "%");
  printFigure(bench, `${about}: kind, macro F1`, macroF1(logKinds, ...kinds), "%");
  const isTrouble = (severity: string) => ["warning", "error", "critical"].includes(severity);
  const judged = {
    model: given.map(({ effect }) => severityOfEffect(effect)),
    "words only": byWords,
  };
  for (const [name, severities] of Object.entries(judged)) {
    const share = (isWanted: boolean) => {
      const of = [...gold.keys()].filter((at) => isTrouble(gold[at]?.effect ?? "") === isWanted);
      const right = of.filter((at) => isTrouble(severities[at] ?? "") === isWanted);
      return (100 * right.length) / of.length;
    };
    printFigure(bench, `${about}: trouble found, ${name}`, share(true), "%");
    printFigure(bench, `${about}: routine left alone, ${name}`, share(false), "%");
  }
}

function accuracy(gold: readonly string[], given: readonly string[]): number {
  return (100 * gold.filter((one, at) => one === given[at]).length) / gold.length;
}

/** The mean over the classes that occur. */
function macroF1(classes: readonly string[], gold: readonly string[], given: readonly string[]): number {
  const scores = classes.flatMap((one) => {
    const right = gold.filter((label, at) => label === one && given[at] === one).length;
    const total =
      gold.filter((label) => label === one).length + given.filter((label) => label === one).length;
    return total === 0 ? [] : [(200 * right) / total];
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Median over 200 runs, milliseconds. */
async function timeALine(reader: LogReader, lines: readonly HeldBackLine[], batch: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 200; run += 1) {
    const texts = Array.from(
      { length: batch },
      (_, at) => lines[(run * batch + at) % lines.length]?.text ?? "",
    );
    const startMs = systemClock.monotonicMs();
    await reader.read(texts, { withinMs: 60_000 });
    times.push((systemClock.monotonicMs() - startMs) / batch);
  }
  return median(times);
}
