import { describe, expect, it } from "vitest";
import { busConfig } from "../../../../src/bus/config.ts";
import { UsageError } from "../../../../src/cli/errors.ts";
import { brokerTarget } from "../../../../src/cli/replay/broker.ts";

function target(config: object, url?: string) {
  return brokerTarget(busConfig.parse(config), { url, topicPrefix: "lab/x" });
}

describe("the broker of a replay", () => {
  it("is the daemon's own by default, reached where it listens", () => {
    expect(target({})).toMatchObject({ url: "mqtt://127.0.0.1:1883", username: undefined });
    expect(target({ broker: { host: "0.0.0.0", port: 1900, users: [user("a", ["#"])] } })).toMatchObject({
      url: "mqtt://127.0.0.1:1900",
      username: "a",
      password: "secret",
    });
    expect(target({ broker: { host: "::1" } }).url).toBe("mqtt://[::1]:1883");
  });

  it("takes a user who may publish there", () => {
    const users = [user("reader", []), user("gate", ["gate/#"]), user("lab", ["lab/#"])];
    expect(target({ broker: { users } }).username).toBe("lab");
    expect(() => target({ broker: { users: users.slice(0, 2) } })).toThrow(/may publish to lab\/x\/#/);
  });

  it("is the configured one with its credentials", () => {
    const config = { url: "mqtts://hub:8883", user: "edge", password: "p", mqttVersion: "5" };
    expect(target(config)).toMatchObject({
      url: "mqtts://hub:8883",
      username: "edge",
      password: "p",
      protocolVersion: 5,
    });
  });

  it("sends the credentials of the configuration to no other broker", () => {
    const found = target({ url: "mqtt://hub", user: "edge", password: "p" }, "mqtt://elsewhere:1883");
    expect(found).toMatchObject({ url: "mqtt://elsewhere:1883" });
    expect(JSON.stringify(found)).not.toContain("edge");
  });

  it.each([
    [{ broker: { port: 0 } }, undefined],
    [{}, "http://hub"],
    [{}, "hub"],
    [{ url: "mqtts://hub", tls: { caFile: "/nowhere/ca.pem" } }, undefined],
  ])("refuses %j with --broker %s", (config, url) => {
    expect(() => target(config, url)).toThrow(UsageError);
  });
});

function user(name: string, publish: string[]) {
  return { name, password: "secret", publish };
}
