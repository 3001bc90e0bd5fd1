import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";

const bulletin = [
  "It has been a bright and mostly dry day across the district, with light winds from the east.",
  "A weak ridge of high pressure remains in charge overnight.",
  "Skies will be clear for most of the night.",
  "A ground frost is expected in the valleys from 02:00, with grass temperatures down to -4 °C.",
  "Growers should cover tender seedlings before midnight.",
  "Wednesday starts cold and sunny.",
  "By afternoon it reaches 11 °C, with a south-westerly breeze of 10 to 15 km/h.",
  "Thursday brings more cloud but stays dry.",
  "The outlook for the weekend is uncertain, and the models disagree about the next front.",
  "The next bulletin follows at 22:00.",
].join(" ");

describe("texts through the real daemon", () => {
  let daemon: DaemonProcess;
  let site: TestClient;

  beforeAll(async () => {
    daemon = await startDaemon({
      config: { summaries: { texts: [{ topic: "farm/weather", kind: "weather", sentencesMax: 3 }] } },
    });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
  });
  afterAll(async () => {
    await site?.end();
    await removeDaemon(daemon);
  });

  it("are condensed by the model to their warnings and what matters, once, and read as nothing else", async () => {
    await site.publish("farm/weather", bulletin);
    const { payload } = await site.waitFor(({ topic }) => topic === "edgewise/test/summary");
    const record = JSON.parse(payload) as { sentences: { text: string }[] } & Record<string, unknown>;
    expect(record).toMatchObject({
      about: "text",
      source: "farm/weather",
      method: "encoder",
      isQuotation: true,
    });
    const kept = record.sentences.map(({ text }) => text);
    expect(kept).toEqual(
      expect.arrayContaining([
        "A ground frost is expected in the valleys from 02:00, with grass temperatures down to -4 °C.",
        "Growers should cover tender seedlings before midnight.",
      ]),
    );
    expect(kept.length).toBeLessThan(10);
    await site.publish("farm/weather", bulletin);
    await site.publish("farm/weather", "The market is closed. Roads are icy.");
    const second = await site.waitFor(
      ({ topic, payload: text }) => topic === "edgewise/test/summary" && text.includes("market"),
    );
    expect(second.payload).toContain("Roads are icy.");
    const { series } = await daemon.get<{ series: unknown[] }>("/api/series?text=weather");
    expect(series).toEqual([]);
  });
});
