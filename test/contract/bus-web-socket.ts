import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { Duplex } from "node:stream";

/**
 * A WebSocket server of the bare minimum for MQTT (RFC 6455): binary frames both ways, no fragments, no
 * extensions. `accept` gets each connection as a byte stream.
 */
export function createWebSocketServer(accept: (stream: Duplex) => void): Server {
  const server = createServer((_, response) => response.writeHead(426).end());
  server.on("upgrade", (request, socket: Duplex) => {
    const key = request.headers["sec-websocket-key"] ?? "";
    const answer = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(
      [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${answer}`,
        `Sec-WebSocket-Protocol: ${request.headers["sec-websocket-protocol"] ?? "mqtt"}`,
        "\r\n",
      ].join("\r\n"),
    );
    accept(createStream(socket));
  });
  return server;
}

function createStream(socket: Duplex): Duplex {
  let gathered = Buffer.alloc(0);
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      socket.write(Buffer.concat([frameHeader(chunk.length), chunk]), () => done());
    },
    destroy(_, done) {
      socket.destroy();
      done(null);
    },
  });
  socket.on("data", (bytes: Buffer) => {
    gathered = Buffer.concat([gathered, bytes]);
    for (let frame = parseFrame(gathered); frame; frame = parseFrame(gathered)) {
      gathered = gathered.subarray(frame.bytes);
      if (frame.opcode === 8) socket.end();
      else stream.push(frame.payload);
    }
  });
  socket.on("error", () => stream.destroy()).on("close", () => stream.destroy());
  return stream;
}

function frameHeader(length: number): Buffer {
  if (length < 126) return Buffer.from([0x82, length]);
  if (length < 65_536) return Buffer.from([0x82, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header.writeUInt16BE(0x827f);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/** The first frame from a client (always masked), or undefined while it is not complete. */
function parseFrame(bytes: Buffer): { opcode: number; payload: Buffer; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + 4;
  if (bytes.length < start) return undefined;
  const length =
    lengthBytes === 0 ? short : bytes.readUIntBE(2 + Math.max(0, lengthBytes - 6), Math.min(lengthBytes, 6));
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let index = 0; index < length; index += 1)
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, bytes: start + length };
}
