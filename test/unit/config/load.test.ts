import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { folderWith, loadFrom, problemsOf, thrownBy } from "./config-folder.ts";

describe("loadConfig", () => {
  it("runs without any file, on defaults alone", () => {
    const { config, files } = loadConfig({ environment: {}, file: undefined });
    expect(files).toEqual([]);
    expect(config.bus.broker).toMatchObject({ host: "127.0.0.1", port: 1883 });
    expect(config.sync.sinks).toEqual([]);
  });

  it("layers files, environment and flags, the later the stronger", () => {
    const files = {
      "edgewise.yaml": "http: {port: 1, host: 10.0.0.1}\nbus: {user: main, broker: {port: 1}}\n",
      "conf.d/10.yaml": "http: {port: 2}\nbus: {broker: {port: 2}}\n",
      "conf.d/20.yaml": "http: {port: 3}\n",
    };
    const {
      config,
      directory,
      files: read,
    } = loadFrom(files, {
      environment: { EDGEWISE_HTTP_PORT: "4", EDGEWISE_BUS_BROKER_PORT: "4" },
      flags: ["http.port=5"],
    });
    expect(config.http).toMatchObject({ port: 5, host: "10.0.0.1" });
    expect(config.bus).toMatchObject({ user: "main", broker: { port: 4 } });
    expect(read).toEqual(
      ["edgewise.yaml", "conf.d/10.yaml", "conf.d/20.yaml"].map((name) => join(directory, name)),
    );
  });

  it("adds lists of drop-ins, and lets the environment and flags give them anew", () => {
    const files = {
      "edgewise.yaml": "commands: {sentences: [a.yaml]}\n",
      "conf.d/10.yaml": "commands: {sentences: [b.yaml]}\n",
    };
    expect(loadFrom(files).config.commands.sentences).toEqual(["a.yaml", "b.yaml"]);
    const environment = { EDGEWISE_COMMANDS_SENTENCES: "[c.yaml]" };
    expect(loadFrom(files, { environment }).config.commands.sentences).toEqual(["c.yaml"]);
    expect(
      loadFrom(files, { environment, flags: ["commands.sentences=[]"] }).config.commands.sentences,
    ).toEqual([]);
  });

  it("lets a list of a file replace the default list", () => {
    const { config } = loadFrom({ "edgewise.yaml": "ingest: {logLastLevels: [protocol]}\n" });
    expect(config.ingest.logLastLevels).toEqual(["protocol"]);
  });

  it("takes a section in which every line is a comment for left out, in any file", () => {
    const { config } = loadFrom({
      "edgewise.yaml": "bus:\n  user: ana\n  broker:\n    # port: 1\nhttp:\n# nothing\n",
      "conf.d/10.yaml": "bus:\n  # user: bob\n",
    });
    expect(config.bus.user).toBe("ana");
    expect(config.http.port).toBe(8477);
  });

  it("reads the file of EDGEWISE_CONFIG when none is asked for, and none when that is empty", () => {
    const directory = folderWith({ "other.yaml": "daemon: {node: barn}\n" });
    const environment = { EDGEWISE_CONFIG: join(directory, "other.yaml") };
    expect(loadConfig({ environment }).config.daemon.node).toBe("barn");
    expect(loadConfig({ environment: { EDGEWISE_CONFIG: "" } }).config.daemon.node).toBe("home");
  });

  it("refuses a file that was asked for and is not there", () => {
    const file = join(folderWith({}), "none.yaml");
    expect(thrownBy(() => loadConfig({ environment: {}, file })).message).toMatch(
      /none\.yaml: the file cannot be read \(there is no such file\)/,
    );
  });

  it("lists what is wrong with every source at once", () => {
    const lines = problemsOf(
      { "edgewise.yaml": "a: [\n", "conf.d/10.yaml": "- x\n" },
      { environment: { EDGEWISE_WEATHER: "sunny" }, flags: ["x=1"] },
    );
    expect(lines.map((line) => line.slice(0, 22))).toEqual([
      expect.stringMatching(/^edgewise\.yaml:\d/),
      ...lines.slice(1, -3).map(() => expect.stringMatching(/^edgewise\.yaml/)),
      "conf.d/10.yaml:1: expe",
      "environment variable E",
      "flag --set x: there is",
    ]);
  });

  it("names the variable or flag that gave a wrong value", () => {
    const lines = problemsOf(
      { "edgewise.yaml": "" },
      { environment: { EDGEWISE_HTTP_PORT: "http" }, flags: ["bus.broker.port=x"] },
    );
    expect(lines).toEqual([
      'flag --set bus.broker.port: bus.broker.port: found "x"; expected a whole number from 0 to 65535',
      'environment variable EDGEWISE_HTTP_PORT: http.port: found "http"; expected a whole number from 0 to 65535',
    ]);
  });

  it("points into a list that a variable gave", () => {
    expect(
      problemsOf({ "edgewise.yaml": "" }, { environment: { EDGEWISE_BUS_BROKER_USERS: "[{name: a}]" } }),
    ).toEqual([
      expect.stringMatching(
        /^environment variable EDGEWISE_BUS_BROKER_USERS: bus\.broker\.users\.0: the required "password"/,
      ),
    ]);
  });

  it("does not touch the process's prototypes", () => {
    problemsOf({ "edgewise.yaml": "__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n" });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
