import type { StoreConfig } from "../config.ts";

export interface StagingFigures {
  place: StoreConfig["staging"]["place"];
  records: number;
  bytes: number;
  /** What a power cut may cost of bulk records at present, in milliseconds, beside the wait of the group commit; 0: nothing. */
  windowMs: number;
}
