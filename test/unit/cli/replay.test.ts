import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli, createFolder, type TestFolder } from "./support.ts";

let folder: TestFolder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const start = Date.UTC(2015, 1, 2);

/** Ten hours of a room a minute a row, with the temperature `jump` higher for the last one. */
function room(jump: number): string {
  const rows = Array.from({ length: 600 }, (_, row) => {
    const noise = ((row * 7_919) % 101) / 100;
    const temperature = 21 + noise + (row >= 540 ? jump : 0);
    return `${new Date(start + row * 60_000).toISOString()},${temperature.toFixed(2)}`;
  });
  return ["time,temperature", ...rows].join("\n");
}

interface Look {
  records: number;
  samples: number;
  logLines: number;
  badLines: number;
  from: string;
  isComplete: boolean;
  incidents: { openedAt: string; summary: string; alert: string; severity: string }[];
}

async function look(...args: string[]): Promise<Look> {
  const { json } = await cli("replay", "--local", "--json", "-c", folder.config(), ...args);
  return json() as Look;
}

describe("edgewise replay --local", () => {
  it("says in a sentence what the daemon would have seen, at the time of the data", async () => {
    const found = await look(folder.write("room.csv", room(9)));
    expect(found).toMatchObject({ records: 600, samples: 600, isComplete: true });
    expect(found.from).toBe("2015-02-02T00:00:00.000Z");
    const [incident] = found.incidents;
    expect(incident?.openedAt).toMatch(/^2015-02-02T09:0/);
    expect(incident?.summary).toMatch(/room temperature .*09:0\d/);
    expect(incident?.alert).toContain("room temperature");
  });

  it("finds nothing where nothing is unusual", async () => {
    const file = folder.write("room.csv", room(0));
    expect((await look(file)).incidents).toEqual([]);
    const { code, out } = await cli("replay", "--local", "-c", folder.config(), file);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^No incidents in 600 values of 1 series, from 2015-02-02 00:00 to 2015-02-02 09:59 UTC/,
    );
  });

  it("notices silence while it lasts", async () => {
    const rows = room(0).split("\n");
    const file = folder.write("room.csv", [...rows.slice(0, 300), ...rows.slice(480)].join("\n"));
    const [incident] = (await look(file)).incidents;
    expect(incident?.summary).toMatch(/silent/);
    expect(incident?.openedAt).toMatch(/^2015-02-02T05:/);
  });

  it("reads logs with the times of their lines", async () => {
    const lines = Array.from({ length: 400 }, (_, row) => {
      const at = new Date(start + row * 30_000).toISOString();
      return `${at} INFO worker finished job ${row} in ${(row % 7) + 3} ms`;
    });
    lines.push(`${new Date(start + 12_000_500).toISOString()} ERROR spindle motor overload, drive tripped`);
    const found = await look(folder.write("press.log", lines.join("\n")));
    expect(found.logLines).toBe(401);
    expect(found.incidents.map(({ summary }) => summary)).toEqual([
      expect.stringContaining("spindle motor overload"),
    ]);
  });

  it("gives files without times an interval", async () => {
    const values = Array.from({ length: 200 }, (_, row) => String(20 + ((row * 31) % 17) / 10));
    const file = folder.write("level.csv", values.join("\n"));
    const { out } = await cli("replay", "--local", "-c", folder.config(), "--interval", "1m", file);
    expect(out).toContain("200 values of 1 series");
    expect(out).toContain("3 hours 19 minutes of data");
  });

  it("leaves columns out", async () => {
    const file = folder.write("t.csv", "time,a,b,label\n2015-02-02,1,2,0\n2015-02-03,1,2,1\n");
    expect((await look("--skip", "label", "--skip", "b", file)).samples).toBe(2);
    expect((await look("--value", "a", "--value", "b", file)).samples).toBe(4);
  });

  it("names the file and the line that cannot be read", async () => {
    const file = folder.write("bad.csv", "time,v\n2015-02-02,1\n2015-02-03,2,3\n2015-02-04,4\n");
    const { code, json } = await cli("replay", "--local", "--json", "-c", folder.config(), file);
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      error: { code: "simulate.replayFormat", message: expect.stringMatching(/bad\.csv:3: found 3 cells/) },
    });
    expect(await look("--skip-bad-lines", file)).toMatchObject({ records: 2, badLines: 1 });
  });

  it("has nothing to do with an empty file, and says so", async () => {
    const { code, json } = await cli(
      "replay",
      "--local",
      "--json",
      "-c",
      folder.config(),
      folder.write("e.csv", ""),
    );
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "cli.nothingToReplay" } });
  });
});

describe("edgewise replay", () => {
  it("fails with what to do when there is no broker", async () => {
    const file = folder.write("t.csv", "time,a\n2015-02-02,1\n2015-02-03,1\n");
    const config = folder.config({ bus: { broker: { port: 0 } } });
    const { code, err } = await cli("replay", "-c", config, file);
    expect(code).toBe(2);
    expect(err).toContain("--broker");
  });

  it.each([
    [["--speed", "0"], "It has to be max, or a number"],
    [["--speed", "fast"], "It has to be max, or a number"],
    [["--times", "now"], "Allowed choices are shift, keep, arrival"],
    [["--interval", "soon"], "is no length of time"],
    [["--topic-prefix", "a/#"], "wildcard"],
    [["--topic-prefix", "edgewise/home"], "nothing is read from edgewise/home"],
  ])("answers 2 for %j", async (args, message) => {
    const { code, err } = await cli("replay", "-c", folder.config(), ...args, "x.csv");
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
