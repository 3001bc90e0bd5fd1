import type { Socket } from "node:net";
import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { WyomingPeerError, WyomingProtocolError } from "./errors.ts";
import { encodeMessage, type WyomingMessage } from "./message.ts";
import { MessageParser } from "./message-parser.ts";

/** One peer, either way it was connected. */
export interface WyomingConnection {
  /** Address for logs, such as `192.168.1.20:53122`. */
  readonly peer: string;
  readonly isOpen: boolean;
  /**
   * Writes a message; settles when the peer has taken enough to write on.
   * @throws WyomingPeerError when the connection is closed
   */
  send(message: WyomingMessage): Promise<void>;
  /** The same without waiting: for short messages. To a closed connection it does nothing. */
  post(message: WyomingMessage): void;
  /** Ends it: after what has been written, or at once with `force`. */
  close(force?: boolean): void;
  /**
   * Handles messages one after the other until the connection ends; while one is handled, no more is read from the
   * peer. `undefined`: the peer left between two messages. Otherwise what went wrong; the connection is closed then.
   */
  run(handle: (message: WyomingMessage) => Promise<void> | void): Promise<ConnectionEnd>;
}

/**
 * How a connection ended. `cut`: in the middle of a message. `failed`: the network, a peer that takes nothing, or an
 * error in handling. `refused`: it does not talk the protocol.
 */
export type ConnectionEnd =
  | { how: "left" }
  | { how: "closed" }
  | { how: "idle" }
  | { how: "cut" }
  | { how: "failed"; reason: string }
  | { how: "refused"; reason: string };

/**
 * Limits:
 * 1. At most `unsentBytesMax` wait for a peer; one that has more waiting is disconnected.
 * 2. A peer that takes nothing of what waits for `drainMsMax` is disconnected.
 * 3. A peer that sends no whole message for `idleMs` is disconnected (0: never).
 */
const unsentBytesMax = 2_097_152;
const drainMsMax = 10_000;

export function createConnection(options: {
  socket: Socket;
  clock: Clock;
  idleMs: number;
  parser?: MessageParser;
}): WyomingConnection {
  const { socket, clock, idleMs, parser = new MessageParser() } = options;
  const peer = peerOf(socket);
  let end: ConnectionEnd | undefined;
  const finish = (how: ConnectionEnd) => {
    end ??= how;
    socket.destroy();
  };
  socket.setNoDelay(true);
  // Errors are reported by `run`, which reads the socket; without a listener they would end the process.
  socket.on("error", (error) => {
    end ??= { how: "failed", reason: errorMessage(error) };
  });
  let cancelDrain: (() => void) | undefined;
  const awaitDrain = () => {
    cancelDrain ??= clock.after(drainMsMax, () =>
      finish({ how: "failed", reason: `it took nothing for ${drainMsMax / 1_000} seconds` }),
    );
  };
  const stopAwaitingDrain = () => {
    cancelDrain?.();
    cancelDrain = undefined;
  };
  socket.on("drain", stopAwaitingDrain);
  socket.once("close", stopAwaitingDrain);
  const write = (message: WyomingMessage): boolean => {
    const isRoomLeft = socket.write(encodeMessage(message));
    if (!isRoomLeft) awaitDrain();
    if (socket.writableLength > unsentBytesMax) {
      finish({ how: "failed", reason: `it takes too little: ${socket.writableLength} bytes wait for it` });
    }
    return isRoomLeft;
  };

  return {
    peer,
    get isOpen() {
      return socket.writable && !socket.destroyed;
    },
    async send(message) {
      if (!this.isOpen) throw new WyomingPeerError(peer, "the connection is closed");
      if (write(message)) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          socket.off("drain", done);
          socket.off("close", done);
          resolve();
        };
        socket.on("drain", done);
        socket.on("close", done);
      });
    },
    post(message) {
      if (this.isOpen) write(message);
    },
    close(force = false) {
      end ??= { how: "closed" };
      if (force) socket.destroy();
      else socket.destroySoon();
    },
    async run(handle) {
      let cancelIdle = () => {};
      const armIdle = () => {
        cancelIdle();
        if (idleMs > 0) cancelIdle = clock.after(idleMs, () => finish({ how: "idle" }));
      };
      armIdle();
      try {
        for await (const piece of socket) {
          parser.push(piece as Buffer);
          for (let next = parser.next(); next && !end; next = parser.next()) {
            await handle(next);
            armIdle();
          }
          if (end) break;
        }
      } catch (error) {
        end ??=
          error instanceof WyomingProtocolError
            ? { how: "refused", reason: error.message }
            : { how: "failed", reason: errorMessage(error) };
      } finally {
        cancelIdle();
        socket.destroySoon();
      }
      return end ?? { how: parser.isWithinMessage ? "cut" : "left" };
    },
  };
}

function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort } = socket;
  return remoteAddress ? `${remoteAddress.replace(/^::ffff:/, "")}:${remotePort}` : "unix socket";
}
