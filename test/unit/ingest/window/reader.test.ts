import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ingestConfig } from "../../../../src/ingest/config.ts";
import { createFixture } from "../fixture.ts";

const noon = Date.UTC(2026, 0, 5, 12);

/** `count` samples of a sine. */
function tone(count: number, hertz = 500, rateHz = 8_000): number[] {
  return Array.from({ length: count }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rateHz));
}

function createSite(rule: Record<string, unknown> = {}, options: Record<string, unknown> = {}) {
  const fixture = createFixture({ windows: [{ topic: "plant/{machine}/vibration", ...rule }], ...options });
  const refused = () =>
    fixture.observability.records
      .filter(({ event }) => event === "ingest.windowRefused")
      .map(({ fields }) => fields);
  return { ...fixture, refused };
}

describe("a window of a fast signal", () => {
  it("becomes a few series that a person understands", () => {
    const { send, samples } = createSite({ unit: "g" });
    send("plant/pump1/vibration", { samples: tone(8_192, 500, 25_600), rate: 25_600 });
    expect(
      samples.map(({ series }) => [series.id.slice(series.topic.length + 1), series.name, series.unit]),
    ).toEqual([
      ["rms", "pump 1 vibration RMS", "g"],
      ["peak", "pump 1 vibration peak", "g"],
      ["crest_factor", "pump 1 vibration crest factor", undefined],
      ["kurtosis", "pump 1 vibration kurtosis", undefined],
      ["dominant_frequency", "pump 1 vibration dominant frequency", "Hz"],
      ["spectral_centroid", "pump 1 vibration spectral centroid", "Hz"],
      ["high_frequency_share", "pump 1 vibration share above 6.4 kHz", "%"],
      ["band_10_50_hz", "pump 1 vibration 10–50 Hz band", "dB"],
      ["band_50_500_hz", "pump 1 vibration 50–500 Hz band", "dB"],
      ["band_500_2000_hz", "pump 1 vibration 500 Hz–2 kHz band", "dB"],
      ["band_above_2000_hz", "pump 1 vibration band above 2 kHz", "dB"],
      ["velocity_rms", "pump 1 vibration velocity RMS", "mm/s"],
    ]);
    expect(samples[0]?.series).toMatchObject({ place: { device: "pump 1" }, labels: { machine: "pump1" } });
    const values = Object.fromEntries(samples.map(({ series, value }) => [series.field, value]));
    expect(values.rms).toBeCloseTo(Math.SQRT1_2, 3);
    expect(values.crest_factor).toBeCloseTo(Math.SQRT2, 2);
    expect(values.dominant_frequency).toBeCloseTo(500, 0);
    expect(values.velocity_rms).toBeCloseTo((9.80665 / (2 * Math.PI * 500) / Math.SQRT2) * 1_000, 1);
  });

  it.each([
    ["a list", tone(256)],
    ["samples in an object", { samples: tone(256) }],
    ["values in an object", { values: tone(256) }],
    ["a rate of its own, which the rule's overrules", { values: tone(256), hz: 1 }],
  ])("is read from %s", (_, payload) => {
    const { send, samples } = createSite({ rateHz: 8_000 });
    send("plant/a/vibration", payload);
    expect(samples.find(({ series }) => series.field === "dominant_frequency")?.value).toBeCloseTo(500, 0);
  });

  it.each(["rate", "sampleRate", "sample_rate", "hz", "fs"])("tells its rate in %s", (key) => {
    const { send, samples } = createSite();
    send("plant/a/vibration", { samples: tone(256), [key]: 8_000, unit: "Pa" });
    expect(samples.find(({ series }) => series.field === "dominant_frequency")?.value).toBeCloseTo(500, 0);
    expect(samples[0]?.series.unit).toBe("Pa");
  });

  it("is read from nested fields that the rule names, with its time", () => {
    const { send, samples } = createSite({ field: "data.x", rateField: "info.fs", timeField: "info.at" });
    send(
      "plant/a/vibration",
      { data: { x: tone(256) }, info: { fs: 8_000, at: noon - 5_000 } },
      { receivedAt: noon },
    );
    expect(samples.every(({ at }) => at === noon - 5_000)).toBe(true);
    expect(samples.length).toBeGreaterThan(7);
  });

  it("with several axes has the figures of each", () => {
    const { send, samples } = createSite({ fields: ["acc.x", "acc.y"] });
    send("plant/pump1/vibration", { acc: { x: tone(256), y: tone(256, 1_000) }, fs: 8_000 });
    const peaks = samples.filter(({ series }) => series.field.endsWith("dominant_frequency"));
    expect(peaks.map(({ series, value }) => [series.id, series.name, Math.round(value)])).toEqual([
      ["plant/pump1/vibration:acc.x.dominant_frequency", "pump 1 vibration x dominant frequency", 500],
      ["plant/pump1/vibration:acc.y.dominant_frequency", "pump 1 vibration y dominant frequency", 1_000],
    ]);
  });

  it("of which one axis is broken is refused whole", () => {
    const { send, samples, refused } = createSite({ fields: ["x", "y"], rateHz: 8_000 });
    send("plant/a/vibration", { x: tone(256), y: [...tone(100), null] });
    send("plant/a/vibration", { x: tone(256) });
    send("plant/a/vibration", tone(256));
    expect(samples).toEqual([]);
    expect(refused()).toMatchObject([{ detail: "sample 100 is null" }]);
  });

  it("is read from 16-bit and float samples, little-endian and scaled", () => {
    const int16 = Buffer.alloc(512);
    const float32 = Buffer.alloc(1_024);
    for (const [at, value] of tone(256).entries()) {
      int16.writeInt16LE(Math.round(value * 16_384), at * 2);
      float32.writeFloatLE(value * 8, at * 4);
    }
    for (const [encoding, payload, scale] of [
      ["int16", int16, 1 / 16_384],
      ["float32", float32, 1 / 8],
    ] as const) {
      const { send, samples } = createSite({ encoding, rateHz: 8_000, scale });
      send("plant/a/vibration", payload);
      expect(samples[0]?.value).toBeCloseTo(Math.SQRT1_2, 3);
    }
  });

  it("of a dead sensor has levels, and no figures that would be made up", () => {
    const { send, samples } = createSite({ rateHz: 8_000 });
    send(
      "plant/a/vibration",
      Array.from({ length: 256 }, () => 0),
    );
    const values = Object.fromEntries(samples.map(({ series, value }) => [series.field, value]));
    expect(values).toMatchObject({ rms: 0, peak: 0 });
    expect(values).not.toHaveProperty("kurtosis");
    expect(values).not.toHaveProperty("dominant_frequency");
    expect(
      Object.entries(values)
        .filter(([field]) => field.startsWith("band"))
        .every(([, db]) => db === -160),
    ).toBe(true);
  });

  it("has the bands that the rule gives", () => {
    const { send, samples } = createSite({ rateHz: 8_000, bandEdgesHz: [10, 1_000, 4_000] });
    send("plant/a/vibration", tone(4_096));
    const bands = samples.filter(({ series }) => series.field.startsWith("band"));
    expect(bands.map(({ series }) => series.name)).toEqual([
      "plant a vibration 10 Hz–1 kHz band",
      "plant a vibration 1–4 kHz band",
    ]);
    expect(bands[0]?.value).toBeCloseTo(-3.01, 1);
  });

  it("is named by its rule", () => {
    const { send, samples } = createSite({
      rateHz: 8_000,
      name: "{machine} shaking",
      device: "{machine}",
      area: "hall 2",
    });
    send("plant/press/vibration", tone(256));
    expect(samples[0]?.series).toMatchObject({
      name: "press shaking RMS",
      place: { device: "press", area: "hall 2" },
    });
  });

  it("that the broker had kept counts for nothing without a time", async () => {
    const { send, samples, metric } = createSite({ rateHz: 8_000 });
    send("plant/a/vibration", tone(256), { isRetained: true });
    expect(samples).toEqual([]);
    expect(await metric('edgewise_ingest_skipped_total{reason="retained"}')).toBe(1);
  });

  it("is one sample of each feature, and can be derived from", () => {
    const { send, samples } = createSite(
      { rateHz: 8_000 },
      { derived: [{ kind: "ratio", of: "plant/{m}/vibration:peak", to: "plant/{m}/vibration:rms" }] },
    );
    send("plant/a/vibration", tone(256));
    expect(samples.at(-1)).toMatchObject({ series: { id: "plant/a/vibration:ratio" } });
    expect(samples.at(-1)?.value).toBeCloseTo(Math.SQRT2, 2);
  });
});

describe("a bad window", () => {
  it.each([
    ["noSamples", { rate: 8_000 }, "no list in samples or values"],
    ["noSamples", "17", "no object with lists"],
    ["badJson", "[1, 2", "not JSON"],
    ["badJson", Buffer.from([0xff, 0xfe, 0x00]), "not text"],
    ["notNumbers", { samples: [...tone(70), null], rate: 8_000 }, "sample 70 is null"],
    ["notNumbers", { samples: [...tone(70), "x"], rate: 8_000 }, 'sample 70 is "x"'],
    ["outOfRange", { samples: [...tone(70), 1e160], rate: 8_000 }, "sample 70 is 1e+160"],
    ["tooShort", { samples: tone(63), rate: 8_000 }, "63 samples, at least 64 are needed"],
    ["tooManySamples", { samples: tone(300), rate: 8_000 }, "300 samples, at most 256"],
    ["noRate", { samples: tone(64) }, "give the rule rateHz"],
    ["noRate", { samples: tone(64), rate: -5 }, "the sampling rate is -5"],
    ["noRate", { samples: tone(64), rate: "fast" }, 'the sampling rate is "fast"'],
    ["tooLarge", `[${" ".repeat(9_000)}]`, "at most 8192 are read (ingest.windowBytesMax)"],
  ])("is refused whole and counted as %s, with what is wrong", async (reason, payload, detail) => {
    const { send, samples, refused, metric } = createSite(
      {},
      { windowSamplesMax: 256, windowBytesMax: 8_192 },
    );
    send("plant/a/vibration", payload);
    expect(samples).toEqual([]);
    expect(refused()).toMatchObject([{ reason, topic: "plant/a/vibration" }]);
    expect(String(refused()[0]?.detail)).toContain(detail);
    expect(await metric(`edgewise_ingest_windows_refused_total{reason="${reason}"}`)).toBe(1);
  });

  it("of a broken number of bytes or with bands beyond its rate is refused", () => {
    const odd = createSite({ encoding: "int16", rateHz: 8_000 });
    odd.send("plant/a/vibration", Buffer.alloc(257));
    expect(odd.refused()).toMatchObject([
      { reason: "badLength", detail: "257 bytes are no whole number of int16 samples" },
    ]);
    const beyond = createSite({ rateHz: 8_000, bandEdgesHz: [10, 5_000] });
    beyond.send("plant/a/vibration", tone(256));
    expect(beyond.refused()).toMatchObject([{ reason: "bandBeyondRate" }]);
  });

  it("of one topic too many is refused", () => {
    const { send, refused, samples } = createSite({ rateHz: 8_000 }, { windowTopicsMax: 1 });
    send("plant/a/vibration", tone(256));
    const before = samples.length;
    send("plant/b/vibration", tone(256));
    send("plant/a/vibration", tone(256));
    expect(samples.length).toBe(2 * before);
    expect(refused()).toMatchObject([{ reason: "tooManyTopics", topic: "plant/b/vibration" }]);
  });

  it("makes no more series of a topic than allowed, however its rate changes, and says so", async () => {
    const { send, samples, refused } = createSite({}, { fieldsPerTopicMax: 20 });
    for (let turn = 0; turn < 40; turn += 1) {
      send("plant/a/vibration", { samples: tone(256), rate: 0.01 * 1.7 ** turn });
    }
    expect(new Set(samples.map(({ series }) => series.id)).size).toBe(20);
    expect(samples.filter(({ series }) => series.field === "rms")).toHaveLength(40);
    expect(refused()[0]).toMatchObject({
      reason: "tooManySeries",
      detail: expect.stringContaining("the topic has 20 series (ingest.fieldsPerTopicMax)"),
    });
  });

  it("of less than a sample in a thousand seconds is refused", () => {
    const { send, samples, refused } = createSite();
    send("plant/a/vibration", { samples: tone(256), rate: 0.0009 });
    expect(samples).toEqual([]);
    expect(refused()).toMatchObject([{ reason: "noRate", detail: "the sampling rate is 0.0009" }]);
  });

  it("so weak that its square has no digits gives numbers only", () => {
    const { send, samples } = createSite({ rateHz: 8_000 });
    for (const size of [1e-75, 1e-81, 1e-100, 1e-160, 1e-200]) {
      send(
        "plant/a/vibration",
        tone(256).map((sample) => sample * size),
      );
    }
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  it("never breaks the reader, whatever it holds", () => {
    const { send, samples } = createSite({ rateHz: 8_000 });
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (payload) => {
        send("plant/a/vibration", payload);
      }),
    );
    expect(samples.every(({ value }) => Number.isFinite(value))).toBe(true);
  });
});

describe("rules of windows", () => {
  const problems = (rule: Record<string, unknown>) =>
    ingestConfig
      .safeParse({ windows: [{ topic: "a/{m}/v", ...rule }] })
      .error?.issues.map(({ message }) => message) ?? [];

  it("refuse binary samples without a rate or with fields, and bands that do not rise", () => {
    expect(problems({ encoding: "int16" })).toEqual(["int16 samples do not say their rate; give it"]);
    expect(problems({ encoding: "int16", rateHz: 100, field: "x" })).toEqual([
      "int16 samples have no fields",
    ]);
    expect(problems({ bandEdgesHz: [10, 100, 100] })).toEqual(["every edge must be above the one before"]);
    expect(problems({ name: "{pump} vibration" })).toEqual(["{pump} is no wildcard of the topic"]);
    expect(problems({ field: "x", fields: ["y"] })).toEqual(["give either field or fields"]);
    expect(problems({ fields: ["y", "y"] })).toEqual(["a field is named twice"]);
    expect(problems({ bandEdgesHz: [10, 100] })).toEqual([]);
  });
});
