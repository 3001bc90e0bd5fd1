import { isInstalled } from "../program-path.ts";
import { type MicrophoneConfig, type RecorderProgram, recorderPrograms } from "./config.ts";
import { type CaptureDevice, findDevice, listAlsaNames, listCaptureDevices } from "./device-list.ts";
import {
  MicrophoneAbsentError,
  NoMicrophoneError,
  RecorderDeviceError,
  RecorderMissingError,
} from "./errors.ts";

/** What is run to record. */
export interface RecorderChoice {
  readonly recorder: RecorderProgram;
  /** For the program; undefined: the system's default. */
  readonly device: string | undefined;
  /** The card, where it is known. */
  readonly listed: CaptureDevice | undefined;
}

/** Those of the programs that the search path finds. */
export async function installedRecorders(environment: NodeJS.ProcessEnv): Promise<RecorderProgram[]> {
  const found = await Promise.all(recorderPrograms.map((program) => isInstalled(program, environment)));
  return recorderPrograms.filter((_, at) => found[at]);
}

/**
 * What records the configured device now. Throws {@link RecorderMissingError}, {@link RecorderDeviceError} and
 * {@link MicrophoneAbsentError}.
 */
export async function chooseRecorder(
  config: Pick<MicrophoneConfig, "recorder" | "device">,
  environment: NodeJS.ProcessEnv,
): Promise<RecorderChoice> {
  const installed = await installedRecorders(environment);
  const { device: wanted } = config;
  if (config.recorder === "rec" && wanted !== undefined) throw new RecorderDeviceError();
  const recorder = installed.find(
    (program) =>
      (config.recorder === "auto" || config.recorder === program) &&
      (wanted === undefined || program !== "rec"),
  );
  if (recorder === undefined) throw new RecorderMissingError(config.recorder);
  if (wanted === undefined) return { recorder, device: undefined, listed: undefined };
  // Without arecord there is no list: sox is given the name as it is, and complains itself.
  if (!installed.includes("arecord")) return { recorder, device: wanted, listed: undefined };
  const devices = await listCaptureDevices(environment);
  const found = findDevice(wanted, devices);
  if (found.kind === "absent") {
    if (await isAlsaName(wanted, environment)) return { recorder, device: wanted, listed: undefined };
    throw new MicrophoneAbsentError(
      wanted,
      devices.map(({ cardName }) => cardName),
    );
  }
  return { recorder, device: found.name, listed: found.kind === "listed" ? found.device : undefined };
}

/** Throws {@link NoMicrophoneError} where ALSA knows nothing that the system's default device could be. Needs arecord. */
export async function requireMicrophone(environment: NodeJS.ProcessEnv): Promise<void> {
  const [devices, names] = await Promise.all([listCaptureDevices(environment), listAlsaNames(environment)]);
  if (devices.length === 0 && names.length === 0) throw new NoMicrophoneError();
}

/** Such as one that ~/.asoundrc defines. */
async function isAlsaName(wanted: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const names = await listAlsaNames(environment).catch(() => []);
  return names.some(({ name }) => name === wanted);
}
