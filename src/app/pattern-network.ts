import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PatternNetwork, PatternWeightsError } from "../anomaly/unusual/network.ts";
import { errorMessage } from "../core/errors.ts";
import { bundledModels } from "./model-places.ts";

/** The pattern network in `file`, the bundled one by default, or why its weights cannot be used. */
export function loadPatternNetwork(file: string = bundledWeights): PatternNetwork | PatternWeightsError {
  try {
    return readPatternNetwork(file);
  } catch (error) {
    if (error instanceof PatternWeightsError) return error;
    throw error;
  }
}

/** Reads the weights of a pattern network. Throws {@link PatternWeightsError}. */
export function readPatternNetwork(file: string = bundledWeights): PatternNetwork {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new PatternWeightsError(file, errorMessage(error), error);
  }
  return PatternNetwork.parse(text, file);
}

const bundledWeights = join(bundledModels, "anomaly", "weights.json");
