import { FeedbackTargetError } from "../../src/anomaly/errors.ts";
import type { HttpApi } from "../../src/http/api.ts";
import { ModelUnknownError } from "../../src/inference/registry/errors.ts";

/** An API with nothing in it; a test overrides what it is about. */
export function createEmptyHttpApi(overrides: Partial<HttpApi> = {}): HttpApi {
  return {
    status: () => ({
      version: "0.0.0",
      node: "barn",
      state: "ready",
      at: 0,
      startedAt: 0,
      uptimeMs: 0,
      clock: "synced",
      health: {},
      figures: {},
      inference: {
        state: "off",
        pid: undefined,
        residentBytes: undefined,
        restarts: 0,
        queued: 0,
        models: [],
      },
    }),
    loops: () => [],
    isReady: () => true,
    ask: async ({ id, text }) => ({
      id,
      text,
      outcome: "notUnderstood",
      reply: "I did not understand.",
      parse: undefined,
      targets: [],
      actions: [],
      tier: "none",
      timesMs: {},
    }),
    incidents: async () => [],
    incident: async () => undefined,
    similarIncidents: async () => [],
    giveFeedback: async () => Promise.reject(new FeedbackTargetError("There is no such incident.")),
    feedback: () => [],
    forgetFeedback: async () => false,
    queue: async () => ({
      counts: { records: 0, bytes: 0, byClass: {}, oldestAt: undefined, deadLetters: 0, dropped: {} },
      sinks: [],
      records: [],
      deadLetters: [],
    }),
    series: () => ({ total: 0, series: [] }),
    history: async () => undefined,
    entities: () => [],
    upsertEntity: async () => ({ ok: false, reason: "no name" }),
    models: async () => ({ models: [], unreadable: [], tasks: [], host: undefined }),
    activateModel: async () => Promise.reject(new ModelUnknownError("There is no such model.")),
    rollBackModel: async () => Promise.reject(new ModelUnknownError("There is no such task.")),
    setShadowModel: async () => Promise.reject(new ModelUnknownError("There is no such model.")),
    rules: () => [],
    removeRule: async () => false,
    configSummary: () => ({}),
    reload: async () => ({ isApplied: true, applied: [], needsRestart: [], problems: [] }),
    ...overrides,
  };
}
