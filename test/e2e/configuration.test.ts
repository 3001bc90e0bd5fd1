import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type DaemonProcess, mainProgram, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient } from "../support/mqtt-client.ts";
import { lampEntity } from "./site.ts";

describe("a configuration with mistakes", () => {
  it("keeps the daemon from starting and names file, line, setting, what was found and what was meant", () => {
    const directory = mkdtempSync(join(tmpdir(), "edgewise-config-"));
    const file = join(directory, "edgewise.yaml");
    writeFileSync(file, "daemon:\n  node: barn\nbus:\n  brokr:\n    port: 1\nhttp:\n  port: seventy\n");
    mkdirSync(join(directory, "conf.d"));
    writeFileSync(join(directory, "conf.d", "10-store.yaml"), "store:\n  bytesMax: -5\n");
    const run = spawnSync(process.execPath, [mainProgram, "run", "--config", file], {
      encoding: "utf8",
      timeout: 20_000,
    });
    rmSync(directory, { recursive: true });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`${file}:4: bus.brokr: there is no such setting; did you mean "broker"?`);
    expect(run.stderr).toMatch(
      /edgewise\.yaml:7: http\.port: found "seventy"; expected a whole number from 0 to 65535/,
    );
    expect(run.stderr).toMatch(/10-store\.yaml:2: store\.bytesMax: found -5; expected a whole number/);
  });

  it("that is not YAML is refused with its line", () => {
    const directory = mkdtempSync(join(tmpdir(), "edgewise-config-"));
    const file = join(directory, "edgewise.yaml");
    writeFileSync(file, "bus:\n  url: [unclosed\n\u0000\u0001");
    const run = spawnSync(process.execPath, [mainProgram, "check", "--config", file], { encoding: "utf8" });
    rmSync(directory, { recursive: true });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/edgewise\.yaml:\d+: not valid YAML/);
  });
});

describe("reloading with SIGHUP", () => {
  let daemon: DaemonProcess;
  afterEach(() => removeDaemon(daemon));

  const write = (text: string) => writeFileSync(daemon.configFile, text);
  const reload = async (event: string) => {
    const mark = daemon.lines.length;
    daemon.child.kill("SIGHUP");
    return daemon.waitForEvent(event, { after: mark });
  };

  it("applies what may change live, refuses what needs a restart, and keeps all of the old one when the new one is bad", async () => {
    const base = {
      daemon: { node: "test", dataDirectory: "" },
      bus: { broker: { port: 0 } },
      http: { port: 0 },
    };
    daemon = await startDaemon();
    base.daemon.dataDirectory = join(daemon.directory, "data");
    const site = await connectClient(daemon.brokerPort(), ["zigbee2mqtt/+/set"]);
    const ask = () =>
      daemon.post<{ outcome: string; actions: unknown[] }>("/api/ask", { text: "turn on the kitchen lamp" });
    expect((await ask()).actions).toEqual([]);

    write(JSON.stringify({ ...base, commands: { entities: [lampEntity] } }));
    await reload("daemon.reloaded");
    expect((await ask()).actions).toHaveLength(1);

    write(JSON.stringify({ ...base, commands: { entities: [{ ...lampEntity, knd: "light" }] } }));
    const refused = await reload("daemon.reloadRefused");
    expect(JSON.stringify(refused)).toContain("knd");
    expect((await ask()).actions).toHaveLength(1);

    write(JSON.stringify({ ...base, http: { port: 1 }, commands: { entities: [] } }));
    const partial = await reload("daemon.reloadPartial");
    expect(JSON.stringify(partial)).toContain("http.port");
    expect((await ask()).actions).toEqual([]);
    await site.end();
  });
});
