import { describe, expect, it } from "vitest";
import { problemsOf } from "./config-folder.ts";

const problems = (yaml: string) => problemsOf({ "edgewise.yaml": yaml });

describe("messages about a wrong setting", () => {
  it("name file, line, path, what was found and what is allowed", () => {
    expect(problems("daemon:\n  node: barn\nhttp:\n  port: seventy\n")).toEqual([
      'edgewise.yaml:4: http.port: found "seventy"; expected a whole number from 0 to 65535',
    ]);
  });

  it("list everything that is wrong", () => {
    expect(problems("http:\n  port: 70000\n  prot: 1\nsystem: {logLevel: verbose}\n")).toEqual([
      "edgewise.yaml:2: http.port: found 70000; expected a whole number from 0 to 65535",
      'edgewise.yaml:3: http.prot: there is no such setting; did you mean "port"?',
      'edgewise.yaml:4: system.logLevel: found "verbose"; expected one of "debug", "info", "warn", "error"',
    ]);
  });

  it("suggest the nearest value of a choice", () => {
    expect(problems("system: {logLevel: debgu}\n")[0]).toMatch(/; did you mean "debug"\?$/);
  });

  it("list the keys allowed when none is near", () => {
    expect(problems("system: {weather: sunny}\n")).toEqual([
      "edgewise.yaml:1: system.weather: there is no such setting; allowed here: logLevel, clock, clockCheckMs, loopCheckMs",
    ]);
  });

  it("suggest the nearest section", () => {
    expect(problems("buss: {}\n")[0]).toMatch(/buss: there is no such setting; did you mean "bus"\?/);
  });

  it("say that a number or switch where a text belongs needs quotes", () => {
    expect(problems("bus:\n  user: 12345\n")).toEqual([
      "edgewise.yaml:2: bus.user: found 12345; expected a text; put it in quotes",
    ]);
  });

  it("use the words written for a setting", () => {
    expect(problems("daemon: {node: my node, timeZone: Mars}\n")).toEqual([
      'edgewise.yaml:1: daemon.node: found "my node"; expected letters, digits, - and _, at most 63',
      'edgewise.yaml:1: daemon.timeZone: found "Mars"; expected an IANA time zone such as Europe/Berlin',
    ]);
  });

  it("say that a section is no table", () => {
    expect(problems("bus: mqtt://broker\n")).toEqual([
      'edgewise.yaml:1: bus: found "mqtt://broker"; expected a table of settings',
    ]);
    expect(problems("bus:\n- url: mqtt://broker\n")[0]).toMatch(/bus: found a list of 1; expected a table/);
  });

  it("do not take a setting without a value for its default", () => {
    expect(problems("http:\n  port:\n")).toEqual([
      "edgewise.yaml:2: http.port: found nothing; expected a whole number from 0 to 65535",
    ]);
  });

  it("take numbers that are none for what they are", () => {
    expect(problems("anomaly: {sensitivity: .nan}\nhttp: {port: .inf}\n")).toEqual([
      expect.stringMatching(/sensitivity: found NaN; expected a number from 0.2 to 5/),
      expect.stringMatching(/port: found Infinity; expected a whole number/),
    ]);
  });

  it("refuse keys that reach for a prototype, wherever they are", () => {
    const lines = problems("__proto__: {a: 1}\nbus: {__proto__: {url: x}, constructor: 1}\n");
    expect(lines.map((line) => line.replace(/;.*/, "")).sort()).toEqual([
      "edgewise.yaml:1: __proto__: there is no such setting",
      "edgewise.yaml:2: bus.__proto__: there is no such setting",
      "edgewise.yaml:2: bus.constructor: there is no such setting",
    ]);
  });
});

describe("messages about items of lists", () => {
  it("say what is missing, where the item is", () => {
    expect(problems("anomaly:\n  thresholds:\n    - name: too warm\n      above: 30\n")).toEqual([
      'edgewise.yaml:3: anomaly.thresholds.0: the required "series" is missing; expected a text of at most 500 characters',
    ]);
  });

  it("offer the file of a secret that is missing", () => {
    expect(problems("bus: {broker: {users: [{name: ana}]}}\n")).toEqual([
      'edgewise.yaml:1: bus.broker.users.0: the required "password" (or "passwordFile") is missing; expected a text',
    ]);
  });

  it("say what two settings are together, without repeating the item", () => {
    expect(problems("anomaly:\n  thresholds:\n    - {name: x, series: a/b}\n")).toEqual([
      "edgewise.yaml:3: anomaly.thresholds.0: give above, below or both",
    ]);
  });

  it("name the type of a sink that does not exist, or is not said", () => {
    expect(problems("sync:\n  sinks:\n    - name: a\n      type: htp\n")).toEqual([
      'edgewise.yaml:4: sync.sinks.0.type: found "htp"; expected one of "http", "mqttBridge", "influx", "kafka", "objects", "otlp"; did you mean "http"?',
    ]);
    expect(problems("sync:\n  sinks:\n    - name: a\n")).toEqual([
      'edgewise.yaml:3: sync.sinks.0: the required "type" is missing; expected one of "http", "mqttBridge", "influx", "kafka", "objects", "otlp"',
    ]);
  });

  it("only speak of the keys of the sink's own type", () => {
    const sink = "{type: http, name: a, classes: [log], url: 'https://x', usrname: u, tokenFil: t}";
    expect(problems(`sync: {sinks: [${sink}]}\n`)).toEqual([
      expect.stringMatching(
        /sinks\.0\.usrname: there is no such setting; allowed here: type, name, .*token, tokenFile/,
      ),
      expect.stringMatching(/sinks\.0\.tokenFil: there is no such setting; did you mean "tokenFile"\?/),
    ]);
  });

  it("know the keys of maps with fixed keys, and say when a free one has a wrong form", () => {
    const bridge = "type: mqttBridge, name: a, classes: [log], url: 'mqtt://x'";
    expect(problems(`sync: {sinks: [{${bridge}, topicByClass: {smaple: x}}]}\n`)).toEqual([
      expect.stringMatching(/topicByClass\.smaple: there is no such setting; did you mean "sample"\?/),
    ]);
    const http = "type: http, name: a, classes: [log], url: 'https://x'";
    expect(problems(`sync: {sinks: [{${http}, headers: {"a b": x}}]}\n`)[0]).toMatch(
      /sinks\.0\.headers\.a b: a key that is not allowed/,
    );
  });

  it("name the allowed forms where a setting may be of several kinds", () => {
    expect(problems("ingest: {sensors: [{topic: a, states: 5}]}\n")).toEqual([
      "edgewise.yaml:1: ingest.sensors.0.states: found 5; expected a list of texts (2 to 256), or a table of texts",
    ]);
    expect(problems("ingest: {sensors: [{topic: a, states: [off, 1]}]}\n")).toEqual([
      "edgewise.yaml:1: ingest.sensors.0.states.1: found 1; expected a text; put it in quotes",
    ]);
    expect(problems("ingest: {qos: 3}\n")).toEqual([
      "edgewise.yaml:1: ingest.qos: found 3; expected one of 0, 1, 2",
    ]);
  });

  it("point into the drop-in file that an item came from", () => {
    const lines = problemsOf({
      "edgewise.yaml": "ingest:\n  sensors:\n    - topic: a/b\n",
      "conf.d/10.yaml": "ingest:\n  sensors:\n    - topic: c/d\n    - tpic: e/f\n",
    });
    expect(lines).toEqual([
      expect.stringMatching(/^conf\.d\/10\.yaml:4: ingest\.sensors\.2: the required "topic" is missing/),
      'conf.d/10.yaml:4: ingest.sensors.2.tpic: there is no such setting; did you mean "topic"?',
    ]);
  });

  it("say that two sinks have one name", () => {
    const sink = "{type: http, name: a, classes: [log], url: 'https://x'}";
    expect(problems(`sync:\n  sinks:\n    - ${sink}\n    - ${sink}\n`)).toEqual([
      'edgewise.yaml:4: sync.sinks.1.name: found "a"; a second sink is named "a"',
    ]);
  });

  it("say how many there may be", () => {
    const sink = "- {type: http, name: a, classes: [], url: 'https://x'}";
    expect(problems(`sync:\n  sinks:\n    ${sink}\n`)[0]).toMatch(
      /classes: found a list of 0; expected a list of any of .* \(at least 1\)$/,
    );
  });
});

describe("messages about secrets", () => {
  it.each([
    ["a token that is too short", "http: {token: hunter2}\n"],
    ["a password that is a number", "bus: {password: 240813}\n"],
    ["a password that is a list", "bus: {password: [hunter2]}\n"],
    [
      "a header",
      "sync: {sinks: [{type: http, name: a, classes: [log], url: 'https://x', headers: {a: \"hunter2\\n\"}}]}\n",
    ],
    [
      "headers",
      "sync: {sinks: [{type: http, name: a, classes: [log], url: 'https://x', headers: hunter2}]}\n",
    ],
    [
      "a sink's token",
      "sync: {sinks: [{type: http, name: a, classes: [log], url: 'https://x', token: \"hunter2\\n\"}]}\n",
    ],
    ["a user's password", "bus: {broker: {users: [{name: a, password: {x: hunter2}}]}}\n"],
    ["a URL of the broker", "bus: {url: 'mqtt://ana:hunter2@host'}\n"],
    ["a URL without its protocol", "bus: {url: 'ana:hunter2@host'}\n"],
    [
      "a URL of a sink",
      "sync: {sinks: [{type: http, name: a, classes: [log], url: 'ftp://ana:hunter2@host'}]}\n",
    ],
  ])("never show %s", (_, yaml) => {
    const lines = problems(yaml).join("\n");
    expect(lines).toMatch(/edgewise\.yaml:1: /);
    expect(lines).not.toMatch(/hunter2|240813/);
  });

  it("still say what is allowed", () => {
    expect(problems("http:\n  token: short\n")).toEqual([
      "edgewise.yaml:2: http.token: found a secret (not shown); 16 to 512 visible ASCII characters without spaces",
    ]);
    expect(problems("bus:\n  password: 12345\n")).toEqual([
      "edgewise.yaml:2: bus.password: found a number (not shown); expected a text; put it in quotes",
    ]);
  });
});
