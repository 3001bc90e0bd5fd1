import { basename, dirname } from "node:path";
import { readCsv } from "./csv.ts";
import { readHead, sniffFormat } from "./format.ts";
import { readJsonArray, readJsonLines } from "./json.ts";
import { readLog } from "./log.ts";
import { mergeByTime } from "./merge.ts";
import type { ReplayFormat, ReplayOptions, ReplayRecord, ReplaySource } from "./record.ts";
import { readValues } from "./values.ts";

const readers = {
  csv: readCsv,
  jsonLines: readJsonLines,
  jsonArray: readJsonArray,
  values: readValues,
  log: readLog,
} as const satisfies Record<ReplayFormat, (source: ReplaySource) => AsyncGenerator<ReplayRecord>>;

/**
 * The records of these files as one stream, in order of time across files and in their own order within each. Memory
 * does not grow with the files: each is read line by line as the stream is.
 *
 * Topics are `<prefix>/<file name>`, with `/log` behind for logs, so that ingest takes them for what they are.
 * Throws {@link ReplayUnreadableError} and {@link ReplayFormatError}, which name the file and the line.
 */
export async function* openReplay(
  files: readonly string[],
  options: ReplayOptions = {},
): AsyncGenerator<ReplayRecord> {
  const topics = fileTopics(files, options.topicPrefix ?? "replay");
  const streams: AsyncGenerator<ReplayRecord>[] = [];
  for (const [position, file] of files.entries()) {
    const head = await readHead(file);
    const format = options.format ?? sniffFormat(file, head.text);
    const topic = topics[position] ?? file;
    streams.push(readers[format]({ file, topic, modifiedAt: head.modifiedAt, options }));
  }
  yield* mergeByTime(streams);
}

/** A topic for each file: its name without ending, with the folder before it where two files share a name. */
function fileTopics(files: readonly string[], prefix: string): string[] {
  const names = files.map((file) => topicLevel(basename(file).replace(/\.[A-Za-z0-9]{1,5}$/, "")));
  return files.map((file, position) => {
    const name = names[position] ?? "";
    const isShared = names.indexOf(name) !== names.lastIndexOf(name);
    return isShared ? `${prefix}/${topicLevel(basename(dirname(file)))}/${name}` : `${prefix}/${name}`;
  });
}

/** What a topic level may hold: no separator, wildcard or control character. */
function topicLevel(name: string): string {
  return name.replace(/[/+#\p{Cc}]/gu, "_") || "file";
}
