import recorders from "node-record-lpcm16";
import type { Clock } from "../../core/clock.ts";
import type { RecorderChoice } from "./recorder-choice.ts";

/**
 * One run of a recorder program through node-record-lpcm16 (unmaintained since 2020), with what it leaves out:
 * 1. It is asked for raw PCM: its WAV streams break after 2 GB.
 * 2. A program that cannot be started, and one that ends with code 0, end the recording as any other failure does.
 * 3. What the program says on standard error is kept (its end), because it is the only reason there is.
 * 4. A program that does not end when told is killed.
 */
export interface Recording {
  /** Resolves when the process is gone, to why. */
  readonly ended: Promise<string>;
  stop(): void;
}

const complaintLengthMax = 400;
const killAfterMs = 2_000;

export function startRecording(options: {
  choice: RecorderChoice;
  sampleRate: number;
  channels: number;
  clock: Clock;
  /** 16-bit samples, lowest byte first, channels interleaved; a piece may end within a sample. */
  onBytes: (bytes: Buffer) => void;
}): Recording {
  const { choice, sampleRate, channels, clock, onBytes } = options;
  const recording = recorders.record({
    recorder: choice.recorder,
    sampleRate,
    channels,
    audioType: "raw",
    ...(choice.device === undefined ? {} : { device: choice.device }),
  });
  const { process: child } = recording;
  let complaint = "";
  let cancelKill = () => {};

  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(`${choice.recorder} cannot be run: ${error.message}`));
    child.on("close", (code, signal) => {
      cancelKill();
      // arecord and sox say several lines; the last one tells most.
      const said = complaint.trim().split("\n").at(-1);
      resolve(`${choice.recorder} ended with ${signal ?? `code ${code}`}${said ? `: ${said}` : ""}`);
    });
  });
  // The library raises an error on this stream when the program fails; `close` tells of it.
  recording.stream().on("error", () => {});
  recording.stream().on("data", onBytes);
  child.stderr.on("data", (text: Buffer) => {
    complaint = (complaint + text.toString("utf8")).slice(-complaintLengthMax);
  });
  return {
    ended,
    stop() {
      child.kill("SIGTERM");
      // One that was stopped (SIGSTOP), or hangs in the driver, does not hear it.
      cancelKill = clock.after(killAfterMs, () => child.kill("SIGKILL"));
    },
  };
}
