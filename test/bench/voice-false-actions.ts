import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { removeDaemon, repositoryRoot, startDaemon } from "../support/daemon.ts";
import { connectClient } from "../support/mqtt-client.ts";
import { type PlaceName, placeNames, readPlace } from "../understanding/case.ts";
import { createDevices } from "../understanding/devices.ts";
import { siteConfig } from "../understanding/examine.ts";
import { printFigure } from "./figure.ts";
import { OpenMicrophone } from "./voice-sites/open-microphone.ts";
import { type OtherRecording, otherRecordings, soundsOf } from "./voice-sites/other-sound.ts";

const bench = "voice-false-actions";
const sampleRate = 16_000;
/** Between two recordings, so that each is by itself as what people say is. */
const pauseSamples = 1.2 * sampleRate;
const batchSize = 100;
/** Of what is still on its way when all is sent. */
const settleMs = 5_000;

export interface VoiceFalseActionsOptions {
  minutes: number;
  /** So many times as fast as sound. */
  speed: number;
  failures: string | undefined;
}

/** What the daemon did or said of itself, and what was said meanwhile. */
interface Happened {
  what: "action" | "done" | "answered" | "asked" | "refused" | "notUnderstood";
  text: string;
  recording: OtherRecording;
}

/**
 * Real recordings of people who say something else, and of noise, to the real daemons of the development home, factory and farm,
 * a third to each, as a microphone that is always open: once where nothing need be said before a command, once where the wake
 * phrase must. Faster than sound, which the daemon, whose time is that of the sound, does not notice; sound that came too fast to be
 * worked on would be told as `overruns`. `EDGEWISE_BENCH_SPEECH` is the folder of the recordings (default `../shared/data/speech`).
 */
export async function runVoiceFalseActions(options: VoiceFalseActionsOptions): Promise<void> {
  const { EDGEWISE_BENCH_SPEECH: asked = "../shared/data/speech" } = process.env;
  // The daemon would take it for a setting of its own.
  delete process.env.EDGEWISE_BENCH_SPEECH;
  const folder = resolve(repositoryRoot, asked);
  const recordings = otherRecordings(folder, options.minutes);
  if (!recordings) {
    process.stderr.write(`${bench}: there are no recordings in ${folder}\n`);
    return;
  }
  const told: string[] = [];
  for (const stage of ["asr", "wake"] as const) {
    const what = stage === "asr" ? "no wake phrase needed" : "wake phrase needed";
    const happened: Happened[] = [];
    const counts = { wakes: 0, overruns: 0 };
    for (const [at, name] of placeNames.entries()) {
      const own = recordings.filter((_, index) => index % placeNames.length === at);
      const { wakes, overruns } = await listen(name, {
        stage,
        speed: options.speed,
        recordings: own,
        happened,
      });
      counts.wakes += wakes;
      counts.overruns += overruns;
    }
    report(what, { recordings, happened, stage, ...counts });
    told.push(what, ...happened.map(lineOf));
  }
  if (options.failures !== undefined) writeFileSync(options.failures, `${told.join("\n")}\n`);
}

async function listen(
  name: PlaceName,
  {
    stage,
    speed,
    recordings,
    happened,
  }: { stage: "asr" | "wake"; speed: number; recordings: readonly OtherRecording[]; happened: Happened[] },
): Promise<{ wakes: number; overruns: number }> {
  const place = readPlace(name);
  const devices = createDevices(place);
  const voice = { wyoming: { server: { isEnabled: true, port: 0 } } };
  const daemon = await startDaemon({ config: { ...siteConfig(place), voice } });
  try {
    const { port } = await daemon.waitForEvent("wyoming.listening");
    await daemon.waitForEvent("voice.grammarCompiled", { timeoutMs: 120_000 });
    const client = await connectClient(daemon.brokerPort(), ["#"]);
    let recording = recordings[0] as OtherRecording;
    client.onMessage(({ topic, payload }) => {
      if (topic === `edgewise/${place.node}/reply`) {
        const { outcome, text } = JSON.parse(payload) as { outcome: Happened["what"]; text: string };
        happened.push({ what: outcome, text, recording });
      } else if (!topic.startsWith("edgewise/") && !devices.isReport(topic)) {
        happened.push({ what: "action", text: `${topic} ${payload}`, recording });
      }
    });
    for (const { topic, payload } of devices.all()) await client.publish(topic, payload);
    const microphone = await OpenMicrophone.open(Number(port), stage, speed);
    for (let at = 0; at < recordings.length; at += batchSize) {
      const batch = recordings.slice(at, at + batchSize);
      for (const [index, sound] of soundsOf(batch).entries()) {
        recording = batch[index] as OtherRecording;
        await microphone.hear(sound);
        await microphone.hear(pause());
      }
    }
    await new Promise((done) => setTimeout(done, settleMs));
    const { wakes } = microphone;
    microphone.leave();
    await client.end();
    await daemon.stop();
    return { wakes, overruns: daemon.lines.filter(({ event }) => event === "voice.failed").length };
  } finally {
    await removeDaemon(daemon);
  }
}

function pause(): Int16Array {
  let state = 1;
  return Int16Array.from({ length: pauseSamples }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.round((state / 2 ** 30 - 1) * 30);
  });
}

function report(
  what: string,
  {
    recordings,
    happened,
    stage,
    wakes,
    overruns,
  }: {
    recordings: readonly OtherRecording[];
    happened: readonly Happened[];
    stage: "asr" | "wake";
    wakes: number;
    overruns: number;
  },
): void {
  const minutesOf = (list: readonly OtherRecording[]) =>
    list.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  printFigure(bench, `sound, ${what}`, minutesOf(recordings), "min");
  for (const outcome of ["action", "done", "answered", "asked", "refused", "notUnderstood"] as const) {
    const all = happened.filter((one) => one.what === outcome);
    printFigure(bench, `${names[outcome]}, ${what}`, all.length, "times");
    for (const kind of ["held-back speech", "noise", "speech of training"] as const) {
      const minutes = minutesOf(recordings.filter((one) => one.kind === kind));
      const count = all.filter(({ recording }) => recording.kind === kind).length;
      if (outcome === "action" || outcome === "done")
        printFigure(
          bench,
          `${names[outcome]}, ${what}, ${kind} (${Math.round(minutes)} min)`,
          count,
          "times",
        );
    }
  }
  if (stage === "wake") printFigure(bench, `woken, ${what}`, wakes, "times");
  printFigure(bench, `overruns, ${what}`, overruns, "times");
}

const names = {
  action: "messages to devices",
  done: "commands done",
  answered: "questions answered",
  asked: "asked back",
  refused: "refused",
  notUnderstood: "told that it did not understand",
} as const satisfies Record<Happened["what"], string>;

function lineOf({ what, text, recording }: Happened): string {
  return `${what}: ${text} | ${recording.kind}: ${recording.text}`;
}
