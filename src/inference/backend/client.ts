import { createConnection, type Socket } from "node:net";
import { errorMessage } from "../../core/errors.ts";
import type { Tensors } from "../../domain/inference.ts";
import { BackendLostError, ModelFailedError, ModelUnusableError } from "../errors.ts";
import type { Session } from "../host/session.ts";
import type { TensorShape } from "../model-source.ts";
import {
  type BackendErrorCode,
  type BackendReply,
  type BackendRequest,
  createFrameReader,
  encodeFrame,
  type Frame,
  protocolVersion,
} from "./protocol.ts";

/**
 * Opens a model in the backend that listens on `socket`; the connection is the session's own, so that closing it frees
 * all that the backend holds for it. Rejects with `inference.backendLost` or `inference.modelUnusable`.
 */
export async function openBackendSession(options: {
  name: string;
  socket: string;
  /** Absolute path of the model's file; the backend must be able to read it. */
  path: string;
  /** A backend that has not opened the file, or not answered a run, within it is hung up on. */
  loadMsMax: number;
  runMsMax: number;
}): Promise<Session> {
  const { name, path, loadMsMax, runMsMax } = options;
  const connection = connect(options);
  try {
    const greeting = { type: "hello", protocol: protocolVersion, client: "edgewise" } as const;
    const { header: hello } = await connection.ask(greeting, { withinMs: runMsMax });
    if (hello.type !== "hello" || hello.protocol !== protocolVersion) {
      throw new BackendLostError(
        `the backend ${name} does not speak version ${protocolVersion} of the contract`,
      );
    }
    const { header } = await connection.ask({ type: "load", id: 1, path }, { withinMs: loadMsMax });
    if (header.type !== "loaded")
      throw new BackendLostError(`the backend ${name} answered load with ${header.type}`);
    const { session, memoryBytes } = header;
    return {
      inputs: checkedShapes(header.inputs),
      outputs: checkedShapes(header.outputs),
      memoryBytes: typeof memoryBytes === "number" ? memoryBytes : undefined,
      async run(inputs) {
        const answer = await connection.ask(
          { type: "run", id: 2, session },
          { withinMs: runMsMax, tensors: inputs },
        );
        if (answer.header.type !== "ran")
          throw new BackendLostError(`the backend ${name} answered run with ${answer.header.type}`);
        return answer.tensors;
      },
      async close() {
        if (!connection.isLost)
          await connection.ask({ type: "unload", id: 3, session }, { withinMs: runMsMax });
        connection.end();
      },
    };
  } catch (error) {
    connection.end();
    throw error;
  }
}

/** One question at a time; each is answered, or the connection is lost. */
function connect({ name, socket: path }: { name: string; socket: string }) {
  const socket: Socket = createConnection({ path });
  const reader = createFrameReader<BackendReply>();
  let lost: Error | undefined;
  let asked: { resolve(frame: Frame<BackendReply>): void; reject(error: Error): void } | undefined;

  function lose(error: Error): void {
    lost ??= error;
    socket.destroy();
    asked?.reject(lost);
    asked = undefined;
  }

  function receive(frame: Frame<BackendReply>): void {
    const waiting = asked;
    asked = undefined;
    if (!waiting) lose(new BackendLostError(`the backend ${name} spoke without being asked`));
    else if (frame.header.type === "error") waiting.reject(namedError(name, frame.header));
    else waiting.resolve(frame);
  }

  socket.on("timeout", () => {
    if (asked) lose(new BackendLostError(`the backend ${name} did not answer in time`));
  });
  socket.on("data", (chunk: Buffer) => {
    try {
      for (const frame of reader.push(chunk)) receive(frame);
    } catch (error) {
      lose(error as Error);
    }
  });
  socket.on("error", (error) =>
    lose(new BackendLostError(`the backend ${name} at ${path} is lost: ${errorMessage(error)}`)),
  );
  socket.on("close", () => lose(new BackendLostError(`the backend ${name} at ${path} hung up`)));

  return {
    get isLost() {
      return lost !== undefined;
    },
    ask(
      request: BackendRequest,
      { withinMs, tensors }: { withinMs: number; tensors?: Tensors },
    ): Promise<Frame<BackendReply>> {
      if (lost) return Promise.reject(lost);
      socket.setTimeout(withinMs);
      return new Promise((resolve, reject) => {
        asked = { resolve, reject };
        for (const piece of encodeFrame(request, tensors)) socket.write(piece);
      });
    },
    end(): void {
      lost ??= new BackendLostError(`the connection to the backend ${name} was closed`);
      socket.destroy();
    },
  };
}

function namedError(name: string, { code, message }: { code: BackendErrorCode; message: string }): Error {
  const text = `the backend ${name}: ${String(message).slice(0, 500)}`;
  if (code === "badModel" || code === "unsupported") return new ModelUnusableError(text);
  if (code === "failed" || code === "badInput") return new ModelFailedError(text);
  return new BackendLostError(text);
}

function checkedShapes(shapes: unknown): TensorShape[] {
  const isShape = (shape: Partial<TensorShape> | null) =>
    typeof shape?.name === "string" && typeof shape.type === "string" && Array.isArray(shape.dims);
  if (Array.isArray(shapes) && shapes.every(isShape)) return shapes as TensorShape[];
  throw new BackendLostError("the contract was broken: loaded without inputs and outputs");
}
