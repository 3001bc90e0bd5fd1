/** A message as the embedded broker's memory takes it. */
export interface RetainedPacket {
  topic: string;
  payload: string | Buffer;
}

/** Counts what a broker retains, so that it can be kept under two named maxima. */
export interface RetainedLimit {
  /** Whether the broker may store `packet`; an empty payload removes and always may. */
  admits(packet: RetainedPacket): boolean;
  readonly topics: number;
  readonly bytes: number;
}

export function createRetainedLimit(options: { topicsMax: number; bytesMax: number }): RetainedLimit {
  const sizes = new Map<string, number>();
  let bytes = 0;
  return {
    admits({ topic, payload }) {
      const known = sizes.get(topic);
      if (payload.length === 0) {
        sizes.delete(topic);
        bytes -= known ?? 0;
        return true;
      }
      const size = Buffer.byteLength(payload) + Buffer.byteLength(topic);
      if (known === undefined && sizes.size >= options.topicsMax) return false;
      if (bytes - (known ?? 0) + size > options.bytesMax) return false;
      sizes.set(topic, size);
      bytes += size - (known ?? 0);
      return true;
    },
    get topics() {
      return sizes.size;
    },
    get bytes() {
      return bytes;
    },
  };
}
