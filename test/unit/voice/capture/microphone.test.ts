import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { microphoneConfig } from "../../../../src/voice/capture/config.ts";
import { createMicrophone, type Microphone } from "../../../../src/voice/capture/microphone.ts";
import { createFakePrograms, type FakePrograms } from "../../../support/fake-programs.ts";
import { createRecordedSound, type RecordedSound } from "../../../support/sound-listener.ts";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";
import { waitFor } from "../../../support/wait-for.ts";

let programs: FakePrograms;
let clock: VirtualClock;
let sound: RecordedSound;
let microphone: Microphone | undefined;
let events: string[];

beforeEach(() => {
  programs = createFakePrograms();
  programs.install();
  clock = createVirtualClock();
  sound = createRecordedSound();
  events = [];
});
afterEach(async () => {
  await microphone?.stop();
  microphone = undefined;
  programs.restore();
});

function create(settings: Record<string, unknown> = {}, isMuted = false): Microphone {
  microphone = createMicrophone({
    config: microphoneConfig.parse({ isEnabled: true, area: "kitchen", ...settings }),
    isMuted,
    listener: sound,
    clock,
    random: () => 0.5,
    reporter: { report: (event, fields) => void events.push(`${event} ${fields?.reason ?? ""}`.trim()) },
    environment: { PATH: programs.path },
  });
  return microphone;
}

/** Each run appends its process number; sounds `samples` and then does `then`. */
function recorder(samples: number, then: string): string {
  const raw = join(programs.folder, `${samples}.raw`);
  const bytes = Buffer.alloc(samples * 2);
  for (let at = 0; at < samples; at += 1) bytes.writeInt16LE(at % 2 === 0 ? 1_000 : -1_000, 2 * at);
  writeFileSync(raw, bytes);
  return `echo "$$ $@" >> "${programs.folder}/runs"; cat "${raw}"; ${then}`;
}

/** A process takes its time on a busy machine. */
const until = (check: () => unknown) => waitFor(check);

const forever = "exec sleep 600";
const runs = () =>
  existsSync(join(programs.folder, "runs"))
    ? readFileSync(join(programs.folder, "runs"), "utf8").trim().split("\n")
    : [];

function isAlive(run: string | undefined): boolean {
  try {
    return process.kill(Number(run?.split(" ")[0]), 0);
  } catch {
    return false;
  }
}

describe("createMicrophone", () => {
  it("asks the recorder for raw 16 kHz mono and hands its sound over", async () => {
    programs.set("arecord", recorder(800, forever));
    create().start();
    await until(() => expect(sound.calls).toEqual([{ what: "sound", source: "microphone", samples: 800 }]));
    expect(events).toEqual(["microphoneStarted"]);
    expect(runs()[0]).toMatch(/ -q -r 16000 -c 1 -t raw -f S16_LE -$/);
    expect(microphone?.view()).toMatchObject({ state: "recording", problem: undefined, recorder: "arecord" });
    expect(microphone?.source).toEqual({ name: "microphone", area: "kitchen" });
  });

  it("starts a recorder again that ended, even with code 0, and tells that sound is missing", async () => {
    programs.set("arecord", recorder(800, "exit 0"));
    create().start();
    await until(() => expect(microphone?.view().problem).toBe("Arecord ended with code 0."));
    expect(sound.calls).toEqual([
      { what: "sound", source: "microphone", samples: 800 },
      { what: "break", source: "microphone", detail: "gap" },
    ]);
    await clock.advance(500);
    await until(() => expect(runs()).toHaveLength(2));
    await until(() => expect(events.filter((event) => event.startsWith("microphoneFailed"))).toHaveLength(2));
  });

  it("tells what a recorder complained about, and waits longer from failure to failure", async () => {
    programs.set("arecord", `${recorder(0, "")} echo 'main:831: audio open error: No such file' >&2; exit 1`);
    create().start();
    const failed = (times: number) =>
      until(() => expect(events.filter((event) => event.includes("audio open error"))).toHaveLength(times));
    await failed(1);
    expect(microphone?.view().problem).toBe(
      "Arecord ended with code 1: main:831: audio open error: No such file.",
    );
    await clock.advance(250);
    await failed(2);
    await clock.advance(499);
    expect(runs()).toHaveLength(2);
    await clock.advance(1);
    await failed(3);
  });

  it("ends a recorder that gives no sound any more and starts it again", async () => {
    programs.set("arecord", recorder(800, forever));
    create({ stallMs: 1_000 }).start();
    await until(() => expect(sound.calls).toHaveLength(1));
    await clock.advance(1_250);
    await until(() => expect(events).toContain("microphoneStalled arecord gave no sound for 1 s"));
    expect(isAlive(runs()[0])).toBe(false);
    await clock.advance(500);
    await until(() => expect(sound.calls.map(({ what }) => what)).toEqual(["sound", "break", "sound"]));
  });

  it("kills a recorder that does not end when it is told", async () => {
    programs.set("arecord", `trap '' TERM; ${recorder(800, "while :; do sleep 0.05; done")}`);
    create({ stallMs: 1_000 }).start();
    await until(() => expect(sound.calls).toHaveLength(1));
    const stopped = microphone?.stop();
    await clock.advance(2_000);
    await stopped;
    expect(isAlive(runs()[0])).toBe(false);
  });

  it("runs no recorder while it is muted, neither from the start nor later", async () => {
    programs.set("arecord", recorder(800, forever));
    create({}, true).start();
    await clock.advance(60_000);
    expect(runs()).toEqual([]);
    expect(microphone?.view().state).toBe("muted");
    await microphone?.setMuted(false);
    await until(() => expect(sound.calls).toHaveLength(1));
    await microphone?.setMuted(true);
    expect(isAlive(runs()[0])).toBe(false);
    expect(microphone?.view().state).toBe("muted");
    expect(sound.calls.at(-1)).toEqual({ what: "break", source: "microphone", detail: "muted" });
    await clock.advance(60_000);
    expect(runs()).toHaveLength(1);
  });

  it("listens in the end when it is muted and unmuted in one breath", async () => {
    programs.set("arecord", recorder(800, forever));
    create().start();
    await until(() => expect(sound.calls).toHaveLength(1));
    await Promise.all([microphone?.setMuted(true), microphone?.setMuted(false)]);
    await until(() => expect(runs()).toHaveLength(2));
    expect(isAlive(runs()[0])).toBe(false);
  });

  it("says that the sound of a stopped microphone is over", async () => {
    programs.set("arecord", recorder(800, forever));
    create().start();
    await until(() => expect(sound.calls).toHaveLength(1));
    await microphone?.stop();
    expect(sound.calls.at(-1)).toEqual({ what: "break", source: "microphone", detail: "gone" });
    expect(microphone?.view().state).toBe("off");
    expect(isAlive(runs()[0])).toBe(false);
  });

  it("waits for a card that is not plugged in, says so, and records it when it is", async () => {
    const list = join(programs.folder, "list");
    const record = recorder(800, forever);
    programs.set(
      "arecord",
      `case "$1" in -l) [ -e "${list}" ] && cat "${list}"; exit 0;; -L) exit 0;; esac\n${record}`,
    );
    create({ device: "usb pnp" }).start();
    await until(() => expect(events).toHaveLength(1));
    expect(events[0]).toBe(
      'microphoneGone no microphone called "usb pnp" is connected; there is none at all',
    );
    expect(microphone?.view()).toMatchObject({
      state: "silent",
      problem: expect.stringContaining("none at all"),
    });
    writeFileSync(list, "card 3: Device [USB PnP Sound Device], device 0: USB Audio [USB Audio]\n");
    await until(async () => {
      await clock.advance(2_000);
      expect(runs()[0]).toContain("-D plughw:CARD=Device,DEV=0");
    });
    expect(events).toContain("microphoneBack");

    // Unplugged while it records: the recorder fails, and the list is shorter.
    rmSync(list);
    process.kill(Number(runs()[0]?.split(" ")[0]), "SIGKILL");
    await until(async () => {
      await clock.advance(500);
      expect(events.filter((event) => event.startsWith("microphoneGone"))).toHaveLength(2);
    });
  });

  it("takes digital silence for a microphone that is switched off", async () => {
    programs.set("arecord", `head -c 40000 /dev/zero; ${forever}`);
    create({ silentMs: 1_000 }).start();
    await until(() => expect(events).toContain("microphoneSilent"));
    expect(microphone?.view()).toMatchObject({
      state: "silent",
      problem: "It gives digital silence: it is switched off, or muted in the mixer.",
    });
  });

  it("tells that it clips", async () => {
    programs.set("arecord", `${clipped()}; ${forever}`);
    create().start();
    await until(() => expect(events).toContain("microphoneClipped"));
    await until(() =>
      expect(microphone?.view().problem).toMatch(/^It is too loud: \d+\.\d % of its sound is clipped/),
    );
  });

  it("says what to install where nothing records, and goes on trying", async () => {
    microphone = createMicrophone({
      config: microphoneConfig.parse({ isEnabled: true }),
      isMuted: false,
      listener: sound,
      clock,
      random: () => 0.5,
      reporter: { report: (event, fields) => void events.push(`${event} ${fields?.reason ?? ""}`) },
      environment: { PATH: programs.folder },
    });
    microphone.start();
    await until(() => expect(events[0]).toContain("no program that records is installed"));
    expect(microphone.view().problem).toContain("apt install alsa-utils");
  });
});

/** A minute and a bit of samples that swing from limit to limit, four at a time. */
function clipped(): string {
  const raw = join(programs.folder, "clipped.raw");
  const bytes = Buffer.alloc(2 * 16_000 * 62);
  for (let at = 0; at < bytes.length / 2; at += 1) bytes.writeInt16LE(at % 8 < 4 ? 32_767 : -32_768, 2 * at);
  writeFileSync(raw, bytes);
  return `cat "${raw}"`;
}
