import { z } from "../../core/schema.ts";
import { countInput, parseInput } from "../input.ts";
import type { Route } from "../route.ts";

/** Well below the time within which a request must be answered. */
const waitMsMax = 20_000;

const happeningsQuery = z.strictObject({
  after: countInput({ min: 0, max: Number.MAX_SAFE_INTEGER, default: 0 }),
  waitMs: countInput({ min: 0, max: waitMsMax, default: 0 }),
});

const muteBody = z.strictObject({ isMuted: z.boolean() });

export const voiceRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/voice",
    summary: "what listens, and how",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: api.voice() };
    },
  },
  {
    method: "POST",
    path: "/api/voice/mute",
    summary: "stop listening, or listen again: body {isMuted}",
    isOpen: false,
    async handle({ body }, { api }) {
      return { body: await api.setVoiceMuted(parseInput(muteBody, body, "body").isMuted) };
    },
  },
  {
    method: "GET",
    path: "/api/voice/events",
    summary: "what is heard, as it happens: ?after=NUMBER&waitMs=MS",
    isOpen: false,
    async handle({ query }, { api }) {
      const { happenings, last } = await api.voiceEvents(parseInput(happeningsQuery, query, "query"));
      const events = happenings.map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() }));
      return { body: { events, last } };
    },
  },
];
