import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Tensors } from "../../src/domain/inference.ts";
import { openBackendSession } from "../../src/inference/backend/client.ts";
import { encodeFrame } from "../../src/inference/backend/protocol.ts";
import { createBackendServer } from "../../src/inference/backend/server.ts";
import { loadOnnxRuntime } from "../../src/inference/host/onnx-runtime.ts";
import { openOnnxSession } from "../../src/inference/host/onnx-session.ts";
import type { Session } from "../../src/inference/host/session.ts";
import { type OnnxGraph, onnxModel } from "../support/onnx-model.ts";
import { doubling, everyType, floats, lookup, makeFolder, plain } from "../support/tiny-models.ts";

const runtime = await loadOnnxRuntime(undefined);
const openOnCpu = (path: string) => openOnnxSession(runtime, { path, provider: "cpu", runThreads: 1 });

/** The backend's side as the reference backend runs it. */
async function listen(): Promise<string> {
  const socket = join(makeFolder(), "backend.sock");
  const server = createBackendServer({ name: "reference", version: "1.0.0", openSession: openOnCpu });
  server.listen(socket);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return socket;
}

const places: Record<string, (path: string) => Promise<Session>> = {
  "in the host's thread": openOnCpu,
  "behind a backend's socket": async (path) =>
    openBackendSession({
      name: "reference",
      socket: await listen(),
      path,
      runMsMax: 5_000,
      loadMsMax: 5_000,
    }),
};

describe.each(Object.entries(places))("a session %s", (_, openPath) => {
  async function open(file: OnnxGraph | Buffer): Promise<Session> {
    const path = join(makeFolder(), "model.onnx");
    writeFileSync(path, Buffer.isBuffer(file) ? file : onnxModel(file));
    const session = await openPath(path);
    onTestFinished(() => session.close());
    return session;
  }

  test("says what the file takes and gives", async () => {
    const session = await open(doubling);
    expect(session.inputs).toEqual(doubling.inputs);
    expect(session.outputs).toEqual(doubling.outputs);
  });

  test("gives the outputs of a run by name", async () => {
    const session = await open(doubling);
    const outputs = await session.run({ x: floats([2, 3], [1, 2, 3, 4, 5, 6]) });
    expect(plain(outputs)).toEqual({
      each: { dims: [2, 3], data: [2, 4, 6, 8, 10, 12] },
      total: { dims: [2], data: [6, 15] },
    });
  });

  test("carries every element type there and back, and tensors without elements", async () => {
    const session = await open(everyType);
    const inputs = {
      float32_in: { type: "float32", dims: [2], data: Float32Array.of(-0.5, 1e30) },
      int32_in: { type: "int32", dims: [2], data: Int32Array.of(-1, 2 ** 31 - 1) },
      int64_in: { type: "int64", dims: [2], data: BigInt64Array.of(-1n, 2n ** 62n) },
      uint8_in: { type: "uint8", dims: [2], data: Uint8Array.of(0, 255) },
      int8_in: { type: "int8", dims: [2], data: Int8Array.of(-128, 127) },
      bool_in: { type: "bool", dims: [2], data: Uint8Array.of(0, 1) },
    } as const satisfies Tensors;
    const outputs = await session.run(inputs);
    for (const [name, { type, data }] of Object.entries(inputs)) {
      const output = outputs[name.replace("_in", "_out")];
      expect(output).toMatchObject({ type, dims: [2] });
      expect(output?.data).toEqual(data);
    }
    const none = Object.fromEntries(
      Object.entries(inputs).map(([name, { type, data }]) => [
        name,
        { type, dims: [0], data: data.slice(0, 0) },
      ]),
    ) as Tensors;
    expect((await session.run(none)).int64_out).toEqual({
      type: "int64",
      dims: [0],
      data: new BigInt64Array(0),
    });
  });

  test("goes on after a run that failed in the model", async () => {
    const session = await open(lookup);
    const ids = (id: number) => ({ ids: { type: "int32", dims: [1], data: Int32Array.of(id) } as const });
    await expect(session.run(ids(9))).rejects.toMatchObject({ code: "inference.modelFailed" });
    expect(plain(await session.run(ids(2)))).toEqual({ row: { dims: [1, 2], data: [2, 20] } });
  });

  test("names a file that is half written, that is no model, or that is not there", async () => {
    const whole = onnxModel(lookup);
    for (const file of [whole.subarray(0, whole.length / 2), Buffer.from("not a model"), Buffer.alloc(0)]) {
      await expect(open(file)).rejects.toMatchObject({ code: "inference.modelUnusable" });
    }
    await expect(openPath("/nowhere/model.onnx")).rejects.toMatchObject({ code: "inference.modelUnusable" });
  });

  test("runs large tensors", async () => {
    const session = await open(doubling);
    const side = 1_000;
    const { each } = await session.run({ x: floats([side, side], { length: side * side }) });
    expect(each?.data.length).toBe(side * side);
  });
});

describe("a backend that does not keep the contract", () => {
  const open = (socket: string) =>
    openBackendSession({ name: "npu", socket, path: "/m.onnx", runMsMax: 5_000, loadMsMax: 5_000 });

  test("is lost when nothing listens", async () => {
    await expect(open(join(makeFolder(), "none.sock"))).rejects.toMatchObject({
      code: "inference.backendLost",
      message: expect.stringContaining("npu"),
    });
  });

  test("ends a connection that does not begin with hello, or that sends no frames", async () => {
    for (const bytes of [
      Buffer.concat(encodeFrame({ type: "load", id: 1, path: "/m.onnx" })),
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    ]) {
      const client = createConnection({ path: await listen() });
      const said: Buffer[] = [];
      client.on("data", (chunk: Buffer) => said.push(chunk));
      client.write(bytes);
      await once(client, "close");
      expect(Buffer.concat(said).toString()).toContain('"code":"protocol"');
    }
  });
});
