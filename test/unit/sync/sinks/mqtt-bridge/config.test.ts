import { expect, test } from "vitest";
import { mqttBridgeConfig } from "../../../../../src/sync/sinks/mqtt-bridge/config.ts";

const deviceKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

function problems(more: object): string[] {
  const parsed = mqttBridgeConfig.safeParse({
    type: "mqttBridge",
    name: "hq",
    url: "mqtts://hq:8883",
    classes: ["incident"],
    ...more,
  });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test.each([
  [{}],
  [{ flavour: "hiveMq", username: "u", password: "p" }],
  [{ flavour: "awsIotCore", tls: { certFile: "a", keyFile: "b" } }],
  [{ flavour: "azureIotHub", azure: { deviceKey } }],
  [{ flavour: "azureIotHub", tls: { certFile: "a", keyFile: "b" } }],
])("%j is accepted", (more) => {
  expect(problems(more)).toEqual([]);
});

test.each([
  [{ flavour: "awsIotCore", qos: 2 }, "qos: awsIotCore takes at most 1"],
  [{ flavour: "awsIotCore", url: "mqtt://hq" }, "url: for awsIotCore it begins with mqtts://"],
  [{ flavour: "awsIotCore", url: "wss://hq/mqtt" }, "url: for awsIotCore it begins with mqtts://"],
  [{ flavour: "azureIotHub" }, "azure: give azure.deviceKey"],
  [
    { flavour: "azureIotHub", azure: { deviceKey }, protocolVersion: 5 },
    "protocolVersion: azureIotHub does not",
  ],
  [{ flavour: "azureIotHub", azure: { deviceKey }, topic: "x" }, "topic: an Azure IoT Hub has its own"],
  [{ flavour: "azureIotHub", azure: { deviceKey }, username: "x" }, "username: an Azure IoT Hub has its own"],
  [
    { flavour: "azureIotHub", azure: { deviceKey: "not base64!" } },
    "azure.deviceKey: the primary or secondary key",
  ],
  [{ azure: { deviceKey } }, "azure: it is for the flavour azureIotHub only"],
  [{ tls: { certFile: "a" } }, "tls: certFile and keyFile come together"],
  [{ expiryMsByClass: { incident: 10 } }, "expiryMsByClass.incident"],
])("%j is refused, and the message says why", (more, message) => {
  expect(problems(more).join("\n")).toContain(message);
});
