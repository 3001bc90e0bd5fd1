import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { createArbitrated } from "../../../src/voice/arbitrated.ts";
import { arbitrationConfig } from "../../../src/voice/arbitration/config.ts";
import { arbitrationEvents } from "../../../src/voice/arbitration/events.ts";
import type { SoundSource } from "../../../src/voice/ports.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const kitchen = { name: "kitchen", area: undefined };
const hall = { name: "hall", area: undefined };
const woke = { type: "woke", phrase: "hey edgewise", score: 1, isBargeIn: false, atMs: undefined } as const;
const nothing = { type: "nothing", because: "broken" } as const;
const state = (state: "waiting" | "listening") => ({ type: "state", state }) as const;
const spoken = { text: "turn on the lamp", confidence: 0.9, words: [], alternatives: [] };
const heard = {
  type: "heard",
  spoken,
  audio: new Int16Array(0),
  endedAtMs: undefined,
  session: undefined,
} as const;

function create() {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const trail: string[] = [];
  const levels = new Map<string, number>();
  const arbitrated = createArbitrated({
    config: () => arbitrationConfig.parse({}),
    overFloorDb: ({ name }) => levels.get(name),
    monotonicMs: () => clock.monotonicMs(),
    reporter: createReporter("arbitration", arbitrationEvents, observability),
    isForeign: ({ name }) => name === "foreign",
    giveUp: ({ name }: SoundSource) => trail.push(`give up ${name}`),
    pass: ({ name }, { type }) => trail.push(`${type} ${name}`),
  });
  return { clock, levels, trail, arbitrated };
}

describe("one utterance heard by several sources", () => {
  it("goes on where it was heard first, and stops elsewhere", () => {
    const { arbitrated, trail } = create();
    arbitrated(kitchen, woke);
    arbitrated(hall, woke);
    arbitrated(kitchen, heard);
    expect(trail).toEqual(["woke kitchen", "give up hall", "heard kitchen"]);
  });

  it("goes over to a source that heard it louder, and acts there alone", async () => {
    const { arbitrated, trail, levels, clock } = create();
    levels.set("kitchen", 10).set("hall", 25);
    arbitrated(kitchen, woke);
    await clock.advance(100);
    arbitrated(hall, woke);
    arbitrated(kitchen, heard);
    arbitrated(hall, heard);
    expect(trail).toEqual(["woke kitchen", "give up kitchen", "woke hall", "nothing kitchen", "heard hall"]);
  });

  it("is two utterances when time has passed", async () => {
    const { arbitrated, trail, clock } = create();
    arbitrated(kitchen, woke);
    arbitrated(kitchen, heard);
    await clock.advance(5_000);
    arbitrated(hall, woke);
    arbitrated(hall, heard);
    expect(trail).toEqual(["woke kitchen", "heard kitchen", "woke hall", "heard hall"]);
  });

  it("lets a source that stopped act on nothing, however much of it comes, until it waits again", () => {
    const { arbitrated, trail } = create();
    arbitrated(kitchen, woke);
    arbitrated(hall, woke);
    arbitrated(hall, state("listening"));
    arbitrated(hall, { type: "began" });
    arbitrated(hall, heard);
    arbitrated(hall, state("waiting"));
    arbitrated(kitchen, heard);
    arbitrated(hall, heard);
    expect(trail).toEqual(["woke kitchen", "give up hall", "state hall", "heard kitchen", "heard hall"]);
  });

  it("is told apart by when it was said, not by when it was found", async () => {
    const { arbitrated, trail, clock } = create();
    arbitrated(kitchen, { ...woke, atMs: 0 });
    await clock.advance(3_000);
    arbitrated(hall, { ...woke, atMs: 50 });
    expect(trail).toEqual(["woke kitchen", "give up hall"]);
  });

  it("is taken over by nobody after it was acted on", () => {
    const { arbitrated, trail, levels } = create();
    levels.set("kitchen", 10).set("hall", 25);
    arbitrated(kitchen, { ...woke, atMs: 0 });
    arbitrated(kitchen, heard);
    arbitrated(hall, { ...woke, atMs: 50 });
    arbitrated(hall, heard);
    expect(trail).toEqual(["woke kitchen", "heard kitchen", "give up hall"]);
  });

  it("goes on at one of several that woke by themselves, and ends at the others", () => {
    const { arbitrated, trail } = create();
    arbitrated(kitchen, { type: "pushed", atMs: 0 });
    arbitrated(hall, { type: "pushed", atMs: 60 });
    arbitrated(hall, state("listening"));
    arbitrated(hall, nothing);
    arbitrated(hall, state("waiting"));
    arbitrated(kitchen, heard);
    expect(trail).toEqual(["pushed kitchen", "give up hall", "nothing hall", "state hall", "heard kitchen"]);
  });

  it("tells a source that was listened to and is no longer that it is over, once", async () => {
    const { arbitrated, trail, levels } = create();
    levels.set("kitchen", 10).set("hall", 25);
    arbitrated(kitchen, woke);
    arbitrated(hall, woke);
    arbitrated(kitchen, heard);
    arbitrated(kitchen, nothing);
    expect(trail).toEqual(["woke kitchen", "give up kitchen", "woke hall", "nothing kitchen"]);
  });

  it("leaves a source alone that another program chose", () => {
    const { arbitrated, trail } = create();
    arbitrated(kitchen, { type: "pushed", atMs: 0 });
    arbitrated({ name: "foreign", area: undefined }, { type: "pushed", atMs: 0 });
    expect(trail).toEqual(["pushed kitchen", "pushed foreign"]);
  });
});
