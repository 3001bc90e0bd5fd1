import { describe, expect, it } from "vitest";
import { sayCount, sayList } from "../../../src/text/say-list.ts";

describe("sayList", () => {
  it("joins with commas and a last and", () => {
    expect(sayList([])).toBe("");
    expect(sayList(["a"])).toBe("a");
    expect(sayList(["a", "b"])).toBe("a and b");
    expect(sayList(["a", "b", "c"])).toBe("a, b and c");
  });
});

describe("sayCount", () => {
  it("counts in the singular, the plural and thousands", () => {
    expect(sayCount(1, "sensor")).toBe("1 sensor");
    expect(sayCount(0, "sensor")).toBe("0 sensors");
    expect(sayCount(12_434, "reading")).toBe("12,434 readings");
    expect(sayCount(2, "series", "series")).toBe("2 series");
  });
});
