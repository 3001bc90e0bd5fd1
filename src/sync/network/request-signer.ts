import type { HttpRequest } from "./http-client.ts";

/**
 * Answers the headers that prove who sends `request` and that nothing was changed on the way. `nowMs` is what the
 * far side should take for the time. Rejects only on a bug: keys are checked with the configuration.
 */
export type RequestSigner = (request: HttpRequest, nowMs: number) => Promise<Record<string, string>>;
