import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import type { ImportSource } from "../../domain/ports.ts";
import type { createStateTable } from "../state.ts";

/** A file of which records were imported. */
interface ImportedFile {
  digest: string;
  /** By class: the records of the class before this position of the file were queued by an import of it. */
  reached: Partial<Record<RecordClass, number>>;
  /** Classes of which no sink took a record; when one does, all of them can be imported. */
  unwanted: RecordClass[];
}

const stateKey = "store/importedFiles";
/** The files imported last are remembered. */
const filesMax = 64;

/**
 * How far files were imported, in the transaction of the import itself: a file that is imported again, or once more after an
 * import broke off, doubles nothing, however long ago its records went out.
 */
export function createImportedFiles(state: ReturnType<typeof createStateTable>) {
  function read(): ImportedFile[] {
    const text = state.get(stateKey);
    return text === undefined ? [] : (JSON.parse(text) as ImportedFile[]);
  }

  /** `take` queues one record and says what became of it. Needs a transaction. */
  function importFrom(
    source: ImportSource,
    records: readonly Envelope[],
    take: (record: Envelope) => "queued" | "repeated" | "unwanted",
  ): ("queued" | "repeated" | "unwanted")[] {
    const files = read();
    const known = files.find(({ digest }) => digest === source.digest);
    const file: ImportedFile = known ?? { digest: source.digest, reached: {}, unwanted: [] };
    // Begun again: what was not wanted then may be now.
    if (source.first === 0) file.unwanted = [];
    const outcomes = records.map((record, index) => {
      const position = source.first + index;
      const { class: recordClass } = record;
      if (position < (file.reached[recordClass] ?? 0)) return "repeated";
      const outcome = take(record);
      if (outcome === "unwanted" && !file.unwanted.includes(recordClass)) file.unwanted.push(recordClass);
      // What waited under its id already may be purged and imported again.
      if (outcome === "queued" && !file.unwanted.includes(recordClass)) {
        file.reached[recordClass] = position + 1;
      }
      return outcome;
    });
    const others = files.filter(({ digest }) => digest !== source.digest);
    state.put(stateKey, JSON.stringify([...others, file].slice(-filesMax)));
    return outcomes;
  }

  return { importFrom };
}
