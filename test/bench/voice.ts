import { runCompiling } from "./voice/compiling.ts";
import { runDecoding } from "./voice/decoding.ts";
import { runListening } from "./voice/listening.ts";

/** What listening costs, stage by stage. */
export async function runVoice(): Promise<void> {
  await runListening();
  await runCompiling();
  await runDecoding();
}
