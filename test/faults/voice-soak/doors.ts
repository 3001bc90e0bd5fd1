import { createResampler } from "../../../src/signal/resample.ts";
import { writeWav } from "../../../src/voice/audio/wav-writer.ts";
import { message } from "../../../src/voice/wyoming/message.ts";
import type { TestClient } from "../../support/mqtt-client.ts";
import { connectPeer, type TestPeer } from "../../support/wyoming.ts";

export interface Said {
  text: string;
  samples: Int16Array;
}

/** A way in for sound. What is awaited has been worked on to its end. */
export interface Door {
  name: string;
  /**
   * `before` is heard by whoever waits for the wake phrase; then a button is pressed and `command` is said, which is not said in
   * `before`. False: no end of it came.
   */
  hear(before: Int16Array, command: Said): Promise<boolean>;
  close(): void;
}

const sampleRate = 16_000;
/** Above any time that a queue of a minute of sound takes on a busy board. */
const patienceMs = 180_000;

/** A Hermes satellite. Its stream is never broken, from the first hour to the last. */
export function hermesDoor(home: TestClient, siteId: string): Door {
  let asked = 0;
  const sent = async (samples: Int16Array) => {
    const frames: Promise<void>[] = [];
    for (let at = 0; at < samples.length; at += sampleRate) {
      const frame = writeWav(samples.subarray(at, at + sampleRate), sampleRate);
      frames.push(home.publish(`hermes/audioServer/${siteId}/audioFrame`, frame));
    }
    await Promise.all(frames);
  };
  return {
    name: "Hermes",
    async hear(before, command) {
      await sent(before);
      asked += 1;
      const customData = `request ${asked}`;
      const ended = answered(home, (topic, payload) => {
        return topic === "hermes/dialogueManager/sessionEnded" && payload.includes(`"${customData}"`);
      });
      await home.publish("hermes/dialogueManager/startSession", {
        siteId,
        customData,
        init: { type: "action" },
      });
      await sent(command.samples);
      return ended;
    },
    close() {},
  };
}

/** A message that has a whole utterance. Nothing is heard before it. */
export function wavDoor(home: TestClient, baseTopic: string, source: string): Door {
  return {
    name: "WAV by MQTT",
    async hear(_, command) {
      const replied = answered(
        home,
        (topic, payload) => topic === `${baseTopic}/reply` && payload.includes(`"source":"${source}"`),
      );
      await home.publish(`${baseTopic}/voice/audio/${source}`, writeWav(command.samples, sampleRate));
      return replied;
    },
    close() {},
  };
}

/** A Wyoming satellite of another rate, whose wake phrase edgewise waits for. */
export async function satelliteDoor(port: number): Promise<Door> {
  const peer = await connectPeer({ port });
  const rate = 22_050;
  const begin = (stage: "wake" | "asr") => {
    peer.send(message("run-pipeline", { start_stage: stage, end_stage: "tts" }));
    peer.send(message("audio-start", { rate, width: 2, channels: 1 }));
  };
  return {
    name: "Wyoming satellite",
    async hear(before, command) {
      begin("wake");
      await sendSound(peer, before, rate);
      begin("asr");
      await sendSound(peer, command.samples, rate);
      // Those of what was said after a wake phrase come before.
      return transcriptOf(peer, (text) => text === command.text);
    },
    close: () => peer.leave(),
  };
}

/** Home Assistant: a connection for the sound, and one for what its text is to do. */
export function requestDoor(port: number): Door {
  return {
    name: "Wyoming requests",
    async hear(_, command) {
      const hearing = await connectPeer({ port });
      hearing.send(message("transcribe", { language: "en" }));
      hearing.send(message("audio-start", { rate: sampleRate, width: 2, channels: 1 }));
      await sendSound(hearing, command.samples, sampleRate);
      hearing.send(message("audio-stop"));
      let text = "";
      const isHeard = await transcriptOf(hearing, (heard) => {
        text = heard;
        return true;
      });
      hearing.leave();
      if (!isHeard || text === "") return isHeard;
      const handling = await connectPeer({ port });
      handling.send(message("transcript", { text }));
      const { type } = await handling.next();
      handling.leave();
      return type === "handled";
    },
    close() {},
  };
}

/** As fast as it is taken. */
async function sendSound(peer: TestPeer, samples: Int16Array, rate: number): Promise<void> {
  const converted = rate === sampleRate ? samples : inRate(samples, rate);
  const step = rate / 5;
  for (let at = 0; at < converted.length; at += step) {
    const piece = converted.subarray(at, at + step);
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    peer.send(message("audio-chunk", { rate, width: 2, channels: 1 }, bytes));
    if (peer.socket.writableNeedDrain) await new Promise((resolve) => peer.socket.once("drain", resolve));
  }
}

function inRate(samples: Int16Array, rate: number): Int16Array {
  const resampler = createResampler(sampleRate, rate);
  const parts = [resampler.push(Float32Array.from(samples)), resampler.finish()];
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    for (const value of part) all[at++] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
  }
  return all;
}

async function transcriptOf(peer: TestPeer, isWanted: (text: string) => boolean): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const next = await withinPatience(peer.next(), deadline - Date.now());
    if (!next) return false;
    if (next.type === "transcript" && isWanted(String(next.data.text))) return true;
  }
}

/** Whether such a message came in time, from now on. */
function answered(home: TestClient, isWanted: (topic: string, payload: string) => boolean): Promise<boolean> {
  // What came before is not remembered: the run is long.
  home.seen.length = 0;
  return home
    .waitFor(({ topic, payload }) => isWanted(topic, payload), patienceMs)
    .then(
      () => true,
      () => false,
    );
}

async function withinPatience<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
