/** The package (1.0.1) comes without types; these are the parts that are used here. */
declare module "node-record-lpcm16" {
  import type { ChildProcessByStdio } from "node:child_process";
  import type { Readable } from "node:stream";

  /** CommonJS: what it exports is known only as a whole. */
  const recorders: {
    record(options: {
      recorder: string;
      sampleRate: number;
      channels: number;
      audioType: string;
      device?: string;
    }): {
      process: ChildProcessByStdio<null, Readable, Readable>;
      stream(): Readable;
    };
  };
  export default recorders;
}
