import { createReadStream, type ReadStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type LogParameter, logParameters } from "../../anomaly/logs/templates/log-parameters.ts";
import { LogTemplates } from "../../anomaly/logs/templates/log-templates.ts";
import { errorMessage } from "../../core/errors.ts";
import { cleanText } from "../../ingest/log/clean.ts";
import type { ParsedLine } from "../../ingest/log/parsed-line.ts";
import { parseRecord } from "../../ingest/log/record.ts";
import { createPacedWriter } from "../detect/paced-writer.ts";
import { LogFileError } from "../errors.ts";
import { safeText } from "../style.ts";

export interface ParseRun {
  /** `-` is standard input. */
  file: string;
  /** Lines are messages without a header. */
  isBare: boolean;
  isJson: boolean;
  /** Ends with the table of templates. */
  withTemplates: boolean;
  zone: "utc" | "local";
  nowMs: number;
  stdin: Readable;
  stdout: Writable;
  signal: AbortSignal;
}

/**
 * Prints the template of each line of a log. The log is read twice: what a line is called may depend on lines behind it, as
 * when a word turns out to be one of many names. Standard input is kept in a temporary file meanwhile.
 */
export async function parseLog(run: ParseRun): Promise<void> {
  if (run.file !== "-") return parseFile(run, run.file);
  const directory = await mkdtemp(join(tmpdir(), "edgewise-logs-"));
  try {
    const path = join(directory, "input.log");
    const file = await open(path, "wx", 0o600);
    await pipeline(run.stdin, file.createWriteStream());
    await parseFile(run, path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function parseFile(run: ParseRun, path: string): Promise<void> {
  await checkText(path, run.file);
  const templates = new LogTemplates({ templatesMax });
  for await (const { message } of lines(run, path)) templates.match(source, message);
  const out = createPacedWriter(run.stdout, run.signal);
  let number = 0;
  for await (const parsed of lines(run, path)) {
    number += 1;
    const { message } = parsed;
    const { template } = templates.find(source, message) ?? templates.match(source, message);
    if (!run.isJson) await out.write(`${template.id}\t${safeText(template.text)}\n`);
    else {
      const row = {
        line: number,
        id: template.id,
        template: template.text,
        parameters: logParameters(template, message).map(parameterView),
        severity: parsed.severity,
        time: parsed.at === undefined ? undefined : new Date(parsed.at).toISOString(),
        host: parsed.host,
        program: parsed.program,
        message,
      };
      await out.write(`${JSON.stringify(row)}\n`);
    }
  }
  if (!run.withTemplates) return;
  const byCount = templates.templates().sort((left, right) => right.count - left.count || left.id - right.id);
  if (!run.isJson) await out.write(`\n${byCount.length} templates\n`);
  for (const { id, count, text } of byCount) {
    await out.write(
      run.isJson
        ? `${JSON.stringify({ id, count, template: text })}\n`
        : `${String(count).padStart(8)}\t${id}\t${safeText(text)}\n`,
    );
  }
}

/** Each line that has a message; numbers count all of them. */
async function* lines({ isBare, zone, nowMs }: ParseRun, path: string): AsyncGenerator<ParsedLine> {
  const stream = createReadStream(path, { encoding: "utf8" });
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const text = line.slice(0, lineLengthMax);
      const parsed = isBare ? undefined : parseRecord(text, "auto", { zone, nearMs: nowMs });
      const message = cleanText(parsed?.message ?? text);
      yield { ...(parsed ?? bare), message };
    }
  } finally {
    stream.destroy();
  }
}

const bare = { at: undefined, severity: undefined, host: undefined, program: undefined };

async function checkText(path: string, name: string): Promise<void> {
  let stream: ReadStream | undefined;
  try {
    if ((await stat(path)).isDirectory()) {
      throw new LogFileError(`${name} is a directory, not a log.`, "name one of the files in it");
    }
    stream = createReadStream(path, { end: headBytes - 1 });
    for await (const chunk of stream) {
      const head = chunk as Buffer;
      if (head[0] === 0x1f && head[1] === 0x8b)
        throw new LogFileError(`${name} is compressed.`, `try \`zcat ${name} | edgewise logs parse -\``);
      if (head.includes(0))
        throw new LogFileError(`${name} holds binary data, not lines of text.`, "name a text log in UTF-8");
    }
  } catch (error) {
    if (error instanceof LogFileError) throw error;
    throw new LogFileError(
      `${name} cannot be read: ${errorMessage(error)}`,
      "check the name and the rights",
      error,
    );
  } finally {
    stream?.destroy();
  }
}

function parameterView({ text, type, value, unit, name }: LogParameter) {
  return { text, type, value, unit: unit?.unit, name };
}

const source = "file";
const templatesMax = 20_000;
const lineLengthMax = 65_536;
const headBytes = 8192;
