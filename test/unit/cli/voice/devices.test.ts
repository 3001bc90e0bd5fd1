import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { registerVoiceDevices } from "../../../../src/cli/voice/devices.ts";
import { createFakePrograms, type FakePrograms } from "../../../support/fake-programs.ts";

let programs: FakePrograms;
beforeEach(() => {
  programs = createFakePrograms();
  programs.install();
  process.env.PATH = programs.folder;
});
afterEach(() => programs.restore());

/** A configuration of its own, which may be empty. */
function configFile(text = ""): string {
  const file = join(programs.folder, "edgewise.yaml");
  writeFileSync(file, text);
  return file;
}

/** Runs the verb alone and answers what it printed. */
async function devices(...args: string[]): Promise<string> {
  const config = args.includes("--config") ? [] : ["--config", configFile()];
  let out = "";
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    const voice = new Command("voice");
    registerVoiceDevices(voice);
    await voice.parseAsync(["devices", ...config, ...args], { from: "user" });
    return out;
  } finally {
    stdout.mockRestore();
  }
}

const arecord = `case "$1" in
-l) echo 'card 1: Device [USB PnP Sound Device], device 0: USB Audio [USB Audio]' ;;
-L) printf 'null\\n    Nothing\\npulse\\n    PulseAudio Sound Server\\n' ;;
esac`;

describe("edgewise voice devices", () => {
  it("lists the cards and what would be recorded", async () => {
    programs.set("arecord", arecord);
    expect(await devices("--device", "usb")).toBe(`Microphones:
  USB PnP Sound Device, USB Audio  plughw:CARD=Device,DEV=0
Names of ALSA:
  pulse                            PulseAudio Sound Server
Programs that record: arecord
Would be recorded: USB PnP Sound Device, USB Audio (plughw:CARD=Device,DEV=0), with arecord
`);
  });

  it("tells programs the same as one value of JSON", async () => {
    programs.set("arecord", arecord);
    expect(JSON.parse(await devices("--json"))).toMatchObject({
      recorders: ["arecord"],
      devices: [
        { name: "plughw:CARD=Device,DEV=0", title: "USB PnP Sound Device, USB Audio", isChosen: false },
      ],
      names: [{ name: "pulse" }],
      chosen: { recorder: "arecord", device: "default" },
    });
  });

  it("takes what is configured where nothing else is asked for", async () => {
    programs.set("arecord", arecord);
    const configured = configFile("voice:\n  microphone:\n    device: usb\n");
    expect(JSON.parse(await devices("--json", "--config", configured))).toMatchObject({
      devices: [{ isChosen: true }],
      chosen: { recorder: "arecord", device: "plughw:CARD=Device,DEV=0" },
    });
    expect(await devices("--device", "Jabra", "--config", configured)).toContain(
      'no microphone called "Jabra"',
    );
  });

  it("says what to install where nothing records, and what is not connected", async () => {
    const none = await devices();
    expect(none).toContain("Nothing would be recorded: no program that records is installed");
    expect(none).toContain("→ install one: `apt install alsa-utils`");
    programs.set("arecord", arecord);
    expect(await devices("--device", "Jabra")).toContain(
      'no microphone called "Jabra" is connected; there are: USB PnP Sound Device',
    );
  });

  it("refuses a program that it does not know", async () => {
    await expect(devices("--recorder", "ffmpeg")).rejects.toMatchObject({
      hint: "recorders are arecord, sox, rec and auto",
    });
  });
});
