import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What lives in this process after garbage was collected, with the memory of typed arrays, in bytes. */
export async function livingBytes(): Promise<number> {
  // What finalisers of the first collection let go is gone with the second.
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What the result of `make` holds, in bytes; what is made at the first use of something, such as compiled code, is not counted. */
export async function heldBytes(make: () => unknown): Promise<number> {
  const kept = [await make()];
  const before = await livingBytes();
  kept.push(await make());
  const held = (await livingBytes()) - before;
  kept.length = 0;
  return held;
}
