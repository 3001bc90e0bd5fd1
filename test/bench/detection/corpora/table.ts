import type { Corpus } from "./corpus.ts";
import { readMgab } from "./mgab.ts";
import { readOccupancy } from "./occupancy.ts";
import { readSkab } from "./skab.ts";
import { readSmapMsl } from "./smap-msl.ts";

/** Every corpus of files. */
export const corpora = {
  "smap-msl": readSmapMsl,
  skab: readSkab,
  mgab: readMgab,
  occupancy: readOccupancy,
} as const satisfies Record<string, (folder: string) => Promise<Corpus>>;
