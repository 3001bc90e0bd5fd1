import type { Command } from "commander";
import { EdgewiseError } from "../../core/errors.ts";
import { microphoneConfig, recorderPrograms } from "../../voice/capture/config.ts";
import {
  type AlsaName,
  alsaName,
  type CaptureDevice,
  deviceTitle,
  listAlsaNames,
  listCaptureDevices,
} from "../../voice/capture/device-list.ts";
import {
  chooseRecorder,
  installedRecorders,
  type RecorderChoice,
} from "../../voice/capture/recorder-choice.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { UsageError } from "../errors.ts";
import { createOutput } from "../output.ts";
import { type Style, safeText, terminalStyle } from "../style.ts";

interface DevicesOptions extends ConfigOptions {
  recorder?: string;
  device?: string;
}

/** What could be recorded on this machine, and what would be. */
export interface RecordingMeans {
  recorders: readonly string[];
  devices: readonly CaptureDevice[];
  names: readonly AlsaName[];
  chosen: RecorderChoice | undefined;
  /** Why nothing would be recorded. */
  problem: { message: string; hint: string | undefined } | undefined;
}

export function registerVoiceDevices(voice: Command): void {
  withConfigOptions(voice.command("devices"))
    .description("list the microphones of this machine, and what would be recorded")
    .option("--recorder <program>", `try ${recorderPrograms.join(", ")} or auto (default: as configured)`)
    .option(
      "--device <name>",
      "try a card by a part of its name, or a device of ALSA (default: as configured)",
    )
    .action(async (options: DevicesOptions) => {
      const output = createOutput(options.json ?? false);
      const means = await readMeans(options, process.env);
      output.result(meansText(means, terminalStyle()), meansView(means));
    });
}

async function readMeans(options: DevicesOptions, environment: NodeJS.ProcessEnv): Promise<RecordingMeans> {
  const configured = loadFor(options).config.voice.microphone;
  const { recorder = configured.recorder, device = configured.device } = options;
  const wanted = microphoneConfig.safeParse({ recorder, device });
  if (!wanted.success) {
    throw new UsageError(
      `--recorder or --device cannot be used: ${wanted.error.issues[0]?.message}`,
      `recorders are ${recorderPrograms.join(", ")} and auto`,
    );
  }
  const recorders = await installedRecorders(environment);
  const canList = recorders.includes("arecord");
  const devices = canList ? await listCaptureDevices(environment) : [];
  const names = canList ? await listAlsaNames(environment) : [];
  try {
    const chosen = await chooseRecorder(wanted.data, environment);
    return { recorders, devices, names, chosen, problem: undefined };
  } catch (error) {
    if (!(error instanceof EdgewiseError)) throw error;
    const problem = { message: error.message, hint: error.hint };
    return { recorders, devices, names, chosen: undefined, problem };
  }
}

function meansView({ recorders, devices, names, chosen, problem }: RecordingMeans) {
  return {
    recorders,
    devices: devices.map((device) => ({
      title: deviceTitle(device),
      name: alsaName(device),
      ...device,
      isChosen: device.cardId === chosen?.listed?.cardId && device.device === chosen.listed.device,
    })),
    names,
    chosen: chosen && { recorder: chosen.recorder, device: chosen.device ?? "default" },
    problem,
  };
}

export function meansText(means: RecordingMeans, style: Style): string {
  const { recorders, devices, names, chosen, problem } = means;
  const width = Math.max(
    0,
    ...[...devices.map(deviceTitle), ...names.map(({ name }) => name)].map((text) => text.length),
  );
  const row = (title: string, rest: string) => `  ${safeText(title).padEnd(width)}  ${safeText(rest)}`;
  const lines: string[] = [];
  if (devices.length > 0) {
    lines.push("Microphones:", ...devices.map((device) => row(deviceTitle(device), alsaName(device))));
  } else if (recorders.includes("arecord")) {
    lines.push("No microphone is connected, or this user may not record (is it in the group `audio`?).");
  } else {
    lines.push("Microphones cannot be listed without arecord (`apt install alsa-utils`).");
  }
  if (names.length > 0)
    lines.push("Names of ALSA:", ...names.map((each) => row(each.name, each.description)));
  lines.push(`Programs that record: ${recorders.length > 0 ? recorders.join(", ") : "none"}`);
  if (chosen) {
    const device = chosen.listed
      ? `${deviceTitle(chosen.listed)} (${chosen.device})`
      : (chosen.device ?? "the system's default device");
    lines.push(`${style.green("Would be recorded:")} ${safeText(device)}, with ${chosen.recorder}`);
  }
  if (problem) {
    lines.push(`${style.red("Nothing would be recorded:")} ${safeText(problem.message)}`);
    if (problem.hint) lines.push(`→ ${problem.hint}`);
  }
  return lines.join("\n");
}
