import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { errorMessage } from "../../core/errors.ts";
import { z } from "../../core/schema.ts";
import { recordClasses } from "../../domain/envelope.ts";
import { RecordFileError } from "../errors.ts";
import type { QueueRecord } from "./queue-access.ts";

/**
 * Files of queued records: JSON lines, one record each,
 * `{"id","class","stream","at","clock","isHistorical","correctedByMs","body"}` with `body` as JSON.
 */

const recordLine = z.object({
  id: z.string().min(1).max(64),
  class: z.enum(recordClasses),
  stream: z.string().max(1_024),
  at: z.iso.datetime({ offset: true }),
  clock: z.enum(["synced", "unsynced"]),
  body: z.unknown().refine((body) => body !== undefined, "is missing"),
});

/** Longest line that is read: a record's body is far shorter. */
const lineCharactersMax = 20_000_000;

/**
 * Writes the pages into `path`, whole or not at all: a file beside it is written, synced and renamed. `-` is standard
 * output. Resolves to how many records there were. Throws {@link RecordFileError}.
 */
export async function writeRecordFile(
  path: string,
  pages: AsyncIterable<readonly QueueRecord[]>,
  onProgress: (records: number) => void,
): Promise<number> {
  if (path === "-") return writePages(pages, (text) => writeOut(text), onProgress);
  const beside = `${path}.part`;
  try {
    const file = await open(beside, "w", 0o600);
    let records = 0;
    try {
      records = await writePages(pages, (text) => file.appendFile(text), onProgress);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    // Without it a power cut may leave the old name, or none, and what was exported may be purged by then.
    await syncFolder(dirname(path));
    return records;
  } catch (error) {
    await rm(beside, { force: true });
    if (!isFileError(error)) throw error;
    throw new RecordFileError(
      `The records cannot be written to ${path}: ${errorMessage(error)}.`,
      "name a file in a folder that exists and has room; nothing was taken from the queue",
      error,
    );
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writePages(
  pages: AsyncIterable<readonly QueueRecord[]>,
  write: (text: string) => Promise<void>,
  onProgress: (records: number) => void,
): Promise<number> {
  let records = 0;
  for await (const page of pages) {
    if (page.length > 0) await write(page.map((record) => `${JSON.stringify(record)}\n`).join(""));
    records += page.length;
    onProgress(records);
  }
  return records;
}

function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * The records of a file, `charactersMax` of lines at a time but at least one. Throws {@link RecordFileError} naming the
 * line that is none.
 */
export async function* readRecordFile(
  path: string,
  charactersMax: number,
): AsyncGenerator<readonly QueueRecord[]> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let page: QueueRecord[] = [];
  let characters = 0;
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() === "") continue;
      const record = readLine(line, `${path}, line ${number}`);
      if (page.length > 0 && characters + line.length > charactersMax) {
        yield page;
        page = [];
        characters = 0;
      }
      page.push(record);
      characters += line.length;
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new RecordFileError(
      `The records cannot be read from ${path}: ${errorMessage(error)}.`,
      "name a file that `edgewise queue export` made",
      error,
    );
  } finally {
    lines.close();
  }
  if (page.length > 0) yield page;
}

function readLine(line: string, place: string): QueueRecord {
  const hint = "nothing was queued; mend or remove that line, or export again";
  if (line.length > lineCharactersMax) throw new RecordFileError(`${place}: too long for a record.`, hint);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new RecordFileError(`${place}: no JSON (${errorMessage(error)}).`, hint, error);
  }
  const read = recordLine.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new RecordFileError(
    `${place}: no record (${where === "" ? "" : `${where}: `}${issue?.message}).`,
    hint,
  );
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "syscall" in error;
}
