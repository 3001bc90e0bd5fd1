import { describe, expect, it } from "vitest";
import { lineForm } from "../../../../../src/anomaly/logs/templates/line-form.ts";
import { LineScanner } from "../../../../../src/anomaly/logs/templates/line-scanner.ts";

const scanner = new LineScanner();

function masked(message: string): string {
  scanner.scan(message);
  const { separators, units } = lineForm(scanner);
  return separators.map((separator, index) => separator + (units[index]?.text ?? "")).join("");
}

function shown(message: string): string {
  scanner.scan(message);
  const { separators, shown } = lineForm(scanner);
  return separators.map((separator, index) => separator + (shown[index] ?? "")).join("");
}

describe("the line scanner", () => {
  it.each([
    ["connect to 10.0.0.7:1883 failed after 250ms", "connect to <*> failed after <*>"],
    ["read /var/lib/edgewise/main.db: 4096 bytes", "read <*>: <*> bytes"],
    ["opened C:\\Windows\\System32\\x.dll twice", "opened <*> twice"],
    ["session 3f2504e0-4f89-41d3-9a0c-0305e82c3301 ended", "session <*> ended"],
    ["peer 00:15:8d:00:01:ab:cd:ef left", "peer <*> left"],
    ["route fe80::1ff:fe23:4567:890a added", "route <*> added"],
    ["GET https://example.org/a?b=1&c=2,3 took 0.25 s", "GET <*> took <*> s"],
    ["ptr 0xdeadBEEF freed, token a64f992", "ptr <*> freed, token <*>"],
    ["temp=21.5 hum=44%", "temp=<*> hum=<*>%"],
    ["at Tue Jun 14 15:16:01 2005", "at <*>"],
    ["mail from ann.lee@example.org refused", "mail from <*> refused"],
    ["host ec2-52-80-34-196.compute.amazonaws.com gone", "host <*> gone"],
    ["block blk_-6952295868487656571 of node-246", "block blk_<*> of node-<*>"],
    ["attempt_1445062781478_0011_m_000001_0 done", "attempt_<*> done"],
    ["core.2275 written, 1,234,567 bytes", "core.<*> written, <*> bytes"],
    ["delete blk_1 blk_2 blk_3 now", "delete blk_<*> now"],
    ["drift -0.25 s, +3 ppm", "drift <*> s, <*> ppm"],
  ])("masks what is variable by its shape in %j", (message, expected) => {
    expect(masked(message)).toBe(expected);
  });

  it.each([
    "eth0 is up, ipv4 only",
    "don't panic: it's OK",
    "Component.init() ok",
    'state "not ready yet" kept',
    "module org.example.Main$Inner loaded",
    "May I go",
  ])("leaves the words of %j alone", (message) => {
    expect(masked(message)).toBe(message);
  });

  it("shows numbers of several parts by their parts", () => {
    expect(shown("up 1.5 h on 10.0.0.7:1883 since 12:30:01, wait 20ms")).toBe(
      "up <*>.<*> h on <*>:<*> since <*>:<*>:<*>, wait <*>ms",
    );
    expect(shown("delete blk_1 blk_2 now")).toBe("delete blk_<*> blk_<*> now");
  });

  it("gives lines that differ only in variable parts one hash, and others another one", () => {
    const hashes = (message: string, seed = 0) => {
      scanner.scan(message, seed);
      return [scanner.hashA, scanner.hashB];
    };
    expect(hashes("took 12 ms from 10.0.0.1")).toEqual(hashes("took  9 ms from 10.2.33.4"));
    expect(hashes("took 12 ms from 10.0.0.1")).not.toEqual(hashes("took 12 ms to 10.0.0.1"));
    expect(hashes("took 12 ms", 1)).not.toEqual(hashes("took 12 ms", 2));
  });

  it("bounds the work on a hostile line", () => {
    for (const message of [
      "a:".repeat(500_000),
      "x ".repeat(500_000),
      `${"/a".repeat(100_000)}!`,
      "1a".repeat(100_000),
      '"'.repeat(100_000),
      "'a ".repeat(100_000),
      "(".repeat(100_000),
      "\u0000\ufffd".repeat(100_000),
      "::".repeat(10_000),
      "https://".repeat(10_000),
    ]) {
      scanner.scan(message);
      const { units } = lineForm(scanner);
      expect(units.length).toBeLessThanOrEqual(128);
      expect(scanner.end).toBeLessThanOrEqual(4000);
    }
  });

  it("reads text of any script", () => {
    expect(masked("Verbindung zu 10.0.0.7 für Gerät_7 abgebrochen")).toBe(
      "Verbindung zu <*> für Gerät_<*> abgebrochen",
    );
    expect(masked("温度 21.5 度")).toBe("温度 <*> 度");
  });
});
