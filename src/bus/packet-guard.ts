import type { Socket } from "node:net";

/**
 * Follows MQTT packet boundaries in a byte stream and tells when a packet announces more than `bytesMax`
 * bytes. The parsers behind gather a whole packet in memory first, and a packet may be 256 MB
 * (MQTT 3.1.1 section 2.2.3).
 */
export function createPacketGuard(bytesMax: number): { accepts(bytes: Buffer): boolean } {
  let skip = 0;
  let isInHeader = false;
  let length = 0;
  let shift = 0;
  return {
    accepts(bytes) {
      let position = 0;
      while (position < bytes.length) {
        if (skip > 0) {
          const step = Math.min(skip, bytes.length - position);
          skip -= step;
          position += step;
          continue;
        }
        const byte = bytes[position] ?? 0;
        position += 1;
        if (!isInHeader) {
          isInHeader = true;
          length = 0;
          shift = 0;
          continue;
        }
        length += (byte & 0x7f) * 2 ** shift;
        shift += 7;
        if (length > bytesMax || shift > 28) return false;
        if ((byte & 0x80) === 0) {
          isInHeader = false;
          skip = length;
        }
      }
      return true;
    },
  };
}

/** Destroys `socket` as soon as it announces a packet above `bytesMax`, before the bytes are gathered. */
export function guardPackets(socket: Socket, bytesMax: number, onOversize: () => void): void {
  const guard = createPacketGuard(bytesMax);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const bytes: unknown = read(size);
    if (!Buffer.isBuffer(bytes) || guard.accepts(bytes)) return bytes;
    onOversize();
    socket.destroy();
    return null;
  };
}
