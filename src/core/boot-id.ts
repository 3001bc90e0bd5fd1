import { readFileSync } from "node:fs";
import { createRandomId } from "./id.ts";

/**
 * What names this boot of the machine: all processes of one boot share it, and with it the origin of the monotonic
 * clock. Where the kernel gives none (it is not Linux), each start of the process counts as a boot of its own.
 */
export function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return createRandomId();
  }
}
