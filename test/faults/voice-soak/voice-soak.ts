import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DaemonProcess, removeDaemon, startDaemon } from "../../support/daemon.ts";
import { espeak } from "../../support/espeak.ts";
import { connectClient } from "../../support/mqtt-client.ts";
import { type Random, randomOf, type SceneKind, sceneAt } from "./day.ts";
import { type Door, hermesDoor, requestDoor, type Said, satelliteDoor, wavDoor } from "./doors.ts";
import { answerAsDevices, commands, type Devices, entities } from "./home.ts";
import { type MemorySample, sampleMemory } from "./memory.ts";
import { createSoundscape, type Soundscape } from "./soundscape.ts";

export interface SoakOptions {
  /** The run is over when so much sound was heard, or so much time has passed. */
  hoursMax: number;
  minutesMax: number;
  seed: number;
  /** WAV files of people who talk, for what is heard beside commands. */
  speechFolder: string | undefined;
  onProgress(soFar: { hours: number; seconds: number; sample: MemorySample }): void;
}

export interface SoakReport {
  hours: number;
  /** It took. */
  seconds: number;
  samples: readonly MemorySample[];
  /** Hours of sound by what was in it. */
  heard: Record<SceneKind, number>;
  /** Commands after a push, in the first and the second half of the run, and those of them that acted. */
  pushed: { said: number; acted: number }[];
  /** The same of those after the wake phrase. */
  woken: { said: number; acted: number }[];
  /** By door, of all commands said there when all was over. */
  last: { door: string; said: number; acted: number }[];
  /** Log lines of warnings and errors, by event. */
  warnings: Record<string, number>;
}

/** At the lowest priority on a busy machine. */
const startWithinMs = 600_000;
const sampleEveryHours = 0.25;
const wordsPerMinute = 150;
/** Of those that the acoustic model was not trained on. */
const commandVoice = "en-us+f3";
const wakePhrase = "hey edgewise";
/** Where nobody speaks to it for so long, what was begun before is over: waiting for a command, and for an answer. */
const settleSeconds = { silence: 2, noise: 7, talk: 15 } as const;
/** What the devices are sent comes a little after the answer. */
const actedWithinMs = 5_000;

/** Days of sound through the whole daemon, as fast as it hears. Throws where espeak-ng is not installed. */
export async function soakVoice(options: SoakOptions): Promise<SoakReport> {
  const random = randomOf(options.seed);
  const soundscape = createSoundscape(random, options.speechFolder);
  if (!soundscape) throw new Error("espeak-ng is not installed, or the folder of speech has no WAV files");
  const probes = mkdtempSync(join(tmpdir(), "edgewise-soak-"));
  const daemon = await startDaemon({
    config: {
      commands: { entities },
      voice: {
        wyoming: { server: { isEnabled: true, port: 0, idleMs: 86_400_000 } },
        mqtt: { isEnabled: true, gapMs: 60_000, goneMs: 3_600_000 },
        hermes: { isEnabled: true, gapMs: 60_000, goneMs: 3_600_000 },
        // Each source is heard by itself: at this speed all that two of them hear is within moments.
        arbitration: { windowMs: 0 },
      },
    },
    readyWithinMs: startWithinMs,
    environment: {
      SOAK_PROBES: probes,
      NODE_OPTIONS: `--import=${new URL("./probe.js", import.meta.url).href}`,
    },
  });
  try {
    return await soak(daemon, { ...options, probes, random, soundscape });
  } finally {
    await removeDaemon(daemon);
    rmSync(probes, { recursive: true, force: true });
  }
}

async function soak(
  daemon: DaemonProcess,
  options: SoakOptions & { probes: string; random: Random; soundscape: Soundscape },
): Promise<SoakReport> {
  const { random, soundscape, hoursMax } = options;
  await daemon.waitForEvent("voice.grammarCompiled", { timeoutMs: startWithinMs });
  const port = Number((await daemon.waitForEvent("wyoming.listening")).port);
  const home = await connectClient(daemon.brokerPort(), [
    "zigbee2mqtt/+/set",
    "hermes/dialogueManager/#",
    "edgewise/test/reply",
  ]);
  const devices = answerAsDevices(home);
  const endless = hermesDoor(home, "parlour");
  const others = [await satelliteDoor(port), wavDoor(home, "edgewise/test", "panel"), requestDoor(port)];
  const saids = commands.map(({ text }) => saidOf(text, soundscape));
  const wakes = commands.map(({ text }) => clip(`${wakePhrase}, ${text}`));
  const report: SoakReport = {
    hours: 0,
    seconds: 0,
    samples: [],
    heard: { silence: 0, noise: 0, talk: 0 },
    pushed: [
      { said: 0, acted: 0 },
      { said: 0, acted: 0 },
    ],
    woken: [
      { said: 0, acted: 0 },
      { said: 0, acted: 0 },
    ],
    last: [],
    warnings: {},
  };
  const samples: MemorySample[] = [];
  report.samples = samples;
  const startMs = performance.now();
  const isOver = () => report.hours >= hoursMax || performance.now() - startMs >= options.minutesMax * 60_000;
  const isSecondHalf = () =>
    report.hours >= hoursMax / 2 || performance.now() - startMs >= options.minutesMax * 30_000;

  const sample = async () => {
    samples.push(
      await sampleMemory({
        hours: report.hours,
        probeSocket: join(options.probes, `${daemon.child.pid}.sock`),
        daemonPid: daemon.child.pid ?? 0,
      }),
    );
    report.seconds = (performance.now() - startMs) / 1000;
    options.onProgress({
      hours: report.hours,
      seconds: report.seconds,
      sample: samples.at(-1) as MemorySample,
    });
    for (const { level, event } of daemon.lines.splice(0)) {
      if (level === "warn" || level === "error") report.warnings[event] = (report.warnings[event] ?? 0) + 1;
    }
  };

  for (let round = 0; !isOver(); round += 1) {
    const scene = sceneAt(report.hours, random);
    const pushed = round % commands.length;
    const woken = (pushed + 1 + Math.floor(random() * (commands.length - 1))) % commands.length;
    const before = joined([
      soundscape.sceneOf(scene, wakes[woken] as Int16Array),
      soundscape.quiet(scene.hasCommand ? settleSeconds.talk : settleSeconds[scene.kind]),
    ]);
    // Seldom: what they hear is not one stream.
    const other = round % 6 === 5 ? others[Math.floor(round / 6) % others.length] : undefined;
    const door = other ?? endless;
    const half = isSecondHalf() ? 1 : 0;
    const said = saids[pushed] as Said;
    const counts = [pushed, woken].map((one) => count(devices, one));
    await door.hear(before, said);
    tally(report.pushed[half], await hasActed(devices, pushed, counts[0] as number));
    if (scene.hasCommand && (door === endless || door === others[0])) {
      tally(report.woken[half], count(devices, woken) > (counts[1] as number));
    }
    if (door === endless || door === others[0]) {
      report.heard[scene.kind] += before.length / 16_000 / 3_600;
      report.hours += before.length / 16_000 / 3_600;
    }
    report.hours += said.samples.length / 16_000 / 3_600;
    if (report.hours >= samples.length * sampleEveryHours) await sample();
  }
  for (const door of [endless, ...others]) report.last.push(await lastOf(door, devices, saids));
  await sample();
  for (const door of [endless, ...others]) door.close();
  await home.end();
  return report;
}

/** All commands at one door, one after the other. */
async function lastOf(door: Door, devices: Devices, saids: readonly Said[]) {
  const result = { door: door.name, said: 0, acted: 0 };
  for (const [number, said] of saids.entries()) {
    const before = count(devices, number);
    await door.hear(new Int16Array(0), said);
    tally(result, await hasActed(devices, number, before));
  }
  return result;
}

function tally(counts: { said: number; acted: number } | undefined, isActed: boolean): void {
  if (!counts) return;
  counts.said += 1;
  if (isActed) counts.acted += 1;
}

function count(devices: Devices, command: number): number {
  const one = commands[command];
  return one ? devices.sentCount(one) : 0;
}

async function hasActed(devices: Devices, command: number, before: number): Promise<boolean> {
  const deadline = performance.now() + actedWithinMs;
  while (count(devices, command) <= before) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

function clip(text: string): Int16Array {
  const said = espeak(commandVoice, text, wordsPerMinute);
  if (!said) throw new Error("espeak-ng is not installed");
  return said;
}

/** With the quiet around it that ends it. */
function saidOf(text: string, soundscape: Soundscape): Said {
  return { text, samples: joined([soundscape.quiet(1), clip(text), soundscape.quiet(3)]) };
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
