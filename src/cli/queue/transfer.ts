import { createHash } from "node:crypto";
import { sayCount } from "../../text/say-list.ts";
import type { Output } from "../output.ts";
import { type FilterOptions, filterOf } from "./filter.ts";
import { outputOf } from "./presentation.ts";
import type { QueueAccess } from "./queue-access.ts";
import { readRecordFile, writeRecordFile } from "./record-file.ts";

/** Half of the daemon's longest request body (http.bodyBytesMax), since a character may take several bytes. */
const importCharactersMax = 30_000;

export async function exportRecords(
  access: QueueAccess,
  file: string,
  options: FilterOptions,
): Promise<void> {
  const output = outputOf(options);
  const records = await writeRecordFile(file, access.pages(filterOf(options)), (written) =>
    output.progress(`${sayCount(written, "record")} written`),
  );
  output.endProgress();
  if (file === "-") return;
  output.result(
    `${access.notice}${sayCount(records, "record")} written to ${file}; they still wait to be sent.`,
    {
      records,
      file,
    },
  );
}

/** `isAgain`: also what was imported from the file before. */
export async function importRecords(
  access: QueueAccess,
  file: string,
  { output, isAgain }: { output: Output; isAgain: boolean },
): Promise<void> {
  // Read to the end first, so that a bad line at the end does not leave half a file in the queue.
  let expected = 0;
  const hash = createHash("sha256");
  for await (const page of readRecordFile(file, importCharactersMax)) {
    expected += page.length;
    // Of the records and not of the bytes: other line ends or blank lines make no other file.
    for (const record of page) hash.update(`${JSON.stringify(record)}\n`);
  }
  const digest = hash.digest("hex");
  const total = { queued: 0, repeated: 0, unwanted: 0 };
  let first = 0;
  for await (const page of readRecordFile(file, importCharactersMax)) {
    const part = await (isAgain ? access.import(page) : access.import(page, { digest, first }));
    first += page.length;
    total.queued += part.queued;
    total.repeated += part.repeated;
    total.unwanted += part.unwanted;
    output.progress(`${total.queued + total.repeated + total.unwanted} of ${sayCount(expected, "record")}`);
  }
  output.endProgress();
  const leftOut = [
    total.repeated > 0
      ? `${total.repeated} were queued or imported before (--again queues what was imported)`
      : undefined,
    total.unwanted > 0 ? `${total.unwanted} are of classes that no sink takes` : undefined,
  ].filter((part) => part !== undefined);
  output.result(
    `${access.notice}${sayCount(total.queued, "record")} queued${leftOut.length > 0 ? `; ${leftOut.join(", ")}` : ""}.`,
    total,
  );
}
