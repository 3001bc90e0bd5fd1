import { createServer, type Server, type Socket } from "node:net";
import { errorMessage } from "../../core/errors.ts";
import { BackendLostError, ModelUnusableError } from "../errors.ts";
import type { Session } from "../host/session.ts";
import { tensorProblem } from "../shapes.ts";
import {
  type BackendErrorCode,
  type BackendReply,
  type BackendRequest,
  createFrameReader,
  encodeFrame,
  type Frame,
  protocolVersion,
} from "./protocol.ts";

export interface BackendServerOptions {
  name: string;
  version: string;
  /** Opens a file of a model; rejects with `inference.modelUnusable`. */
  openSession(path: string): Promise<Session>;
}

/** Sessions that one connection may hold. edgewise opens one for each. */
const sessionsMax = 64;

/** The server's side of the contract, over whatever runs the models. Listening is the caller's. */
export function createBackendServer(options: BackendServerOptions): Server {
  return createServer((socket) => serve(socket, options));
}

function serve(socket: Socket, options: BackendServerOptions): void {
  const reader = createFrameReader<BackendRequest>();
  const conversation = createConversation(options);
  // Answered in the order in which they came, one at a time.
  let turn: Promise<void> = Promise.resolve();
  const send = ({ header, tensors }: Frame<BackendReply>) => {
    if (socket.destroyed) return;
    for (const piece of encodeFrame(header, tensors)) socket.write(piece);
    if (header.type === "error" && header.id === undefined) socket.end();
  };
  socket.on("data", (chunk: Buffer) => {
    try {
      for (const frame of reader.push(chunk)) {
        turn = turn.then(async () => send(await conversation.answer(frame)));
      }
    } catch (error) {
      send(errorReply(undefined, "protocol", errorMessage(error)));
    }
  });
  // A client that is gone says so on "close" too.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    turn = turn.then(() => conversation.end());
  });
}

/** One client: never rejects, says what is wrong instead. */
function createConversation({ name, version, openSession }: BackendServerOptions) {
  const sessions = new Map<number, Session>();
  let lastSession = 0;
  let isGreeted = false;

  async function load(id: number, path: unknown): Promise<Frame<BackendReply>> {
    if (typeof path !== "string" || !path.startsWith("/"))
      return errorReply(id, "protocol", "load needs an absolute path");
    if (sessions.size >= sessionsMax)
      return errorReply(id, "failed", `${sessionsMax} models are loaded already`);
    const opened = await openSession(path);
    lastSession += 1;
    sessions.set(lastSession, opened);
    const { inputs, outputs, memoryBytes } = opened;
    const memory = memoryBytes === undefined ? {} : { memoryBytes };
    return reply({ type: "loaded", id, session: lastSession, inputs, outputs, ...memory });
  }

  async function handle({ header, tensors }: Frame<BackendRequest>): Promise<Frame<BackendReply>> {
    if (header.type === "hello") {
      isGreeted = header.protocol === protocolVersion;
      return isGreeted
        ? reply({ type: "hello", protocol: protocolVersion, name, version })
        : errorReply(undefined, "protocol", `this backend speaks version ${protocolVersion} of the contract`);
    }
    if (!isGreeted) return errorReply(undefined, "protocol", "hello must come first");
    const { id } = header;
    if (!Number.isSafeInteger(id)) return errorReply(undefined, "protocol", "a request needs an id");
    if (header.type === "load") return load(id, header.path);
    const session = sessions.get(header.session);
    if (!session) return errorReply(id, "badInput", `there is no session ${String(header.session)}`);
    if (header.type === "run") {
      const problem = tensorProblem(session.inputs, tensors, true);
      if (problem) return errorReply(id, "badInput", problem);
      return { header: { type: "ran", id }, tensors: await session.run(tensors) };
    }
    if (header.type !== "unload") return errorReply(id, "unsupported", "no such request");
    sessions.delete(header.session);
    await session.close();
    return reply({ type: "unloaded", id });
  }

  return {
    async answer(frame: Frame<BackendRequest>): Promise<Frame<BackendReply>> {
      try {
        return await handle(frame);
      } catch (error) {
        const id = frame.header.type === "hello" ? undefined : frame.header.id;
        return errorReply(id, errorCode(error), errorMessage(error));
      }
    },
    async end(): Promise<void> {
      for (const session of sessions.values()) await session.close();
      sessions.clear();
    },
  };
}

function errorCode(error: unknown): BackendErrorCode {
  if (error instanceof ModelUnusableError) return "badModel";
  return error instanceof BackendLostError ? "protocol" : "failed";
}

function reply(header: BackendReply): Frame<BackendReply> {
  return { header, tensors: {} };
}

function errorReply(id: number | undefined, code: BackendErrorCode, message: string): Frame<BackendReply> {
  return reply({ type: "error", ...(id === undefined ? {} : { id }), code, message });
}
