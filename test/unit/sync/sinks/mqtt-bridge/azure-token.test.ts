import { expect, test } from "vitest";
import { azureToken } from "../../../../../src/sync/sinks/mqtt-bridge/azure-token.ts";

const key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

// Computed with Microsoft's azure-iot-common 1.13.3 (SharedAccessSignature.create, encodeUriComponentStrict).
test.each([
  [
    "barn-1",
    "SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fbarn-1&sig=Yr%2FcRwyurABCKhIja2clJ%2FAC6DjvTab4a1%2FVbhES2es%3D&se=1767614400",
  ],
  [
    "barn(2)",
    "SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fbarn%282%29&sig=3FyrCZDz44fQYZR8pH56z5HNvd7vRgeYvf6osrC5b6M%3D&se=1767614400",
  ],
])("the token of %s is the one Microsoft's own client makes", (deviceId, token) => {
  const expiresAtMs = 1_767_614_400_000;
  expect(azureToken({ host: "hub.azure-devices.net", deviceId, key, expiresAtMs })).toBe(token);
});
