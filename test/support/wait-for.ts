import { vi } from "vitest";

/** Waits until `check` throws no more; long, as the machine may be busy with something else. */
export function waitFor<T>(
  check: () => T | Promise<T>,
  options?: { timeout?: number; interval?: number },
): Promise<T> {
  return vi.waitFor(check, { timeout: 25_000, interval: 10, ...options });
}
