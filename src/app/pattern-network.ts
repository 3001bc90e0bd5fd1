import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PatternNetwork, PatternWeightsError } from "../anomaly/unusual/network.ts";
import { errorMessage } from "../core/errors.ts";
import { bundledModels } from "./model-places.ts";

/** The bundled pattern detector, or why its weights cannot be used. */
export function loadPatternNetwork(): PatternNetwork | PatternWeightsError {
  try {
    return readPatternNetwork();
  } catch (error) {
    if (error instanceof PatternWeightsError) return error;
    throw error;
  }
}

/** Reads the bundled weights of the pattern detector. Throws {@link PatternWeightsError}. */
export function readPatternNetwork(directory: string = join(bundledModels, "anomaly")): PatternNetwork {
  const file = join(directory, "weights.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new PatternWeightsError(file, errorMessage(error), error);
  }
  return PatternNetwork.parse(text, file);
}
