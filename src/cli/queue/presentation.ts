import type { ClientOptions } from "../client-options.ts";
import { createOutput, type Output } from "../output.ts";
import { terminalStyle } from "../style.ts";
import type { QueueAccess } from "./queue-access.ts";

export function outputOf({ json }: ClientOptions): Output {
  return createOutput(json ?? false);
}

export function viewOf({ timeZone }: QueueAccess) {
  return { now: Date.now(), timeZone, style: terminalStyle() };
}
