import { describe, expect, it } from "vitest";
import { readEnvironment, readFlags, variableName } from "../../../src/config/environment.ts";
import { edgewiseConfig } from "../../../src/config/schema.ts";
import { leaves } from "../../../src/config/schema-walk.ts";
import { thrownBy } from "./config-folder.ts";

const fromEnvironment = (environment: Record<string, string | undefined>) =>
  readEnvironment(edgewiseConfig, environment);
const fromFlags = (...flags: string[]) => readFlags(edgewiseConfig, flags);
const environmentRefusal = (environment: Record<string, string>) =>
  thrownBy(() => fromEnvironment(environment)).message;
const flagRefusal = (...flags: string[]) => thrownBy(() => fromFlags(...flags)).message;

describe("variableName", () => {
  it("parts the words of a path by underscores", () => {
    expect(variableName(["bus", "payloadBytesMax"])).toBe("EDGEWISE_BUS_PAYLOAD_BYTES_MAX");
    expect(variableName(["bus", "broker", "port"])).toBe("EDGEWISE_BUS_BROKER_PORT");
  });

  it("gives every setting, and the file of every secret, a name of its own", () => {
    const names = leaves(edgewiseConfig).flatMap(({ path, meta }) => {
      const name = variableName(path);
      return meta.secret ? [name, `${name}_FILE`] : [name];
    });
    expect(names.filter((name, position) => names.indexOf(name) !== position)).toEqual([]);
  });
});

describe("readEnvironment", () => {
  it("sets the setting a variable names, and remembers which it was", () => {
    const { values, origins } = fromEnvironment({ EDGEWISE_BUS_BROKER_PORT: "1884", HOME: "/root" });
    expect(values).toEqual({ bus: { broker: { port: 1884 } } });
    expect(origins.get("bus.broker.port")).toBe("environment variable EDGEWISE_BUS_BROKER_PORT");
  });

  it("reads numbers, switches and lists as what they look like", () => {
    const { values } = fromEnvironment({
      EDGEWISE_BUS_CLEAN_SESSION: "false",
      EDGEWISE_ANOMALY_SENSITIVITY: "1.5",
      EDGEWISE_COMMANDS_SENTENCES: "[a.yaml, b.yaml]",
      EDGEWISE_SYNC_SINKS: '[{"type": "http", "name": "cloud"}]',
    });
    expect(values).toEqual({
      bus: { cleanSession: false },
      anomaly: { sensitivity: 1.5 },
      commands: { sentences: ["a.yaml", "b.yaml"] },
      sync: { sinks: [{ type: "http", name: "cloud" }] },
    });
  });

  it("keeps a text a text, whatever it looks like", () => {
    const { values } = fromEnvironment({
      EDGEWISE_BUS_PASSWORD: "12345",
      EDGEWISE_BUS_USER: "true",
      EDGEWISE_BUS_MQTT_VERSION: "5",
      EDGEWISE_DAEMON_NODE: "{not: valid}",
      EDGEWISE_HTTP_TOKEN: "a: b # c",
    });
    expect(values).toEqual({
      bus: { password: "12345", user: "true", mqttVersion: "5" },
      daemon: { node: "{not: valid}" },
      http: { token: "a: b # c" },
    });
  });

  it("takes the file of a secret, and of nothing else", () => {
    expect(fromEnvironment({ EDGEWISE_BUS_PASSWORD_FILE: "/run/p" }).values).toEqual({
      bus: { passwordFile: "/run/p" },
    });
    expect(environmentRefusal({ EDGEWISE_BUS_USER_FILE: "/run/u" })).toBe(
      "environment variable EDGEWISE_BUS_USER_FILE: there is no such setting; did you mean EDGEWISE_BUS_USER?",
    );
  });

  it("does not take a setting that ends in File for the file of a secret", () => {
    expect(fromEnvironment({ EDGEWISE_BUS_TLS_KEY_FILE: "/run/k" }).values).toEqual({
      bus: { tls: { keyFile: "/run/k" } },
    });
  });

  it("counts an empty variable as not set, as compose files write it", () => {
    expect(
      fromEnvironment({ EDGEWISE_BUS_URL: "", EDGEWISE_NO_SUCH: "", EDGEWISE_BUS_USER: undefined }).values,
    ).toEqual({});
  });

  it("leaves alone what the command line reads", () => {
    const others = { EDGEWISE_CONFIG: "/x", EDGEWISE_TOKEN: "t", EDGEWISE_URL: "http://x", EDGEWISED: "1" };
    expect(fromEnvironment(others).values).toEqual({});
  });

  it("lists every unknown variable with the one that was probably meant", () => {
    const lines = environmentRefusal({
      EDGEWISE_BUS_PORT: "1884",
      EDGEWISE_BUS_BROKER_PROT: "1884",
      EDGEWISE_WEATHER: "sunny",
    });
    expect(lines.split("\n")).toEqual([
      "environment variable EDGEWISE_BUS_PORT: there is no such setting; did you mean EDGEWISE_BUS_BROKER_PORT?",
      "environment variable EDGEWISE_BUS_BROKER_PROT: there is no such setting; did you mean EDGEWISE_BUS_BROKER_PORT?",
      "environment variable EDGEWISE_WEATHER: there is no such setting",
    ]);
  });

  it("names the variable whose value is not valid YAML, and keeps its value to itself", () => {
    const message = environmentRefusal({ EDGEWISE_SYNC_SINKS: '[{"token": "hunter2"' });
    expect(message).toMatch(/^environment variable EDGEWISE_SYNC_SINKS: not valid YAML/);
    expect(message).not.toContain("hunter2");
  });
});

describe("readFlags", () => {
  it("sets settings by their path; the last one of a path wins", () => {
    const { values, origins } = fromFlags("bus.broker.port=1", "bus.broker.port=2", "bus.url=mqtt://a=b");
    expect(values).toEqual({ bus: { broker: { port: 2 }, url: "mqtt://a=b" } });
    expect(origins.get("bus.broker.port")).toBe("flag --set bus.broker.port");
  });

  it("takes the file of a secret", () => {
    expect(fromFlags("http.tokenFile=token.txt").values).toEqual({ http: { tokenFile: "token.txt" } });
  });

  it("keeps line breaks in a value", () => {
    expect(fromFlags("bus.user=a\nb").values).toEqual({ bus: { user: "a\nb" } });
  });

  it("lists every flag that cannot be used with what was probably meant", () => {
    expect(flagRefusal("bus.port=1", "nonsense.at.all=2", "bus.broker=1").split("\n")).toEqual([
      "flag --set bus.port: there is no such setting; did you mean bus.broker.port?",
      "flag --set nonsense.at.all: there is no such setting",
      expect.stringMatching(/^flag --set bus\.broker: there is no such setting/),
    ]);
  });

  it("never repeats a value, not even one that was parted from its setting", () => {
    const message = flagRefusal(
      "bus.pasword=hunter2",
      "bus.password",
      "hunter2",
      "sync.sinks=[{token: hunter2",
    );
    expect(message).not.toContain("hunter2");
    expect(message.split("\n").slice(0, 3)).toEqual([
      "flag --set bus.pasword: there is no such setting; did you mean bus.password?",
      "flag --set bus.password: expected SETTING=VALUE",
      "flag --set: expected SETTING=VALUE",
    ]);
  });

  it("does not reach a prototype", () => {
    expect(flagRefusal("__proto__.polluted=1", "constructor.name=x")).toMatch(/no such setting/);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
