import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fnv1a } from "../../../src/text/fnv1a.ts";

const sampleRate = 16_000;

/** A recording of people who say something else, or of noise. */
export interface OtherRecording {
  file: string;
  /** Speakers that training held back; noises; speakers that training heard. */
  kind: "held-back speech" | "noise" | "speech of training";
  text: string;
  seconds: number;
}

/** Share of speakers that training held back, of 256, as `models/train/voice/split.py` has them. */
const heldBackShares: Readonly<Record<string, number>> = {
  speechocean762: 26,
  librispeech: 20,
  speech_commands: 18,
  alphanumeric: 40,
  ljspeech: 13,
  vctk_p239: 13,
  mycroft_pcd: 20,
};

/**
 * Recordings of the speech data, no one twice, for about so many minutes: all of held-back speakers and all noises first, and
 * what is missing from speakers that training heard; in an order that is always the same. Undefined where there is no such
 * folder.
 */
export function otherRecordings(folder: string, minutes: number): OtherRecording[] | undefined {
  if (!existsSync(join(folder, "manifest.tsv"))) return undefined;
  const speech = rowsOf(join(folder, "manifest.tsv")).map(
    (row): OtherRecording => ({
      file: join(folder, row.path ?? ""),
      kind: isHeldBack(row) ? "held-back speech" : "speech of training",
      text: row.text ?? "",
      seconds: Number(row.seconds),
    }),
  );
  const noise = rowsOf(join(folder, "noise", "manifest.tsv")).map(
    (row): OtherRecording => ({
      file: join(folder, "noise", row.path ?? ""),
      kind: "noise",
      text: row.kind ?? "",
      seconds: Number(row.seconds),
    }),
  );
  const shuffled = (list: readonly OtherRecording[]) =>
    [...list].sort((one, other) => fnv1a(one.file) - fnv1a(other.file));
  const chosen: OtherRecording[] = [];
  let left = minutes * 60;
  const known = [...speech.filter(({ kind }) => kind === "held-back speech"), ...noise];
  for (const recording of [...shuffled(known), ...shuffled(speech.filter((one) => !known.includes(one)))]) {
    if (left <= 0) break;
    chosen.push(recording);
    left -= recording.seconds;
  }
  return shuffled(chosen);
}

function rowsOf(file: string): Record<string, string>[] {
  const [first = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const names = first.split("\t");
  return lines.map((line) => {
    const values = line.split("\t");
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
  });
}

/** As `split.py` decides it: by speaker; two sources of one speaker by sentence, and one without names by runs of files. */
function isHeldBack({ source = "", path = "", speaker = "" }: Record<string, string>): boolean {
  const run = Math.floor(Number.parseInt(path.split("/")[1] ?? "", 10) / 32);
  const isOneSpeaker = source === "ljspeech" || source === "vctk_p239";
  const key = isOneSpeaker ? path : source === "mycroft_pcd" ? `mycroft ${run}` : speaker;
  return (createHash("sha256").update(key).digest()[0] ?? 256) < (heldBackShares[source] ?? 0);
}

const bytesMax = 2 ** 30;

/** 16 kHz; by ffmpeg, which reads a list of files as one, so that starting it costs little. */
export function soundsOf(recordings: readonly OtherRecording[]): Int16Array[] {
  const list = recordings.map(({ file }) => `file 'file:${file.replaceAll("'", "'\\''")}'`).join("\n");
  const { stdout, stderr, error } = spawnSync(
    "ffmpeg",
    [
      ...["-v", "error", "-f", "concat", "-safe", "0", "-protocol_whitelist", "file,pipe,fd", "-i", "-"],
      ...["-ac", "1", "-ar", String(sampleRate), "-f", "s16le", "-"],
    ],
    { input: list, maxBuffer: bytesMax },
  );
  if (error) throw error;
  if (stdout.length === 0) throw new Error(`ffmpeg gave no sound: ${stderr}`);
  const all = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  let fromSeconds = 0;
  return recordings.map(({ seconds }) => {
    const from = Math.round(fromSeconds * sampleRate);
    fromSeconds += seconds;
    return all.slice(from, Math.round(fromSeconds * sampleRate));
  });
}
