import { describe, expect, it } from "vitest";
import { distanceWithin, soundDistance } from "../../../../src/voice/pronounce/sound-distance.ts";
import { soundNames, soundsOf } from "../../../../src/voice/pronounce/sounds.ts";

const any = 100;
const distance = (one: string, other: string, most = any) =>
  soundDistance(soundsOf(one), soundsOf(other), most);

describe("soundDistance", () => {
  it("is nothing for the same, and the same either way round", () => {
    expect(distance("L AE M P", "L AE M P")).toBe(0);
    const uneven = soundNames.filter((one) =>
      soundNames.some((other) => distance(one, other) !== distance(other, one)),
    );
    expect(uneven).toEqual([]);
  });

  it("is less for sounds that are made alike", () => {
    expect(distance("F AE N", "V AE N")).toBeLessThan(distance("F AE N", "M AE N"));
    expect(distance("M", "N")).toBeLessThan(distance("M", "K"));
    expect(distance("IH", "IY")).toBeLessThan(distance("IY", "AA"));
    expect(distance("P", "IY")).toBe(1);
  });

  it("counts sounds that are left out or put in", () => {
    expect(distance("L AY T", "L AY T S")).toBeCloseTo(0.5);
    expect(distance("AE N", "AE N D")).toBeCloseTo(0.4);
  });

  it("gives up above the most that is of interest", () => {
    expect(distance("L AE M P", "R UW M", 0.6)).toBe(Number.POSITIVE_INFINITY);
    expect(distance("L AE M P", "L AE M P S AH Z", 0.6)).toBe(Number.POSITIVE_INFINITY);
    expect(distance("L AE M P", "R AE M P", 0.6)).toBeCloseTo(0.35);
  });
});

describe("distanceWithin", () => {
  const within = (part: string, whole: string) => distanceWithin(soundsOf(part), soundsOf(whole), any);

  it("is nothing wherever the part stands in the whole", () => {
    expect(within("K AE N", "K AE N AH D AH")).toBe(0);
    expect(within("AE N AH", "K AE N AH D AH")).toBe(0);
    expect(within("D AH", "K AE N AH D AH")).toBe(0);
  });

  it("counts what differs, and what the whole lacks", () => {
    expect(within("G AE N", "K AE N AH D AH")).toBeCloseTo(distance("G", "K"));
    expect(within("AH D AH N", "K AE N AH D AH")).toBeCloseTo(0.5);
  });

  it("gives up on what is much longer than the whole", () => {
    expect(distanceWithin(soundsOf("K AE N AH D AH"), soundsOf("K"), 0.6)).toBe(Number.POSITIVE_INFINITY);
  });
});
