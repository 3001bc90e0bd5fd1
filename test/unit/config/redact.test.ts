import { describe, expect, it } from "vitest";
import { redact } from "../../../src/config/redact.ts";
import { edgewiseConfig } from "../../../src/config/schema.ts";
import { leaves } from "../../../src/config/schema-walk.ts";
import { loadFrom } from "./config-folder.ts";

const yaml = `
bus:
  url: mqtts://broker
  password: hunter2
  tls: {keyPassphrase: hunter2}
  broker: {users: [{name: ana, password: hunter2}]}
http: {token: hunter2hunter2hunter2}
sync:
  sinks:
    - type: http
      name: cloud
      classes: [incident]
      url: https://ana:hunter2@cloud.example/in?code=hunter2
      token: hunter2
      headers: {X-Key: hunter2}
    - type: mqttBridge
      name: bridge
      classes: [incident]
      url: mqtts://other
      username: ana
      password: hunter2
`;

describe("redact", () => {
  it("shows no secret of a whole configuration, in lists, maps and URLs neither", () => {
    const { config } = loadFrom({ "edgewise.yaml": yaml });
    const shown = redact(edgewiseConfig, config) as typeof config;
    expect(JSON.stringify(shown)).not.toContain("hunter2");
    expect(shown.bus.password).toBe("(secret)");
    expect(shown.bus.broker.users).toMatchObject([{ name: "ana", password: "(secret)", publish: ["#"] }]);
    expect(shown.sync.sinks).toMatchObject([
      { token: "(secret)", headers: "(secret)", url: "https://(secret)@cloud.example/in?code=(secret)" },
      { username: "ana", password: "(secret)", url: "mqtts://other" },
    ]);
  });

  it("shows everything else as it is, and leaves the configuration alone", () => {
    const { config } = loadFrom({ "edgewise.yaml": yaml });
    const before = structuredClone(config);
    const { bus, http, sync, ...others } = redact(edgewiseConfig, config) as typeof config;
    expect(others).toEqual(expect.objectContaining({ store: config.store, ingest: config.ingest }));
    expect([bus.url, http.port, sync.idleMs]).toEqual(["mqtts://broker", 8477, 5000]);
    expect(config).toEqual(before);
  });

  it("shows that a secret is not set", () => {
    const { config } = loadFrom({ "edgewise.yaml": "" });
    const shown = redact(edgewiseConfig, config) as typeof config;
    expect(shown.bus.password).toBeUndefined();
    expect(JSON.stringify(shown)).not.toContain("(secret)");
  });

  it("knows every setting that sounds like a secret as one", () => {
    const suspicious = leaves(edgewiseConfig).filter(({ path }) =>
      /password|passphrase|token|secret/i.test(path.at(-1) ?? ""),
    );
    expect(suspicious.length).toBeGreaterThan(2);
    expect(suspicious.filter(({ meta }) => !meta.secret).map(({ path }) => path.join("."))).toEqual([]);
  });
});
