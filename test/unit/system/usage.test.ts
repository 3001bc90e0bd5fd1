import { describe, expect, it } from "vitest";
import { createMetrics } from "../../../src/core/metrics.ts";
import { createUsageReader, parseMemoryAvailable, parseTemperature } from "../../../src/system/usage.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

describe("parseMemoryAvailable", () => {
  it("reads the kernel's estimate", () => {
    expect(parseMemoryAvailable("MemTotal: 100 kB\nMemAvailable:    2048 kB\nBuffers: 1 kB\n")).toBe(
      2_097_152,
    );
  });

  it.each([undefined, "", "MemAvailable: many kB"])("knows nothing from %o", (text) => {
    expect(parseMemoryAvailable(text)).toBeUndefined();
  });
});

describe("parseTemperature", () => {
  it.each([
    ["48312\n", 48.312],
    ["-5000\n", -5],
  ])("reads thousandths of a degree from %o", (text, celsius) => {
    expect(parseTemperature(text)).toBe(celsius);
  });

  it.each([undefined, "", "hot", "0\n", "-274000\n", "999999999\n"])("leaves out %o", (text) => {
    expect(parseTemperature(text)).toBeUndefined();
  });
});

describe("createUsageReader", () => {
  it("exposes what it reads, and leaves the temperature out where there is no sensor", async () => {
    const metrics = createMetrics();
    const clock = createVirtualClock();
    const files = new Map([["/proc/meminfo", "MemAvailable: 1 kB\n"]]);
    const reader = createUsageReader({ clock, metrics, readKernelFile: (path) => files.get(path) });
    reader.start();
    expect(reader.read()).toMatchObject({ memoryAvailableBytes: 1_024, temperatureCelsius: undefined });
    const text = await metrics.expose();
    reader.stop();
    expect(text).toContain("edgewise_system_memory_available_bytes 1024");
    expect(text).toMatch(/edgewise_system_resident_bytes \d{6,}/);
    expect(text).toMatch(/edgewise_system_cpu_seconds_total 0?\.?\d/);
    expect(text).not.toMatch(/^edgewise_system_cpu_temperature_celsius \d/m);
  });

  it("gives the processor share since the last reading, however often it is asked", async () => {
    const clock = createVirtualClock();
    const reader = createUsageReader({ clock, metrics: createMetrics() });
    expect(reader.read().cpuCores).toBe(0);
    await clock.advance(10_000);
    const { cpuCores } = reader.read();
    expect(Number.isFinite(cpuCores)).toBe(true);
    expect(cpuCores).toBeGreaterThanOrEqual(0);
    expect(reader.read().cpuCores).toBe(cpuCores);
  });
});
