import { describe, expect, it } from "vitest";
import { createHeldPublishes } from "../../../src/bus/held-publishes.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function create() {
  const clock = createVirtualClock();
  const held = createHeldPublishes(clock);
  const settled: string[] = [];
  const hold = (
    name: string,
    { bytes = 10, msMax = 60_000, signal = undefined as AbortSignal | undefined } = {},
  ) => void held.whenBack({ bytes, msMax, signal }).then((isBack) => settled.push(`${name} ${isBack}`));
  return { clock, held, hold, settled };
}

describe("publishes held while the broker is away", () => {
  it("go on in their order when the broker has been back for a while", async () => {
    const { clock, held, hold, settled } = create();
    hold("first");
    hold("second");
    held.setConnected(true);
    await clock.advance(1_999);
    expect(settled).toEqual([]);
    await clock.advance(1);
    expect(settled).toEqual(["first true", "second true"]);
  });

  it("wait on where the connection does not last", async () => {
    const { clock, held, hold, settled } = create();
    hold("one");
    held.setConnected(true);
    await clock.advance(1_000);
    held.setConnected(false);
    await clock.advance(10_000);
    expect(settled).toEqual([]);
    held.setConnected(true);
    await clock.advance(2_000);
    expect(settled).toEqual(["one true"]);
  });

  it("are given up when their time is over, by their signal, and at the end", async () => {
    const { clock, held, hold, settled } = create();
    const abort = new AbortController();
    hold("short", { msMax: 500 });
    hold("aborted", { signal: abort.signal });
    hold("stopped");
    await clock.advance(500);
    abort.abort();
    await clock.advance(0);
    expect(settled).toEqual(["short false", "aborted false"]);
    held.close();
    hold("late");
    await clock.advance(0);
    expect(settled.slice(2)).toEqual(["stopped false", "late false"]);
  });

  it.each([
    ["more than 64", 64, 1],
    ["more than 4 MiB together", 4, 1_048_576],
  ])("give up the oldest where there are %s", async (_, count, bytes) => {
    const { clock, hold, settled } = create();
    for (let number = 0; number <= count; number += 1) hold(String(number), { bytes });
    await clock.advance(0);
    expect(settled).toEqual(["0 false"]);
  });
});
