import { commandTask, createEncoder, type Encoder } from "../../src/commands/nano/encoder.ts";
import { withModel } from "./model-host.ts";

/** The encoder of the bundled command model. */
export async function withEncoder(work: (encoder: Encoder) => Promise<void>): Promise<void> {
  await withModel({ folder: "command-en", task: commandTask }, async (models) => {
    const encoder = createEncoder({
      models,
      onUnusable: (error) => {
        throw error;
      },
    });
    await encoder.start();
    await work(encoder);
  });
}
