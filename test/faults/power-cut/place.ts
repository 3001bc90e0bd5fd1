/** Where the database lies, and what a power cut does to it beyond the end of the process. */
export interface Place {
  readonly directory: string;
  /** A directory in memory (tmpfs): it outlives the process, and no cut of the power. */
  readonly memoryDirectory: string;
  /** Every cut is one of the power, and not only the end of the process. */
  readonly cutsPower: boolean;
  /** Resolves when the power is off; the process is killed then. */
  cut(): Promise<void>;
  /** Makes the directory usable again. */
  restore(): Promise<void>;
}

/** A directory of the usual file system: what was written before the kill stays in the kernel's memory. */
export function plainPlace(directory: string): Place {
  return {
    directory,
    memoryDirectory: `${directory}-in-memory`,
    cutsPower: false,
    async cut() {},
    async restore() {},
  };
}
