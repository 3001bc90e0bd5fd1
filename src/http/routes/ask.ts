import { z } from "../../core/schema.ts";
import { type Answer, cloudSource } from "../../domain/utterance.ts";
import { RequestError } from "../errors.ts";
import { parseInput } from "../input.ts";
import type { Route } from "../route.ts";

/** Commands worked on at a time; each may wait seconds for a device to answer. */
const asksInFlightMax = 8;

const askBody = z.strictObject({
  /** The same id and text from the same source are one utterance, so that a request may be tried again. */
  id: z.string().min(1).max(100).optional(),
  text: z.string().trim().min(1).max(1_000),
  area: z.string().min(1).max(100).optional(),
  source: z
    .string()
    .regex(/^[\w.-]{1,40}$/, "1 to 40 letters, digits, dots, dashes and underscores")
    .refine((source) => source !== cloudSource, `"${cloudSource}" is for signed orders alone`)
    .default("http"),
  session: z.string().min(1).max(100).optional(),
  dryRun: z.boolean().default(false),
});

export function askRoute(): Route {
  let inFlight = 0;
  return {
    method: "POST",
    path: "/api/ask",
    summary: "say something: body {text, id?, area?, source?, session?, dryRun?}",
    isOpen: false,
    async handle({ body }, { api, nowMs, createId, onOverloaded }) {
      const { id, text, area, source, session, dryRun } = parseInput(askBody, body, "body");
      if (inFlight >= asksInFlightMax) {
        onOverloaded();
        throw new RequestError(503, "http.overloaded", "Too many commands are being worked on.", {
          hint: "try again in a second",
          headers: { "retry-after": "1" },
        });
      }
      inFlight += 1;
      try {
        const answer: Answer = await api.ask({
          id: id ?? createId(),
          hasOwnId: id !== undefined,
          text,
          at: nowMs,
          area,
          source,
          session,
          dryRun,
        });
        return { body: answer };
      } finally {
        inFlight -= 1;
      }
    },
  };
}
