import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, loadFrom, problemsOf } from "./config-folder.ts";

const sink = (more: string) =>
  `sync: {sinks: [{type: http, name: cloud, classes: [log], url: "https://cloud.example", ${more}}]}\n`;

describe("secrets in files", () => {
  it("are read from beside the configuration, without one newline at the end", () => {
    const { config } = loadFrom({
      "edgewise.yaml": "bus: {passwordFile: secret/p}\nhttp: {tokenFile: t}\n",
      "secret/p": "hunter2\n\n",
      t: "0123456789abcdef\r\n",
    });
    expect(config.bus).toMatchObject({ password: "hunter2\n" });
    expect(config.http.token).toBe("0123456789abcdef");
    expect(Object.keys(config.bus)).not.toContain("passwordFile");
  });

  it("may be given inside lists, in drop-ins too", () => {
    const { config } = loadFrom({
      "edgewise.yaml": "bus: {broker: {users: [{name: ana, passwordFile: a}]}}\n",
      "conf.d/10.yaml": `bus: {broker: {users: [{name: bob, passwordFile: b}]}}\n${sink("tokenFile: t")}`,
      a: "a1",
      b: "b1",
      t: "t1",
    });
    expect(config.bus.broker.users.map(({ password }) => password)).toEqual(["a1", "b1"]);
    expect(config.sync.sinks[0]).toMatchObject({ token: "t1" });
  });

  it("may hold a table where the secret is one", () => {
    const { config } = loadFrom({
      "edgewise.yaml": sink("headersFile: h"),
      h: "Authorization: Basic YTpi\nX-Key: '12'\n",
    });
    expect(config.sync.sinks[0]).toMatchObject({ headers: { Authorization: "Basic YTpi", "X-Key": "12" } });
  });

  it("belong to the keys of the sink's own type", () => {
    expect(problemsOf({ "edgewise.yaml": sink("passwordFile: p"), p: "x" })).toEqual([
      expect.stringMatching(/sinks\.0\.passwordFile: there is no such setting/),
    ]);
  });

  it("are replaced by a secret that a stronger source gives, and are not even read then", () => {
    const files = { "edgewise.yaml": "bus: {passwordFile: /nowhere}\n" };
    expect(loadFrom(files, { environment: { EDGEWISE_BUS_PASSWORD: "env" } }).config.bus.password).toBe(
      "env",
    );
    expect(loadFrom({ ...files, "conf.d/1.yaml": "bus: {password: drop}\n" }).config.bus.password).toBe(
      "drop",
    );
  });

  it("replace a secret that a weaker source gives", () => {
    const file = join(folderWith({ p: "from file" }), "p");
    const files = { "edgewise.yaml": "bus: {password: plain}\n" };
    const environment = { EDGEWISE_BUS_PASSWORD_FILE: file };
    expect(loadFrom(files, { environment }).config.bus.password).toBe("from file");
    expect(loadFrom(files, { flags: [`bus.passwordFile=${file}`] }).config.bus.password).toBe("from file");
    expect(
      loadFrom({ ...files, "conf.d/1.yaml": "bus: {passwordFile: p}\n", p: "p" }).config.bus.password,
    ).toBe("p");
  });

  it("cannot be given in both ways at one place", () => {
    expect(problemsOf({ "edgewise.yaml": "bus:\n  password: x\n  passwordFile: y\n" })).toEqual([
      "edgewise.yaml:3: bus.passwordFile: give either password or passwordFile",
    ]);
    const environment = { EDGEWISE_BUS_PASSWORD: "x", EDGEWISE_BUS_PASSWORD_FILE: "y" };
    expect(problemsOf({ "edgewise.yaml": "" }, { environment })[0]).toMatch(
      /give either password or passwordFile/,
    );
  });

  it("that cannot be read are all named, with the place that named them", () => {
    const lines = problemsOf({
      "edgewise.yaml": `bus:\n  passwordFile: none\nhttp: {tokenFile: empty}\n${sink("tokenFile: big")}`,
      empty: "\n",
      big: "x".repeat(70_000),
    });
    expect(lines).toEqual([
      expect.stringMatching(
        /^edgewise\.yaml:2: bus\.passwordFile: the secret file none cannot be read \(there is no/,
      ),
      expect.stringMatching(/^edgewise\.yaml:3: http\.tokenFile: .* cannot be read \(it is empty\)/),
      expect.stringMatching(
        /^edgewise\.yaml:4: sync\.sinks\.0\.tokenFile: .*\(it has more than 65536 bytes\)/,
      ),
    ]);
  });

  it.each(["5", "[a]", "", "{a: b}"])("need a path: %j is none", (value) => {
    expect(problemsOf({ "edgewise.yaml": `bus: {passwordFile: ${value}}\n` })).toEqual([
      expect.stringMatching(/^edgewise\.yaml:1: bus\.passwordFile: found .*; expected the path of a file/),
    ]);
  });

  it("are reported at their place when what they hold is not allowed, and not shown", () => {
    const lines = problemsOf({ "edgewise.yaml": "http:\n  tokenFile: t\n", t: "hunter2" });
    expect(lines).toEqual([
      "edgewise.yaml:2: http.token: found a secret (not shown); 16 to 512 visible ASCII characters without spaces",
    ]);
  });

  it("that are broken tables are not shown either", () => {
    const lines = problemsOf({ "edgewise.yaml": sink("headersFile: h"), h: "a: [hunter2\n" });
    expect(lines[0]).toMatch(/^h:\d: not valid YAML/);
    expect(lines.join()).not.toContain("hunter2");
  });

  it("given through an alias are read at every place", () => {
    const { config } = loadFrom({
      "edgewise.yaml": "bus: {broker: {users: [&u {name: a, passwordFile: p}, *u]}}\n",
      p: "x",
    });
    expect(config.bus.broker.users.map(({ password }) => password)).toEqual(["x", "x"]);
  });
});

describe("systemd credentials", () => {
  const load = (yaml: string, credentials: Record<string, string>, environment = {}) => {
    const directory = folderWith(credentials);
    return loadFrom(
      { "edgewise.yaml": yaml },
      { environment: { ...environment, CREDENTIALS_DIRECTORY: directory } },
    ).config;
  };

  it("fill secrets that are not given, in sections that are left out too", () => {
    const config = load("", { "bus.password": "p\n", "bus.tls.keyPassphrase": "k" });
    expect(config.bus.password).toBe("p");
    expect(config.bus.tls.keyPassphrase).toBe("k");
  });

  it("do not replace what is given", () => {
    expect(load("bus: {password: mine}\n", { "bus.password": "p" }).bus.password).toBe("mine");
    expect(load("", { "bus.password": "p" }, { EDGEWISE_BUS_PASSWORD: "env" }).bus.password).toBe("env");
  });

  it("fill the items of lists by their names, whatever their order", () => {
    const config = load(`${sink("compression: none")}bus: {broker: {users: [{name: ana}, {name: b/b}]}}\n`, {
      "sync.sinks.cloud.token": "t",
      "bus.broker.users.ana.password": "a",
      "bus.broker.users.b_b.password": "b",
    });
    expect(config.sync.sinks[0]).toMatchObject({ token: "t" });
    expect(config.bus.broker.users.map(({ password }) => password)).toEqual(["a", "b"]);
  });

  it("that name no secret are left alone: the folder may hold others' too", () => {
    expect(load("", { "bus.url": "mqtt://x", other: "y" }).bus.url).toBeUndefined();
  });

  it("are named when what they hold is not allowed", () => {
    const directory = folderWith({ "http.token": "hunter2" });
    const lines = problemsOf({ "edgewise.yaml": "" }, { environment: { CREDENTIALS_DIRECTORY: directory } });
    expect(lines).toEqual([
      expect.stringMatching(/^credential http\.token: http\.token: found a secret \(not shown\)/),
    ]);
  });

  it("that cannot be read are an error, not a secret left out", () => {
    const directory = folderWith({ "http.token/inside": "x" });
    const lines = problemsOf({ "edgewise.yaml": "" }, { environment: { CREDENTIALS_DIRECTORY: directory } });
    expect(lines).toEqual([expect.stringMatching(/http\.token: the credential cannot be read/)]);
  });

  it("may lie in a folder that is not there", () => {
    const environment = { CREDENTIALS_DIRECTORY: "/nowhere/at/all" };
    expect(loadFrom({ "edgewise.yaml": "" }, { environment }).config.bus.password).toBeUndefined();
  });
});
