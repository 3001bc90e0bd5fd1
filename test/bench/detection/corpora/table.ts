import type { Corpus } from "./corpus.ts";
import { generateTelemetry } from "./generated.ts";
import { readMgab } from "./mgab.ts";
import { readOccupancy } from "./occupancy.ts";
import { readSkab } from "./skab.ts";
import { readSmapMsl } from "./smap-msl.ts";

/** Every corpus; `folder` is where those of files are. */
export const corpora = {
  "smap-msl": readSmapMsl,
  skab: readSkab,
  mgab: readMgab,
  telemetry: generateTelemetry,
  occupancy: readOccupancy,
} as const satisfies Record<string, (folder: string) => Promise<Corpus>>;
