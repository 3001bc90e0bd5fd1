import { describe, expect, it } from "vitest";
import type { QuestionContext } from "../../../../src/commands/questions/context.ts";
import { concerns, incidentsAbout, thoseAbout } from "../../../../src/commands/questions/incident-search.ts";
import type { Evidence, Incident } from "../../../../src/domain/incident.ts";

const line = (name: string, device: string) =>
  ({ subjectId: `site/${device}/${name}`, name, kind: "level", place: { device } }) as Evidence;
const incident = (id: string, openedAt: number, evidence: Evidence[]) =>
  ({ id, openedAt, place: {}, evidence }) as unknown as Incident;
const registry = { byName: () => [] } as unknown as QuestionContext["registry"];

function historyOf(stored: readonly Incident[]): QuestionContext["incidents"] {
  const list: QuestionContext["incidents"]["list"] = async ({ to = Number.POSITIVE_INFINITY, countMax }) =>
    stored
      .filter(({ openedAt }) => openedAt < to)
      .sort((left, right) => right.openedAt - left.openedAt)
      .slice(0, countMax);
  return { list } as QuestionContext["incidents"];
}

describe("incidents by words", () => {
  it("are those whose things have all the words, whole", () => {
    const pump = incident("pump", 1, [line("outlet pressure", "pump-2")]);
    expect(concerns(pump, "Pump 2 pressures")).toBe(true);
    expect(concerns(pump, "pump out")).toBe(false);
    expect(concerns(pump, "ump")).toBe(false);
  });

  it("are looked for in the newest 2,000, of which none is missed between two pages", async () => {
    const stored = Array.from({ length: 2_300 }, (_, index) =>
      incident(String(index), Math.floor(index / 7), [
        line("vibration", index % 100 === 3 ? "mill" : "press"),
      ]),
    );
    const { found, isAll } = await incidentsAbout(
      "mill",
      { incidents: historyOf(stored), registry },
      undefined,
    );
    expect(found.length).toBeGreaterThanOrEqual(20);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(isAll).toBe(false);
  });

  it("are looked for with turns for everything else in between", async () => {
    const stored = Array.from({ length: 1_000 }, (_, index) =>
      incident(String(index), index, [line(`sensor ${index}`, "hall")]),
    );
    let turns = 0;
    let isDone = false;
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    const { found } = await incidentsAbout("unicorn", { incidents: historyOf(stored), registry }, undefined);
    isDone = true;
    expect(found).toEqual([]);
    expect(turns).toBeGreaterThan(40);
  });

  it("have their words made plain once, however often they are looked through", () => {
    let reads = 0;
    const counted = {
      ...line("", "press"),
      get name() {
        reads += 1;
        return "vibration";
      },
    };
    const stored = [incident("1", 1, [counted])];
    expect(thoseAbout("unicorn stable", stored, registry)).toEqual([]);
    expect(thoseAbout("press vibration", stored, registry)).toHaveLength(1);
    expect(reads).toBe(1);
  });
});
