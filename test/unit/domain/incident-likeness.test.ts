import { describe, expect, it } from "vitest";
import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import { alikeMin, likenessOf, signsOf } from "../../../src/domain/incident-likeness.ts";

const hour = 3_600_000;
const line = (subjectId: string, rest: Partial<Evidence> = {}) =>
  ({ subjectId, kind: "level", place: {}, ...rest }) as Evidence;
const incident = (evidence: Evidence[], openedAt = 0) => ({ openedAt, evidence }) as Incident;

describe("the likeness of incidents", () => {
  it("is whole for the same trouble at the same time of day, and less at another", () => {
    const place = { device: "press-1" };
    const of = (openedAt: number) => incident([line("a", { place })], openedAt);
    expect(likenessOf(of(0), of(48 * hour))).toBeCloseTo(1);
    expect(likenessOf(of(0), of(27 * hour))).toBeCloseTo(0.95);
    expect(likenessOf(of(0), of(12 * hour))).toBeCloseTo(0.9);
  });

  it("takes the same device with the same kind of trouble for alike, another device in the area not", () => {
    const on = (device: string, sensor: string) =>
      line(sensor, { kind: "gap", place: { device, area: "field" } });
    const gateway = incident([on("gateway-2", "soil"), on("gateway-2", "rain")]);
    expect(likenessOf(gateway, incident([on("gateway-2", "wind")]))).toBeGreaterThanOrEqual(alikeMin);
    expect(likenessOf(gateway, incident([on("gateway-3", "wind")]))).toBeLessThan(alikeMin);
  });

  it("never reaches the mark where no sign is shared, so that incidents may be looked up by their signs", () => {
    const kinds = ["level", "gap", "stuck"] as const;
    const left = incident(kinds.map((kind) => line(`a ${kind}`, { kind, place: { area: "hall" } })));
    const right = incident(kinds.map((kind) => line(`b ${kind}`, { kind, place: { area: "hall" } })));
    expect(signsOf(left).some((sign) => signsOf(right).includes(sign))).toBe(false);
    expect(likenessOf(left, right)).toBeLessThan(alikeMin);
  });

  it("is of nothing where there is no evidence", () => {
    expect(likenessOf(incident([]), incident([], 12 * hour))).toBe(0);
    expect(signsOf(incident([]))).toEqual([]);
  });

  it("keeps the signs of one incident few and short", () => {
    const long = incident(Array.from({ length: 200 }, (_, index) => line(`${index}${"x".repeat(500)}`)));
    expect(signsOf(long)).toHaveLength(64);
    expect(Math.max(...signsOf(long).map(({ length }) => length))).toBeLessThanOrEqual(208);
  });
});
