import { EdgewiseError } from "../../core/errors.ts";

/** No model that this program can read is active for forecasts; the message says which and why. */
export class ForecastModelUnusableError extends EdgewiseError {
  constructor(model: { id: string; version: string } | undefined, what: string) {
    const name = model ? `model ${model.id} ${model.version}` : "no model";
    super("anomaly.forecastModelUnusable", `${name} cannot be used for forecasts: ${what}`, {
      hint: "activate another version with edgewise models activate or rollback",
    });
  }
}

/** A run of the forecaster gave something else than its manifest promises. */
export class ForecastOutputInvalidError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string) {
    super("anomaly.forecastOutputInvalid", `model ${model.id} ${model.version} gave ${what}`, {
      hint: "check it with edgewise models verify, or roll it back",
    });
  }
}
