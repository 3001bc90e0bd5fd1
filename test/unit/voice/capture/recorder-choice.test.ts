import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseRecorder, installedRecorders } from "../../../../src/voice/capture/recorder-choice.ts";
import { createFakePrograms, type FakePrograms } from "../../../support/fake-programs.ts";

const usb = "echo 'card 1: Device [USB PnP Sound Device], device 0: USB Audio [USB Audio]'";

let programs: FakePrograms;
let environment: { PATH: string };
beforeEach(() => {
  programs = createFakePrograms();
  environment = { PATH: programs.folder };
});
afterEach(() => programs.restore());

describe("installedRecorders", () => {
  it("finds those that are in the search path and may be run", async () => {
    programs.set("sox", "");
    programs.set("arecord", "");
    expect(await installedRecorders({ PATH: `/nowhere:${programs.folder}` })).toEqual(["arecord", "sox"]);
    expect(await installedRecorders({})).toEqual([]);
  });
});

describe("chooseRecorder", () => {
  it("takes the first that is installed, with the default device", async () => {
    programs.set("rec", "");
    programs.set("sox", "");
    const found = await chooseRecorder({ recorder: "auto", device: undefined }, environment);
    expect(found).toEqual({ recorder: "sox", device: undefined, listed: undefined });
  });

  it("finds the card by its name", async () => {
    programs.set("arecord", usb.replace("echo", "/bin/echo"));
    const found = await chooseRecorder({ recorder: "auto", device: "usb pnp" }, environment);
    expect(found).toMatchObject({
      recorder: "arecord",
      device: "plughw:CARD=Device,DEV=0",
      listed: { card: 1 },
    });
  });

  it("says which card is not there, and which are", async () => {
    programs.set("arecord", usb.replace("echo", "/bin/echo"));
    await expect(chooseRecorder({ recorder: "auto", device: "Jabra" }, environment)).rejects.toThrow(
      'no microphone called "Jabra" is connected; there are: USB PnP Sound Device',
    );
  });

  it("takes a name that only ALSA knows, such as one of ~/.asoundrc", async () => {
    const names = "/bin/echo respeaker; /bin/echo '    Four microphones'";
    programs.set("arecord", `if [ "$1" = -L ]; then ${names}; else ${usb.replace("echo", "/bin/echo")}; fi`);
    const found = await chooseRecorder({ recorder: "auto", device: "respeaker" }, environment);
    expect(found).toEqual({ recorder: "arecord", device: "respeaker", listed: undefined });
    await expect(chooseRecorder({ recorder: "auto", device: "speaker" }, environment)).rejects.toThrow(
      "no microphone called",
    );
  });

  it("hands the device to sox as it is where nothing can list", async () => {
    programs.set("sox", "");
    const found = await chooseRecorder({ recorder: "auto", device: "hw:1" }, environment);
    expect(found).toMatchObject({ recorder: "sox", device: "hw:1" });
  });

  it("says what to install where nothing records", async () => {
    await expect(chooseRecorder({ recorder: "auto", device: undefined }, environment)).rejects.toMatchObject({
      code: "voice.recorderMissing",
      hint: expect.stringContaining("apt install alsa-utils"),
    });
    programs.set("sox", "");
    await expect(chooseRecorder({ recorder: "arecord", device: undefined }, environment)).rejects.toThrow(
      "the program that records, arecord, is not installed",
    );
  });

  it("does not let rec record another device than was meant", async () => {
    programs.set("rec", "");
    await expect(chooseRecorder({ recorder: "rec", device: "hw:1" }, environment)).rejects.toMatchObject({
      code: "voice.recorderDevice",
    });
    await expect(chooseRecorder({ recorder: "auto", device: "hw:1" }, environment)).rejects.toMatchObject({
      code: "voice.recorderMissing",
    });
  });
});
