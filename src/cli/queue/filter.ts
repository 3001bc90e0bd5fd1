import type { RecordClass } from "../../domain/envelope.ts";
import type { QueueFilter } from "../../domain/ports.ts";
import type { ClientOptions } from "../client-options.ts";

/** Options of a verb that is about some of the records. */
export interface FilterOptions extends ClientOptions {
  class?: RecordClass[];
  sink?: string;
  before?: number;
}

export function filterOf({ class: classes, sink, before }: FilterOptions): QueueFilter {
  return {
    ...(classes === undefined ? {} : { classes }),
    ...(sink === undefined ? {} : { sink }),
    ...(before === undefined ? {} : { before }),
  };
}
