import { describe, expect, it } from "vitest";
import { createOwnVoice } from "../../../../src/voice/arbitration/own-voice.ts";

const kitchen = { name: "kitchen-1", area: "Kitchen" };
const sink = { name: "kitchen-2", area: "Kitchen" };
const attic = { name: "attic", area: undefined };
const shed = { name: "shed", area: undefined };

function create() {
  const told: string[] = [];
  const voice = createOwnVoice({
    sources: () => [kitchen, sink, attic, shed],
    tell: ({ name }, isSpeaking) => void told.push(`${name} ${isSpeaking ? "speaks" : "is quiet"}`),
  });
  return { told, voice };
}

describe("createOwnVoice", () => {
  it("flags the source and its neighbours of the area", () => {
    const { told, voice } = create();
    const end = voice.begin(kitchen);
    expect(told).toEqual(["kitchen-1 speaks", "kitchen-2 speaks"]);
    expect(voice.isHeardAt("kitchen-2")).toBe(true);
    end();
    end();
    expect(told.slice(2)).toEqual(["kitchen-1 is quiet", "kitchen-2 is quiet"]);
    expect(voice.isHeardAt("kitchen-2")).toBe(false);
  });

  it("does not take sources without an area for neighbours", () => {
    const { told, voice } = create();
    voice.begin(attic);
    expect(told).toEqual(["attic speaks"]);
  });

  it("is over only when the last of several speeches is", () => {
    const { told, voice } = create();
    const first = voice.begin(attic);
    const second = voice.begin(attic);
    first();
    expect(voice.isHeardAt("attic")).toBe(true);
    second();
    expect(told).toEqual(["attic speaks", "attic is quiet"]);
  });
});
