import { describe, expect, it } from "vitest";
import { IncidentPipeline } from "../../../src/app/incident-pipeline.ts";
import type { Anomaly } from "../../../src/domain/anomaly.ts";
import type { IncidentFacts } from "../../../src/domain/facts.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { SimilarIncident } from "../../../src/domain/incident-likeness.ts";
import type { RecordDraft } from "../../../src/sync/records/records.ts";
import { createMemoryBus } from "../../support/memory-bus.ts";
import { anIncident, aSeries, createWorld, patient } from "./support.ts";

function create() {
  const world = createWorld();
  const bus = createMemoryBus(world.clock);
  /** What happened, in order: `save a 1`, `show a`, `clear a`, `publish summary`, `queue incident`. */
  const steps: string[] = [];
  const saved = new Map<string, Incident>();
  const queued: RecordDraft[] = [];
  const disk: {
    save: (incident: Incident) => Promise<void>;
    append: () => Promise<void>;
    similar: (incident: Incident) => SimilarIncident[];
  } = {
    save: async () => {},
    similar: () => [],
    append: async () => {},
  };
  bus.onPublish(({ topic }) => steps.push(`publish ${topic.replace("base/", "").split("/")[0]}`));
  const pipeline = new IncidentPipeline({
    baseTopic: "base",
    clock: world.clock,
    random: () => 0.5,
    reporter: world.reporter,
    facts: ({ id }) => ({ type: "incident", incidentId: id }) as IncidentFacts,
    summariser: {
      summarise: async (facts, style) => ({
        text: `${style} of ${facts.type === "incident" ? facts.incidentId : "digest"}`,
        style,
        writer: "phrasing",
      }),
    },
    incidents: {
      async save(incident) {
        await disk.save(incident);
        steps.push(`save ${incident.id} ${incident.revision}`);
        saved.set(incident.id, incident);
      },
      similar: async (incident, countMax) => disk.similar(incident).slice(0, countMax),
    },
    publisher: bus,
    retained: {
      set: (topic) => void steps.push(`show ${topic.split("/").at(-1)}`),
      clear: (topic) => void steps.push(`clear ${topic.split("/").at(-1)}`),
    },
    async enqueue(drafts) {
      await disk.append();
      for (const draft of drafts) steps.push(`queue ${draft.class}`);
      queued.push(...drafts);
    },
  });
  const bodies = () => queued.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  return {
    ...world,
    bus,
    pipeline,
    steps,
    saved,
    queued,
    bodies,
    disk,
    settle: () => world.clock.advance(0),
  };
}

const full = new Error("disk full");
const never = () => new Promise<void>(() => {});

describe("IncidentPipeline", () => {
  it("writes a new incident down before it is shown, announced and queued", async () => {
    const { pipeline, steps, saved, settle, events } = create();
    pipeline.start();
    pipeline.onIncident(anIncident("a"), "opened");
    await settle();
    expect(steps).toEqual([
      "save a 1",
      "show a",
      "publish summary",
      "publish summary",
      "queue incident",
      "queue summary",
      "queue summary",
    ]);
    expect(saved.get("a")?.summary).toBe("explanation of a");
    expect(events()).toEqual(["incidentOpened"]);
  });

  it("shows an update without announcing it", async () => {
    const { pipeline, steps, settle, events } = create();
    pipeline.start();
    pipeline.onIncident(anIncident("a", { revision: 2 }), "updated");
    await settle();
    expect(steps).toEqual(["save a 2", "show a", "queue incident"]);
    expect(events()).toEqual([]);
  });

  it("publishes the end of an incident, then clears its topic", async () => {
    const { pipeline, steps, settle, events, bus } = create();
    pipeline.start();
    pipeline.onIncident(anIncident("a", { status: "closed", closedAt: 5_000, revision: 3 }), "closed");
    await settle();
    expect(steps.slice(0, 3)).toEqual(["save a 3", "publish incident", "clear a"]);
    expect(bus.published[0]).toMatchObject({ topic: "base/incident/a", options: { qos: 1 } });
    expect(bus.published[0]?.options.retain ?? false).toBe(false);
    expect(events()).toEqual(["incidentClosed"]);
  });

  describe("with changes that wait", () => {
    it("handles only the newest, still as opened", async () => {
      const { pipeline, saved, bodies, settle, steps } = create();
      pipeline.onIncident(anIncident("a", { revision: 1 }), "opened");
      pipeline.onIncident(anIncident("a", { revision: 2 }), "updated");
      pipeline.onIncident(anIncident("a", { revision: 3 }), "updated");
      pipeline.start();
      await settle();
      expect(steps.filter((step) => step.startsWith("save"))).toEqual(["save a 3"]);
      expect(saved.get("a")?.revision).toBe(3);
      expect(bodies()[0]).toMatchObject({ change: "opened", revision: 3 });
    });

    it("never loses that an incident is over, and says that it was opened too", async () => {
      const { pipeline, bodies, settle, events } = create();
      pipeline.onIncident(anIncident("a", { revision: 1 }), "opened");
      pipeline.onIncident(anIncident("a", { revision: 2, status: "closed", closedAt: 2 }), "closed");
      pipeline.start();
      await settle();
      expect(bodies()[0]).toMatchObject({ change: "closed", status: "closed" });
      expect(events()).toEqual(["incidentOpened", "incidentClosed"]);
    });

    it("takes one that came back as open", async () => {
      const { pipeline, bodies, settle, steps } = create();
      pipeline.onIncident(anIncident("a", { revision: 2, status: "closed", closedAt: 2 }), "closed");
      pipeline.onIncident(anIncident("a", { revision: 3 }), "updated");
      pipeline.start();
      await settle();
      expect(bodies()[0]).toMatchObject({ change: "updated", status: "open" });
      expect(steps).toContain("show a");
    });

    it("keeps the place of the first: one that changes all the time does not wait for ever", async () => {
      const { pipeline, settle, steps } = create();
      pipeline.onIncident(anIncident("a"), "opened");
      pipeline.onIncident(anIncident("b"), "opened");
      pipeline.onIncident(anIncident("a", { revision: 2 }), "updated");
      pipeline.start();
      await settle();
      expect(steps.filter((step) => step.startsWith("save"))).toEqual(["save a 2", "save b 1"]);
    });

    it("drops those that wait longest beyond its limit, counted", async () => {
      const { pipeline, saved, settle, fieldsOf, observability } = create();
      for (let count = 0; count < 2_003; count += 1) pipeline.onIncident(anIncident(`i${count}`), "opened");
      pipeline.start();
      await settle();
      expect(saved.size).toBe(2_000);
      expect(saved.has("i2")).toBe(false);
      expect(saved.has("i3")).toBe(true);
      expect(fieldsOf("incidentChangesDropped")).toHaveLength(1);
      expect(await observability.metrics.expose()).toMatch(
        /edgewise_daemon_incident_changes_dropped_total 3/,
      );
    });
  });

  describe("with a disk that fails", () => {
    it("publishes all the same, and writes the incident down when the disk is back", async () => {
      const { pipeline, disk, steps, saved, settle, clock, events } = create();
      disk.save = () => Promise.reject(full);
      pipeline.start();
      pipeline.onIncident(anIncident("a"), "opened");
      await settle();
      expect(steps).toContain("show a");
      expect(events()).toEqual(["incidentNotSaved", "incidentOpened"]);
      await clock.advance(600_000);
      expect(saved.size).toBe(0);
      disk.save = async () => {};
      await clock.advance(60_000);
      expect(saved.get("a")).toMatchObject({ revision: 1, summary: "explanation of a" });
    });

    it("writes only the newest state of each incident down", async () => {
      const { pipeline, disk, steps, settle, clock } = create();
      disk.save = () => Promise.reject(full);
      pipeline.start();
      for (let revision = 1; revision <= 100; revision += 1) {
        pipeline.onIncident(anIncident("a", { revision }), revision === 1 ? "opened" : "updated");
        await settle();
      }
      pipeline.onIncident(anIncident("b"), "opened");
      await settle();
      disk.save = async () => {};
      await clock.advance(60_000);
      expect(steps.filter((step) => step.startsWith("save"))).toEqual(["save a 100", "save b 1"]);
    });

    it("never writes an older state over a newer one", async () => {
      const { pipeline, disk, saved, settle, clock } = create();
      disk.save = async ({ revision }) => {
        if (revision === 1) throw full;
      };
      pipeline.start();
      pipeline.onIncident(anIncident("a", { revision: 1 }), "opened");
      await settle();
      pipeline.onIncident(anIncident("a", { revision: 2 }), "updated");
      await settle();
      disk.save = async () => {};
      await clock.advance(600_000);
      expect(saved.get("a")?.revision).toBe(2);
    });

    it("does not let an alarm wait for a disk that hangs", async () => {
      const { pipeline, disk, steps, clock, saved } = create();
      let release = () => {};
      disk.save = () =>
        new Promise((resolve) => {
          release = resolve;
        });
      pipeline.start();
      pipeline.onIncident(anIncident("a"), "opened");
      await clock.advance(1_999);
      expect(steps).toEqual([]);
      await clock.advance(1);
      expect(steps).toContain("show a");
      release();
      await clock.advance(0);
      expect(saved.get("a")?.revision).toBe(1);
    });

    it("forgets a late failure of an older state when a newer one is written", async () => {
      const { pipeline, disk, saved, clock } = create();
      let fail = (_: Error) => {};
      disk.save = ({ revision }) =>
        revision === 1 ? new Promise((_, reject) => (fail = reject)) : Promise.resolve();
      pipeline.start();
      pipeline.onIncident(anIncident("a", { revision: 1 }), "opened");
      await clock.advance(2_000);
      pipeline.onIncident(anIncident("a", { revision: 2 }), "updated");
      await clock.advance(0);
      fail(full);
      disk.save = async () => {};
      await clock.advance(600_000);
      expect(saved.get("a")?.revision).toBe(2);
    });

    it("counts each record that could not be queued, by class", async () => {
      const { pipeline, disk, settle, observability, saved } = create();
      disk.append = () => Promise.reject(full);
      pipeline.start();
      pipeline.onIncident(anIncident("a"), "opened");
      await settle();
      const text = await observability.metrics.expose();
      expect(text).toMatch(/records_not_queued_total\{class="incident"\} 1/);
      expect(text).toMatch(/records_not_queued_total\{class="summary"\} 2/);
      expect(saved.size).toBe(1);
    });
  });

  it("says what could not be published, and goes on", async () => {
    const { pipeline, bus, settle, fieldsOf, queued } = create();
    bus.setConnected(false);
    pipeline.start();
    pipeline.onIncident(anIncident("a"), "opened");
    await settle();
    expect(fieldsOf("publishFailed")[0]).toMatchObject({
      topic: "summary",
      reason: "not connected to the broker",
    });
    expect(queued).toHaveLength(3);
  });

  it("publishes and queues anomalies and digests as they come", async () => {
    const { pipeline, bus, queued, settle } = create();
    const anomaly: Anomaly = {
      id: "x",
      kind: "level",
      detector: "robustZ",
      at: 1,
      clock: "synced",
      subject: { type: "series", series: aSeries(1) },
      place: {},
      score: 0.9,
      direction: "high",
      severity: "warning",
      observed: 5,
      expected: undefined,
      durationMs: undefined,
      limit: undefined,
    };
    pipeline.onAnomaly(anomaly);
    pipeline.publishSummary({ class: "summary", stream: "digest", at: 1, clock: "synced", body: "{}" });
    await settle();
    expect(bus.published.map(({ topic }) => topic)).toEqual(["base/anomaly", "base/summary"]);
    expect(queued.map(({ class: recordClass }) => recordClass)).toEqual(["anomaly", "summary"]);
  });

  it("tells of the earlier incidents most like it, the newest first", async () => {
    const { pipeline, disk, settle, bodies } = create();
    const earlier = (id: string, openedAt: number) => ({
      incident: { ...anIncident(id), openedAt, closedAt: openedAt + 5_000 },
      likeness: 0.9,
    });
    disk.similar = () => [earlier("b", 1_000), earlier("c", 2_000)];
    pipeline.start();
    pipeline.onIncident(anIncident("a"), "opened");
    await settle();
    expect(bodies()[0]?.earlier).toMatchObject([
      { incidentId: "c", durationMs: 5_000 },
      { incidentId: "b", durationMs: 5_000 },
    ]);
  });

  it("tells of an incident also where the disk does not tell of earlier ones", async () => {
    const { pipeline, disk, settle, saved, events } = create();
    disk.similar = () => {
      throw full;
    };
    pipeline.start();
    pipeline.onIncident(anIncident("a"), "opened");
    await settle();
    expect(saved.has("a")).toBe(true);
    expect(events()).toContain("incidentHistoryUnread");
  });

  it("shows what was open before a restart without announcing it again", async () => {
    const { pipeline, steps, settle, events } = create();
    pipeline.resume([anIncident("a"), anIncident("b")]);
    await settle();
    expect(steps).toEqual(["show a", "show b"]);
    expect(events()).toEqual(["incidentsResumed"]);
  });

  describe("at a stop", () => {
    it("handles everything that waits", async () => {
      const { pipeline, saved, queued } = create();
      pipeline.start();
      for (const id of ["a", "b", "c"]) pipeline.onIncident(anIncident(id), "opened");
      await pipeline.stop(patient());
      expect([...saved.keys()]).toEqual(["a", "b", "c"]);
      expect(queued).toHaveLength(9);
    });

    it("tries once more to write down what could not be written, and no more", async () => {
      const { pipeline, disk, saved, settle } = create();
      disk.save = () => Promise.reject(full);
      pipeline.start();
      pipeline.onIncident(anIncident("a"), "opened");
      await settle();
      disk.save = async () => {};
      await pipeline.stop(patient());
      expect(saved.has("a")).toBe(true);
    });

    it("ends when the disk fails to the last", async () => {
      const { pipeline, disk, clock } = create();
      disk.save = () => Promise.reject(full);
      pipeline.start();
      pipeline.onIncident(anIncident("a"), "opened");
      await clock.advance(10_000);
      await expect(pipeline.stop(patient())).resolves.toBeUndefined();
    });

    it("ends when its time is up though the disk hangs", async () => {
      const { pipeline, disk, clock } = create();
      disk.save = never;
      disk.append = never;
      pipeline.start();
      pipeline.onIncident(anIncident("a"), "opened");
      await clock.advance(5_000);
      const deadline = new AbortController();
      const stopped = pipeline.stop(deadline.signal);
      deadline.abort();
      await expect(stopped).resolves.toBeUndefined();
    });

    it("ends at once when it was never started", async () => {
      const { pipeline } = create();
      await expect(pipeline.stop(patient())).resolves.toBeUndefined();
    });
  });
});
