import { EdgewiseError } from "../../core/errors.ts";

/** No program that records is installed, or not the one that is configured. */
export class RecorderMissingError extends EdgewiseError {
  constructor(wanted: string) {
    const what =
      wanted === "auto"
        ? "no program that records is installed (arecord, sox or rec)"
        : `the program that records, ${wanted}, is not installed`;
    super("voice.recorderMissing", what, {
      hint: "install one: `apt install alsa-utils` for arecord, `apt install sox` for sox and rec",
    });
  }
}

/** `rec` always takes the default device: node-record-lpcm16 cannot tell it another. */
export class RecorderDeviceError extends EdgewiseError {
  constructor() {
    super("voice.recorderDevice", "rec records the default device only, and another is configured", {
      hint: "set voice.microphone.recorder to arecord or sox, or leave voice.microphone.device out",
    });
  }
}

/** The configured device is not connected. */
export class MicrophoneAbsentError extends EdgewiseError {
  constructor(wanted: string, present: readonly string[]) {
    const others = present.length > 0 ? `there are: ${present.join(", ")}` : "there is none at all";
    super(
      "voice.microphoneAbsent",
      `no microphone called ${JSON.stringify(wanted)} is connected; ${others}`,
      {
        hint: "plug it in, or choose another with `edgewise voice devices`",
      },
    );
  }
}

/** No device is configured, and there is none that could be the default. */
export class NoMicrophoneError extends EdgewiseError {
  constructor() {
    super("voice.noMicrophone", "no microphone is connected, or this user may not record", {
      hint: "plug one in, or let the user of the daemon record: `usermod -aG audio USER`; see `edgewise voice devices`",
    });
  }
}
