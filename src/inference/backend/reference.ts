import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadOnnxRuntime } from "../host/onnx-runtime.ts";
import { openOnnxSession } from "../host/onnx-session.ts";
import { createBackendServer } from "./server.ts";

/**
 * The reference backend: ONNX Runtime on the CPU behind the contract. It shows a vendor what a backend has to do, and
 * with another build of ONNX Runtime it is one:
 *
 *     node dist/inference/backend/reference.js --socket /run/edgewise/npu.sock [--runtime /opt/onnxruntime-node]
 */
const { values } = parseArgs({
  options: { socket: { type: "string" }, runtime: { type: "string" } },
});
const { socket, runtime: runtimePath } = values;
if (socket === undefined) {
  process.stderr.write("usage: reference.js --socket PATH [--runtime FOLDER]\n");
  process.exit(2);
}
const runtime = await loadOnnxRuntime(runtimePath);
const server = createBackendServer({
  name: "reference",
  version: "1.0.0",
  openSession: (path) => openOnnxSession(runtime, { path, provider: "cpu", runThreads: 1 }),
});
// What an earlier one that was killed left behind.
rmSync(socket, { force: true });
server.listen(socket, () => process.stdout.write(`listening on ${socket}\n`));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    rmSync(socket, { force: true });
    process.exit(0);
  });
}
