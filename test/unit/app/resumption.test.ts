import { describe, expect, it } from "vitest";
import { Resumption } from "../../../src/app/resumption.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import { anIncident, createWorld } from "./support.ts";

function create(options: { stored: Incident[]; own?: Incident[]; failures?: number }) {
  const world = createWorld();
  let failures = options.failures ?? 0;
  const resumed: string[] = [];
  const shown: string[] = [];
  const resumption = new Resumption({
    clock: world.clock,
    reporter: world.reporter,
    incidents: {
      async list() {
        if (failures-- > 0) throw new Error("the database is not open");
        return options.stored;
      },
    },
    anomaly: {
      openIncidents: () => options.own ?? [],
      resume: (incidents) => resumed.push(...incidents.map(({ id }) => id)),
    },
    pipeline: { resume: (incidents) => shown.push(...incidents.map(({ id }) => id)) },
    onResumed: () => shown.push("all"),
  });
  return { ...world, resumption, resumed, shown };
}

describe("Resumption", () => {
  it("takes up what was open before the restart, before the start is over", async () => {
    const { resumption, resumed, shown, events } = create({ stored: [anIncident("a"), anIncident("b")] });
    await resumption.start();
    expect(resumed).toEqual(["a", "b"]);
    expect(shown).toEqual(["a", "b", "all"]);
    expect(events()).toEqual([]);
  });

  it("lets the daemon start when the disk cannot be read, says so, and takes them up when it can", async () => {
    const { resumption, resumed, shown, events, clock } = create({ stored: [anIncident("a")], failures: 2 });
    await resumption.start();
    expect(events()).toContain("incidentsNotResumed");
    expect(resumed).toEqual([]);
    expect(shown).toEqual([]);
    await clock.advance(60_000);
    expect(resumed).toEqual(["a"]);
    expect(shown).toEqual(["a", "all"]);
  });

  it("leaves incidents of this run alone that came to the disk first", async () => {
    const own = [anIncident("new")];
    const { resumption, resumed, clock } = create({ stored: [anIncident("old"), ...own], own, failures: 1 });
    await resumption.start();
    await clock.advance(60_000);
    expect(resumed).toEqual(["old"]);
  });

  it("asks the disk no more once it was stopped", async () => {
    const { resumption, resumed, clock } = create({ stored: [anIncident("a")], failures: 1 });
    await resumption.start();
    resumption.stop();
    await clock.advance(60_000);
    expect(resumed).toEqual([]);
  });
});
