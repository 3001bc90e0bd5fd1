import type { CommandsConfig } from "../../src/commands/config.ts";
import { commandsConfig } from "../../src/commands/config.ts";
import type { SentenceFile } from "../../src/commands/grammar/sentence-file.ts";
import type { Digest } from "../../src/commands/questions/incidents.ts";
import { createCommandsService } from "../../src/commands/service.ts";
import { readSentences, type Sentences } from "../../src/commands/world.ts";
import type { ClockQuality } from "../../src/domain/clock-quality.ts";
import type { FeedbackDesk } from "../../src/domain/feedback.ts";
import type { Incident } from "../../src/domain/incident.ts";
import { alikeMin, likenessOf } from "../../src/domain/incident-likeness.ts";
import type {
  History,
  IncidentDesk,
  IncidentTeller,
  ModelRunner,
  StateStore,
} from "../../src/domain/ports.ts";
import type { Rollup, StateChange } from "../../src/domain/rollup.ts";
import type { Series } from "../../src/domain/sample.ts";
import type { Utterance } from "../../src/domain/utterance.ts";
import { createMemoryBus } from "./memory-bus.ts";
import { createTestObservability } from "./observability.ts";
import type { Site } from "./sites.ts";
import { createVirtualClock } from "./virtual-clock.ts";

export interface KnownSeries extends Partial<Series> {
  id: string;
  name: string;
  latest?: { at: number; value: number };
}

/** A commands service of a site on a bus without a broker, with the past it is given. */
export async function startCommands(options: {
  site: Site;
  sentences: readonly (readonly SentenceFile[])[];
  config?: Partial<CommandsConfig>;
  series?: KnownSeries[];
  rollups?: Record<string, Rollup[]>;
  changes?: Record<string, StateChange[]>;
  incidents?: Incident[];
  digest?: Digest;
  /** In place of `rollups` and `changes`. */
  history?: History;
  state?: StateStore;
  clock?: ClockQuality;
  desk?: IncidentDesk;
  teller?: IncidentTeller;
  feedback?: Pick<FeedbackDesk, "give">;
  startMs?: number;
  timeZone?: string;
  models?: ModelRunner;
  location?: { latitude: number; longitude: number };
}) {
  const clock = createVirtualClock(options.startMs);
  const bus = createMemoryBus(clock);
  const observability = createTestObservability(clock);
  const known = (options.series ?? []).map((one, index): Series & Pick<KnownSeries, "latest"> => ({
    topic: one.id.split(":")[0] ?? one.id,
    field: one.id.split(":")[1] ?? "",
    kind: "numeric",
    unit: undefined,
    place: {},
    labels: {},
    states: [],
    ...one,
    index,
  }));
  let ids = 0;
  const service = createCommandsService({
    config: commandsConfig.parse({ ...options.site, ...options.config }),
    observability,
    bus,
    baseTopic: "edgewise/test",
    directory: {
      count: known.length,
      byId: (id) => known.find((one) => one.id === id),
      byIndex: (index) => known[index],
      all: () => known,
      latest: (series) => known.find((one) => one.id === series.id)?.latest,
    },
    history: options.history ?? {
      rollups: async (id, width, from, to) =>
        width === "day"
          ? []
          : (options.rollups?.[id] ?? []).filter((one) => one.start >= from && one.start < to),
      stateChanges: async (id, from, to) => {
        const all = options.changes?.[id] ?? [];
        const before = all.filter((one) => one.at < from).slice(-1);
        return [...before, ...all.filter((one) => one.at >= from && one.at < to)];
      },
    },
    incidents: {
      save: async () => {},
      get: async (id) => options.incidents?.find((one) => one.id === id),
      list: async ({ from, to, status, countMax }) =>
        (options.incidents ?? [])
          .filter(
            (one) => (from === undefined || one.openedAt >= from) && (to === undefined || one.openedAt < to),
          )
          .filter((one) => status === undefined || one.status === status)
          .sort((a, b) => b.openedAt - a.openedAt)
          .slice(0, countMax),
      similar: async (incident, countMax) =>
        (options.incidents ?? [])
          .filter(({ id, openedAt }) => id !== incident.id && openedAt < incident.openedAt)
          .map((one) => ({ incident: one, likeness: likenessOf(incident, one) }))
          .filter(({ likeness }) => likeness >= alikeMin)
          .sort((a, b) => b.likeness - a.likeness)
          .slice(0, countMax),
    },
    ...(options.teller ? { teller: options.teller } : {}),
    ...(options.feedback ? { feedback: options.feedback } : {}),
    ...(options.digest ? { digest: options.digest } : {}),
    ...(options.state ? { state: options.state } : {}),
    ...(options.models ? { models: options.models } : {}),
    ...(options.desk ? { desk: options.desk } : {}),
    clockTrust: { quality: () => options.clock ?? "synced" },
    createId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    timeZone: options.timeZone ?? "UTC",
    ...(options.location ? { location: options.location } : {}),
    sentences: read(options.sentences),
  });
  await service.start(new AbortController().signal);
  const utterance = (text: string, rest: Partial<Utterance> = {}): Utterance => {
    ids += 1;
    return {
      id: `u-${ids}`,
      text,
      at: clock.now(),
      area: undefined,
      source: "test",
      session: "s",
      dryRun: false,
      ...rest,
    };
  };
  return {
    clock,
    bus,
    observability,
    service,
    /** The answer, with `waitMs` of virtual time for devices that do not answer. */
    async ask(text: string, rest: Partial<Utterance> = {}, waitMs = 3000) {
      const asking = service.ask(utterance(text, rest));
      let isDone = false;
      const finished = asking.finally(() => {
        isDone = true;
      });
      await Promise.race([finished, new Promise((resolve) => setImmediate(resolve))]);
      if (!isDone) await clock.advance(waitMs);
      return finished;
    },
    /** Makes devices answer what they are told: payload on `topic` by a message on its command topic. */
    answerCommands(replies: Record<string, (payload: string) => [topic: string, payload: string]>) {
      bus.onPublish(({ topic, payload }) => {
        const reply = replies[topic]?.(payload);
        if (reply) void bus.deliver(...reply);
      });
    },
    /** Messages to devices, without our own replies. */
    sent: () =>
      bus.published
        .filter(({ topic }) => !topic.startsWith("edgewise/"))
        .map(({ topic, payload }) => `${topic} ${payload}`),
    /** What was published for people, stamps left out. */
    notifications: () =>
      bus.published
        .filter(({ topic }) => topic === "edgewise/test/notification")
        .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>),
    replies: () =>
      bus.published
        .filter(({ topic }) => topic === "edgewise/test/reply")
        .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>),
  };
}

const readBefore = new Map<readonly SentenceFile[], Sentences>();

/** Read once for all tests of a file, since they are never changed. */
function read(sources: readonly (readonly SentenceFile[])[]): Sentences {
  const [first, ...others] = sources;
  if (!first || others.length > 0) return readSentences(sources);
  const known = readBefore.get(first);
  if (known) return known;
  const sentences = readSentences(sources);
  readBefore.set(first, sentences);
  return sentences;
}

/** Zigbee2MQTT-like devices that do what they are told. */
export function zigbeeEcho(names: readonly string[]): Record<string, (payload: string) => [string, string]> {
  return Object.fromEntries(
    names.map((name) => [
      `zigbee2mqtt/${name}/set`,
      (payload: string): [string, string] => [`zigbee2mqtt/${name}`, payload],
    ]),
  );
}
