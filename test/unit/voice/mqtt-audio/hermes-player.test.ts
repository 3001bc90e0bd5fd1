import { beforeEach, describe, expect, it } from "vitest";
import { createHermesPlayer, type HermesPlayer } from "../../../../src/voice/mqtt-audio/hermes-player.ts";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";

const rate = 1_000;
/** Of so many seconds. */
const sound = (seconds: number) => ({ samples: new Int16Array(seconds * rate).fill(100), rate });
const never = new AbortController().signal;

let clock: VirtualClock;
let sent: { id: string; samples: number }[];
let player: HermesPlayer;
beforeEach(() => {
  clock = createVirtualClock();
  sent = [];
  player = createHermesPlayer({
    clock,
    createId: () => `id-${sent.length + 1}`,
    send: (id, wav) => void sent.push({ id, samples: (wav.length - 44) / 2 }),
  });
});

/** Plays; the answer tells whether that is over. */
function play(seconds: number, signal = never): () => boolean {
  let isOver = false;
  void player.play(sound(seconds), signal).then(() => {
    isOver = true;
  });
  return () => isOver;
}

/** A short sound that the site says it has played. */
async function learn(): Promise<void> {
  play(1);
  player.finished("id-1");
  await clock.advance(0);
  sent = [];
}

describe("createHermesPlayer", () => {
  it("sends all at once to a site that has never said that it played something", async () => {
    const isOver = play(8);
    expect(sent).toEqual([{ id: "id-1", samples: 8_000 }]);
    await clock.advance(9_999);
    expect(isOver()).toBe(false);
    await clock.advance(1);
    expect(isOver()).toBe(true);
  });

  it("sends a long sound in pieces to a site that says it, each when the last was played", async () => {
    await learn();
    const isOver = play(8);
    for (let piece = 1; !isOver() && piece < 20; piece += 1) {
      expect(sent).toHaveLength(piece);
      await clock.advance(2_000);
      expect(sent).toHaveLength(piece);
      player.finished(undefined);
      await clock.advance(0);
    }
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.reduce((sum, { samples }) => sum + samples, 0)).toBe(8_000);
  });

  it("sends no more when it is interrupted, and is over when what was sent must be", async () => {
    await learn();
    const stop = new AbortController();
    const isOver = play(8, stop.signal);
    const pieceMs = sent[0]?.samples ?? 0;
    await clock.advance(300);
    stop.abort();
    await clock.advance(pieceMs - 301);
    expect(isOver()).toBe(false);
    await clock.advance(1);
    expect(isOver()).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it("is over at once after an interruption when the site says so, and when it is gone", async () => {
    const stop = new AbortController();
    const isOver = play(8, stop.signal);
    stop.abort();
    player.finished("id-1");
    await clock.advance(0);
    expect(isOver()).toBe(true);
    const isOverToo = play(8);
    player.close();
    await clock.advance(0);
    expect(isOverToo()).toBe(true);
  });

  it("sends the rest at once when the site no longer says it", async () => {
    await learn();
    play(8);
    const first = sent[0]?.samples ?? 0;
    await clock.advance(first + 2_000);
    expect(sent.map(({ samples }) => samples)).toEqual([first, 8_000 - first]);
  });

  it("takes no notice of the end of a sound that it has not sent, and sends nothing for an interrupted one", async () => {
    player.finished("theirs");
    player.finished(undefined);
    const isOver = play(8);
    expect(sent).toHaveLength(1);
    player.finished("theirs");
    await clock.advance(0);
    expect(isOver()).toBe(false);
    const stop = new AbortController();
    stop.abort();
    play(8, stop.signal);
    expect(sent).toHaveLength(1);
  });
});
