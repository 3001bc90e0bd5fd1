import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { writeFileAtomically } from "../../core/atomic-file.ts";
import { errorMessage } from "../../core/errors.ts";

/** What has to outlive the database: see {@link createVersionMark}. */
export interface VersionState {
  /** Counts the changes of the list of orders. */
  serial: number;
  /** The last version taken, by `versionKey`. */
  versions: Readonly<Record<string, number>>;
}

/** Rejects when the file cannot be read or written. */
export interface VersionMark {
  /** Undefined when there is none yet. */
  read(): Promise<VersionState | undefined>;
  write(state: VersionState): Promise<void>;
}

/**
 * The versions of orders in a file of their own beside the database. It is written after the database, so the database is
 * never behind it, but where an earlier one was put back: then orders that were taken since are known all the same.
 */
export function createVersionMark(file: string): VersionMark {
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
      return parse(text, file);
    },
    write: (state) => writeFileAtomically(file, `${JSON.stringify(state)}\n`),
  };
}

export function versionMarkFile(dataDirectory: string): string {
  return join(resolve(dataDirectory), "order-versions.json");
}

function parse(text: string, file: string): VersionState {
  try {
    const { serial, versions } = JSON.parse(text) as Partial<VersionState>;
    const isWhole =
      Number.isSafeInteger(serial) &&
      typeof versions === "object" &&
      versions !== null &&
      Object.values(versions).every((version) => Number.isSafeInteger(version));
    if (isWhole) return { serial: serial as number, versions };
    throw new Error("it has another form");
  } catch (error) {
    throw new Error(`${file} cannot be understood: ${errorMessage(error)}`);
  }
}
