import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundledModels } from "../../app/model-places.ts";
import type { ScenarioName } from "../../simulate/scenario.ts";

export interface SpokenCommand {
  /** What is said in it: for the reader of the story, never for the daemon. */
  text: string;
  /** A WAV file. */
  sound: Buffer;
}

const texts: Readonly<Record<ScenarioName, string>> = {
  home: "turn off the hall lamp",
  farm: "turn on the grow lights",
  factory: "turn off the exhaust fan",
};

/** Something said aloud at the place. */
export function readSpokenCommand(place: ScenarioName): SpokenCommand {
  return { text: texts[place], sound: readFileSync(join(bundledModels, "demo-voice", `${place}.wav`)) };
}
