import { describe, expect, it } from "vitest";
import {
  alsaName,
  deviceTitle,
  findDevice,
  listCaptureDevices,
  parseAlsaNames,
  parseCaptureDevices,
} from "../../../../src/voice/capture/device-list.ts";
import { createFakePrograms } from "../../../support/fake-programs.ts";

const listing = `**** List of CAPTURE Hardware Devices ****
card 0: PCH [HDA Intel PCH], device 0: ALC269VB Analog [ALC269VB Analog]
  Subdevices: 1/1
  Subdevice #0: subdevice #0
card 0: PCH [HDA Intel PCH], device 2: ALC887-VD Alt Analog [ALC887-VD Alt Analog]
  Subdevices: 1/1
  Subdevice #0: subdevice #0
card 2: U0x46d0x825 [USB Device 0x46d:0x825], device 0: USB Audio [USB Audio]
  Subdevices: 0/1
  Subdevice #0: subdevice #0
card 3: Array [ReSpeaker 4 Mic Array (UAC1.0)], device 0: USB Audio [USB Audio]
`;
const devices = parseCaptureDevices(listing);

describe("parseCaptureDevices", () => {
  it("reads cards and their devices", () => {
    expect(
      devices.map((device) => [device.card, device.device, deviceTitle(device), alsaName(device)]),
    ).toEqual([
      [0, 0, "HDA Intel PCH, ALC269VB Analog", "plughw:CARD=PCH,DEV=0"],
      [0, 2, "HDA Intel PCH, ALC887-VD Alt Analog", "plughw:CARD=PCH,DEV=2"],
      [2, 0, "USB Device 0x46d:0x825, USB Audio", "plughw:CARD=U0x46d0x825,DEV=0"],
      [3, 0, "ReSpeaker 4 Mic Array (UAC1.0), USB Audio", "plughw:CARD=Array,DEV=0"],
    ]);
  });

  it("finds none in what is no listing", () => {
    expect(parseCaptureDevices("")).toEqual([]);
    expect(parseCaptureDevices("card x: nonsense\nPermission denied\n")).toEqual([]);
  });
});

describe("parseAlsaNames", () => {
  it("reads the names that are no card's, with what they are", () => {
    const text = `null
    Discard all samples (playback) or generate zero samples (capture)
pulse
    PulseAudio Sound Server
default
sysdefault:CARD=PCH
    HDA Intel PCH, ALC269VB Analog
    Default Audio Device
`;
    expect(parseAlsaNames(text)).toEqual([
      { name: "pulse", description: "PulseAudio Sound Server" },
      { name: "default", description: "" },
    ]);
    expect(parseAlsaNames("")).toEqual([]);
  });
});

describe("findDevice", () => {
  it.each([
    ["respeaker", "plughw:CARD=Array,DEV=0"],
    ["U0x46d0x825", "plughw:CARD=U0x46d0x825,DEV=0"],
    ["Alt Analog", "plughw:CARD=PCH,DEV=2"],
    ["hw:2,0", "hw:2,0"],
    ["plughw:0,2", "plughw:0,2"],
    ["plughw:CARD=Array,DEV=0", "plughw:CARD=Array,DEV=0"],
    ["hw:PCH", "hw:PCH"],
  ])("finds %s in the list", (wanted, name) => {
    expect(findDevice(wanted, devices)).toMatchObject({ kind: "listed", name });
  });

  it.each(["default", "pulse", "dsnoop:CARD=PCH", "bluealsa:DEV=00:11:22:33:44:55"])(
    "takes %s as it is, because ALSA knows more than hardware",
    (wanted) => {
      expect(findDevice(wanted, devices)).toEqual({ kind: "given", name: wanted });
    },
  );

  it.each(["Jabra", "hw:5,0", "plughw:CARD=Gone,DEV=0", "hw:0,1"])("knows that %s is absent", (wanted) => {
    expect(findDevice(wanted, devices)).toEqual({ kind: "absent" });
  });
});

describe("listCaptureDevices", () => {
  it("asks arecord in English, finds none where there is no card, and passes on a failure", async () => {
    const programs = createFakePrograms();
    const environment = { PATH: programs.path };
    try {
      programs.set("arecord", `[ "$LC_ALL" = C ] && cat <<'END'\n${listing}END`);
      expect(await listCaptureDevices(environment)).toHaveLength(4);
      programs.set("arecord", "echo 'arecord: device_list:277: no soundcards found...' >&2; exit 1");
      expect(await listCaptureDevices(environment)).toEqual([]);
      programs.set("arecord", "echo broken >&2; exit 1");
      await expect(listCaptureDevices(environment)).rejects.toThrow("broken");
    } finally {
      programs.restore();
    }
  });
});
