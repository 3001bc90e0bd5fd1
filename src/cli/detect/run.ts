import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Judge, Judgement } from "../../anomaly/judge.ts";
import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { ReplayUnreadableError } from "../../simulate/replay/errors.ts";
import { readChunks, readTextStream } from "../../simulate/replay/text-lines.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { PlotUnwritableError, UsageError } from "../errors.ts";
import { createOutput } from "../output.ts";
import { createProgress } from "../progress.ts";
import { type Style, safeText } from "../style.ts";
import { FileDetector } from "./file-detector.ts";
import { createPacedWriter } from "./paced-writer.ts";
import { FilePlot } from "./plot/file-plot.ts";
import { createRowJson } from "./row-json.ts";
import type { Row } from "./row-reader.ts";
import { createRowText } from "./row-text.ts";
import type { Table } from "./table.ts";

export interface DetectRun {
  /** `-` is standard input. */
  files: readonly string[];
  time?: string | undefined;
  value?: readonly string[] | undefined;
  json: boolean;
  /** Where to draw. */
  plot?: string | undefined;
  zone: "local" | "utc";
  openJudge: (columns: readonly string[]) => Judge;
  clock: Clock;
  style: Style;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  signal: AbortSignal;
}

/** Judges each file on its own, row by row, and tells at the end what was found. */
export async function runDetect(run: DetectRun): Promise<void> {
  const { files, plot, clock, stderr } = run;
  if (plot !== undefined && files.length > 1) {
    throw new UsageError("--plot draws one file.", "name one file, or call it once for each");
  }
  for (const file of files) await checkReadable(file);
  const startMs = clock.monotonicMs();
  let rows = 0;
  let alarms = 0;
  for (const file of files) {
    if (run.signal.aborted) break;
    const found = await detectFile(run, file);
    rows += found.rows;
    alarms += found.alarms;
    const prefix = files.length > 1 ? `${safeText(nameOf(file))}: ` : "";
    for (const remark of found.remarks) stderr.write(`${prefix}${remark}\n`);
    if (files.length > 1) stderr.write(`${prefix}${summary(found.rows, found.alarms)}.\n`);
  }
  const seconds = (clock.monotonicMs() - startMs) / 1_000;
  const rate = seconds > 0 ? `, ${sayCount(rows / seconds, "row")}/s` : "";
  const stopped = run.signal.aborted ? "Stopped: " : "";
  stderr.write(`${stopped}${files.length > 1 ? "in all " : ""}${summary(rows, alarms)}${rate}.\n`);
}

interface Found {
  rows: number;
  alarms: number;
  remarks: string[];
}

async function detectFile(run: DetectRun, file: string): Promise<Found> {
  const { files, json, plot: plotFile, zone, style, clock, stdin, stdout, signal } = run;
  const name = nameOf(file);
  const found: Found = { rows: 0, alarms: 0, remarks: [] };
  const writer = createPacedWriter(stdout, signal);
  // Rows on a terminal show by themselves how far it is.
  const progress = createProgress({
    output: createOutput(json || process.stdout.isTTY === true),
    what: "rows",
    monotonicMs: clock.monotonicMs,
  });
  let text = "";
  const views: { write: (row: Row, judgement: Judgement) => string; plot: FilePlot | undefined }[] = [];
  const detector = new FileDetector({
    file: name,
    timeColumn: run.time,
    valueColumns: run.value,
    zone,
    nearMs: file === "-" ? clock.now() : (await stat(file)).mtimeMs,
    openJudge: run.openJudge,
    onTable(table) {
      const columns = table.values.map((column) => column.name);
      const place = { columns, file: files.length > 1 ? name : undefined };
      const write = json ? createRowJson(place) : createRowText({ ...place, zone, style });
      views.push({ write, plot: plotFile === undefined ? undefined : new FilePlot(columns) });
      found.remarks.push(...leftOutText(table));
    },
    onRow(row, judgement) {
      found.rows += 1;
      if (judgement.isAlarm) found.alarms += 1;
      for (const { write, plot } of views) {
        text += `${write(row, judgement)}\n`;
        plot?.add(row, judgement);
      }
    },
  });
  const flush = async () => {
    const ready = text;
    text = "";
    await writer.write(ready);
    progress.update(found.rows);
  };
  try {
    const chunks = file === "-" ? readTextStream(stdin, name, signal) : readChunks(file, signal);
    for await (const chunk of chunks) {
      detector.take(chunk);
      await flush();
    }
    // Cut off by the abort, the rest is no row.
    if (!signal.aborted) detector.end();
  } finally {
    // What was judged before an error is told all the same.
    await flush();
    progress.end();
  }
  if (plotFile !== undefined) {
    const plot = views[0]?.plot ?? new FilePlot([]);
    await writePlot(plotFile, plot.draw({ title: basename(name), zone }));
  }
  found.remarks.push(...detector.remarks.tell());
  return found;
}

function leftOutText({ leftOut }: Table): string[] {
  const names = (why: string) =>
    leftOut.filter((column) => column.why === why).map(({ name }) => `"${safeText(name)}"`);
  const [texts, labels] = [names("text"), names("label")];
  return [
    ...(texts.length > 0 ? [`Not judged, because of text: ${sayList(texts)}.`] : []),
    ...(labels.length > 0
      ? [`Not judged, because of a name that says what is wrong: ${sayList(labels)}; --value takes them.`]
      : []),
  ];
}

function summary(rows: number, alarms: number): string {
  return `${sayCount(rows, "row")}, ${sayCount(alarms, "alarm")}`;
}

function nameOf(file: string): string {
  return file === "-" ? "standard input" : file;
}

/** Before anything is judged, so that a mistyped name does not end an hour's work. */
async function checkReadable(file: string): Promise<void> {
  if (file === "-") return;
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new ReplayUnreadableError(file, error);
  }
}

async function writePlot(file: string, svg: string): Promise<void> {
  try {
    await writeFile(file, svg);
  } catch (error) {
    throw new PlotUnwritableError(file, errorMessage(error), error);
  }
}
