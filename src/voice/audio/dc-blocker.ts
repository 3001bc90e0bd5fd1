/** Removes a constant from a stream of samples, in place. */
export interface DcBlocker {
  push(samples: Float32Array): void;
}

/** Below the lowest voice by two octaves; microphones and their amplifiers put their offset and their rumble there. */
const cutOffHz = 20;

/** A one-pole high-pass: y[n] = x[n] − x[n−1] + r · y[n−1] (Smith, Introduction to Digital Filters, “DC Blocker”). */
export function createDcBlocker(rate: number): DcBlocker {
  const pole = Math.exp((-2 * Math.PI * cutOffHz) / rate);
  let before: number | undefined;
  let out = 0;
  return {
    push(samples) {
      // Begins as if the first value had always been there: an offset would otherwise begin with a bang.
      let last = before ?? samples[0] ?? 0;
      for (let at = 0; at < samples.length; at += 1) {
        const value = samples[at] as number;
        out = value - last + pole * out;
        // Far below what 16 bits hold; numbers that go on to shrink (denormals) are slow to compute with.
        if (out < 1e-12 && out > -1e-12) out = 0;
        last = value;
        samples[at] = out;
      }
      if (samples.length > 0) before = last;
    },
  };
}
