import type { LoadedConfig } from "../../config/load.ts";
import type { EdgewiseError } from "../../core/errors.ts";
import { type Finding, warning } from "./finding.ts";
import type { DoctorProbes } from "./probes.ts";

export interface DoctorContext {
  probes: DoctorProbes;
  configuration: { loaded: LoadedConfig } | { error: EdgewiseError };
}

export type ConfiguredContext = { probes: DoctorProbes; loaded: LoadedConfig };

/** Undefined: there is nothing to tell, such as of what is switched off. */
type Found = Finding | undefined;

export interface Check {
  title: string;
  run(context: DoctorContext): Found | Promise<Found>;
}

export function configured(run: (context: ConfiguredContext) => Promise<Found>): Check["run"] {
  return ({ probes, configuration }) => {
    if ("loaded" in configuration) return run({ probes, loaded: configuration.loaded });
    return warning(
      "not looked at, because the configuration is not valid",
      "correct the configuration first",
    );
  };
}

/** The same for what few have: nobody needs to hear that it was not looked at. */
export function whereConfigured(run: (context: ConfiguredContext) => Promise<Found>): Check["run"] {
  return ({ probes, configuration }) =>
    "loaded" in configuration ? run({ probes, loaded: configuration.loaded }) : undefined;
}
