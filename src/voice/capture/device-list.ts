import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A device of ALSA that records. */
export interface CaptureDevice {
  /** Number of the card, which changes from start to start. */
  readonly card: number;
  /** Short name of the card, which ALSA makes and keeps, such as `Device` or `U0x46d0x825`. */
  readonly cardId: string;
  readonly cardName: string;
  readonly device: number;
  readonly deviceName: string;
}

/** Its name for ALSA, with conversion to the wanted rate, by the card's short name: that outlives another socket. */
export function alsaName({ cardId, device }: CaptureDevice): string {
  return `plughw:CARD=${cardId},DEV=${device}`;
}

/** As a person would call it. */
export function deviceTitle({ cardName, deviceName }: CaptureDevice): string {
  return cardName === deviceName ? cardName : `${cardName}, ${deviceName}`;
}

const listTimeoutMs = 5_000;
const run = promisify(execFile);

/** What `arecord -l` lists; none where it finds no sound card. Throws where it cannot be run. */
export async function listCaptureDevices(environment: NodeJS.ProcessEnv): Promise<CaptureDevice[]> {
  // Its list is translated, except in the C locale.
  const options = { env: { ...environment, LC_ALL: "C" }, timeout: listTimeoutMs };
  try {
    return parseCaptureDevices((await run("arecord", ["-l"], options)).stdout);
  } catch (error) {
    // Without any sound card it says so and fails.
    const { stderr } = error as { stderr?: string };
    if (typeof stderr === "string" && /no soundcards found/.test(stderr)) return [];
    throw error;
  }
}

/** A name that ALSA knows besides its hardware, such as `default` or `pulse`. */
export interface AlsaName {
  readonly name: string;
  readonly description: string;
}

/** Those of `arecord -L` that stand for no card of their own. */
export async function listAlsaNames(environment: NodeJS.ProcessEnv): Promise<AlsaName[]> {
  const options = { env: { ...environment, LC_ALL: "C" }, timeout: listTimeoutMs };
  return parseAlsaNames((await run("arecord", ["-L"], options)).stdout);
}

/** A name stands at the beginning of a line; what is indented below describes it. */
export function parseAlsaNames(text: string): AlsaName[] {
  const names: AlsaName[] = [];
  for (const entry of text.split(/\n(?=\S)/)) {
    const [name = "", ...description] = entry.split("\n").map((line) => line.trim());
    if (name === "" || name === "null" || name.includes("CARD=")) continue;
    names.push({ name, description: description.filter(Boolean).join(", ") });
  }
  return names;
}

/** Reads lines such as `card 1: Device [USB PnP Sound Device], device 0: USB Audio [USB Audio]`. */
export function parseCaptureDevices(text: string): CaptureDevice[] {
  const pattern = /^card (\d+): (\S+) \[(.*)\], device (\d+): .*\[(.*)\]\s*$/gm;
  return [...text.matchAll(pattern)].map(([, card, cardId, cardName, device, deviceName]) => ({
    card: Number(card),
    cardId: cardId ?? "",
    cardName: cardName?.trim() ?? "",
    device: Number(device),
    deviceName: deviceName?.trim() ?? "",
  }));
}

/**
 * What a configured device is. `listed`: that one. `given`: a name of ALSA's that is not in the list of the hardware
 * (`default`, `pulse`) and is taken as it is. `absent`: a card that is not connected, or a name that only ALSA itself knows
 * (one of ~/.asoundrc, see {@link listAlsaNames}).
 */
export type FoundDevice =
  | { kind: "listed"; device: CaptureDevice; name: string }
  | { kind: "given"; name: string }
  | { kind: "absent" };

export function findDevice(wanted: string, devices: readonly CaptureDevice[]): FoundDevice {
  const hardware = /^(?:plug)?hw:(?:CARD=)?([^,]+)(?:,(?:DEV=)?(\d+))?$/.exec(wanted);
  if (hardware) {
    const [, card = "", number = "0"] = hardware;
    const device = devices.find(
      (each) => (each.cardId === card || String(each.card) === card) && each.device === Number(number),
    );
    return device ? { kind: "listed", device, name: wanted } : { kind: "absent" };
  }
  const words = wanted.toLowerCase();
  const texts = (each: CaptureDevice) => [each.cardId, each.cardName, each.deviceName];
  const device =
    devices.find((each) => texts(each).some((text) => text.toLowerCase() === words)) ??
    devices.find((each) => texts(each).some((text) => text.toLowerCase().includes(words)));
  if (device) return { kind: "listed", device, name: alsaName(device) };
  return /[:]|^(?:default|sysdefault|pulse|pipewire|jack|null)$/.test(wanted)
    ? { kind: "given", name: wanted }
    : { kind: "absent" };
}
