/** One message of a replay. */
export interface ReplayRecord {
  /** When it happened, in milliseconds since 1970-01-01 UTC; undefined when the file does not tell. */
  at: number | undefined;
  topic: string;
  payload: string;
}

export const replayFormats = ["csv", "jsonLines", "jsonArray", "values", "log"] as const;
export type ReplayFormat = (typeof replayFormats)[number];

export interface ReplayOptions {
  /** Told from the file when left out. */
  format?: ReplayFormat;
  /** First levels of all topics; `replay` when left out. The file gives the rest. */
  topicPrefix?: string;
  /** Column or field that holds the time; found by its name or its look when left out. */
  timeColumn?: string;
  /** The only columns to take; all but the time when left out. */
  columns?: readonly string[];
  /** Columns not to take, such as labels of a data set. */
  skipColumns?: readonly string[];
  /** Zone of times that name none; UTC when left out, so that a replay is the same everywhere. */
  zone?: "local" | "utc";
  /** Time between records of a file that has no times, in milliseconds. Left out, they get none. */
  intervalMs?: number;
  /** Time of the first record of a file without times, or with seconds from its start; 0 when left out. */
  startAt?: number;
  /** Called for a line that cannot be read, which is then left out. Left out, such a line ends the replay. */
  onBadLine?: (error: Error) => void;
  signal?: AbortSignal;
}

/** One file, opened. */
export interface ReplaySource {
  readonly file: string;
  readonly topic: string;
  /** When the file was last written: the year of times that name none is told from it. */
  readonly modifiedAt: number;
  readonly options: ReplayOptions;
}
