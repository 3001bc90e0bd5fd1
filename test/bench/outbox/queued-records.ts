import type { Envelope } from "../../../src/domain/envelope.ts";

const start = Date.UTC(2026, 0, 5);
/** Crockford's alphabet, as in a ULID. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Samples as the daemon queues them: 200 series, one after the other, values with two places that wander. */
export function queuedRecord(number: number): Envelope {
  const series = number % 200;
  const at = start + Math.floor(number / 200) * 1_000 + series;
  const value =
    Math.round((20 + 5 * Math.sin(number / 3_000 + series)) * 100 + ((number * 7_919) % 13)) / 100;
  const id = `field/${series}/climate:temperature`;
  return {
    id: madeId(at, number),
    class: "sample",
    stream: id,
    at,
    clock: "synced",
    monotonicMs: at - start,
    body: JSON.stringify({
      schema: "edgewise.sample.v1",
      series: { id, name: `temperature of field ${series}`, unit: "°C" },
      at: new Date(at).toISOString(),
      clock: "synced",
      value,
    }),
  };
}

/** Sorted by time with a random half, as a ULID is: the random half is what no compression can spare. */
function madeId(at: number, number: number): string {
  let head = "";
  for (let rest = at, place = 0; place < 10; place += 1) {
    head = alphabet.charAt(rest % 32) + head;
    rest = Math.floor(rest / 32);
  }
  let tail = "";
  for (let place = 0, state = (number + 1) * 2_654_435_761; place < 16; place += 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + place) >>> 0;
    tail += alphabet.charAt(state >>> 27);
  }
  return head + tail;
}

/** Bytes of a record that are worth carrying: id, stream and body. */
export function payloadBytes({ id, stream, body }: Envelope): number {
  return id.length + stream.length + Buffer.byteLength(body);
}
