/** Makes one channel of several, block after block. */
export interface MonoMixer {
  /** Frames of all channels, interleaved; answers one sample for each frame. */
  push(interleaved: Float32Array): Float32Array;
}

/** Frames whose energies are judged together. */
const blockFrames = 512;
/** How much of what was known of the energies is kept after a block: 20 blocks, about half a second. */
const keep = 0.95;
/** A channel with less than this of the loudest one's energy (−40 dB) is not connected, or is not sound. */
const silentShare = 1e-4;
/** The sum of channels with nothing in common has the sum of their energies; a quarter of it means that they cancel out. */
const cancelShare = 0.25;

/**
 * The mean of the channels, because the voice is in all of them and noise of their own is not (two microphones: 3 dB better than
 * one). Two exceptions, both of which happen with real boards: a channel that is silent is left out, because it would take 6 dB
 * away; and channels that cancel each other (one wired the wrong way round) are not mixed: the loudest is taken. What is decided
 * moves over a block, so that it is not heard.
 */
export function createMonoMixer(channels: number): MonoMixer {
  if (channels === 1) return { push: (samples) => samples };
  const energies = new Float64Array(channels);
  /** Of the sum of the channels that are heard. */
  let energyOfSum = 0;
  let weights: Float64Array | undefined;

  function measure(frames: Float32Array): void {
    const count = frames.length / channels;
    const isOn = activeChannels();
    let sumOfSums = 0;
    let sumOfSquares = 0;
    const sums = new Float64Array(channels);
    const squares = new Float64Array(channels);
    for (let at = 0; at < frames.length; at += channels) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = frames[at + channel] as number;
        sums[channel] = (sums[channel] as number) + value;
        squares[channel] = (squares[channel] as number) + value * value;
        if (isOn[channel] === 1) sum += value;
      }
      sumOfSums += sum;
      sumOfSquares += sum * sum;
    }
    const kept = weights ? keep ** (count / blockFrames) : 0;
    const variance = (sum: number, square: number) => Math.max(0, square - (sum * sum) / count) / count;
    for (let channel = 0; channel < channels; channel += 1) {
      const energy = variance(sums[channel] as number, squares[channel] as number);
      energies[channel] = (energies[channel] as number) * kept + energy * (1 - kept);
    }
    energyOfSum = energyOfSum * kept + variance(sumOfSums, sumOfSquares) * (1 - kept);
  }

  /** 1 for each channel that is heard. */
  function activeChannels(): Uint8Array {
    const least = Math.max(...energies) * silentShare;
    return Uint8Array.from(energies, (energy) => (energy >= least ? 1 : 0));
  }

  function decide(): Float64Array {
    const isOn = activeChannels();
    const count = isOn.reduce((sum, value) => sum + value, 0);
    let sumOfEnergies = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      if (isOn[channel] === 1) sumOfEnergies += energies[channel] as number;
    }
    if (energyOfSum >= sumOfEnergies * cancelShare) return Float64Array.from(isOn, (value) => value / count);
    const loudest = energies.indexOf(Math.max(...energies));
    return Float64Array.from(isOn, (_, channel) => (channel === loudest ? 1 : 0));
  }

  function mix(frames: Float32Array, into: Float32Array): void {
    measure(frames);
    const next = decide();
    const before = weights ?? next;
    for (let frame = 0; frame < into.length; frame += 1) {
      const share = (frame + 1) / into.length;
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1) {
        const weight =
          (before[channel] as number) + ((next[channel] as number) - (before[channel] as number)) * share;
        sum += weight * (frames[frame * channels + channel] as number);
      }
      into[frame] = sum;
    }
    weights = next;
  }

  return {
    push(interleaved) {
      const out = new Float32Array(interleaved.length / channels);
      for (let from = 0; from < out.length; from += blockFrames) {
        const to = Math.min(out.length, from + blockFrames);
        mix(interleaved.subarray(from * channels, to * channels), out.subarray(from, to));
      }
      return out;
    },
  };
}
