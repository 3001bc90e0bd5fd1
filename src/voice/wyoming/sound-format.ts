import { rateMax, rateMin } from "../audio/sample-encoding.ts";
import { WyomingProtocolError } from "./errors.ts";
import { numberOf, type WyomingMessage } from "./message.ts";

/** How the samples of a payload are to be read: interleaved, little-endian, signed (unsigned at width 1). */
export interface SoundFormat {
  /** Hertz. */
  readonly rate: number;
  /** Bytes of a sample. */
  readonly width: 1 | 2 | 3 | 4;
  readonly channels: number;
}

export const channelsMax = 16;

/**
 * The format that `audio-start` and every `audio-chunk` announce.
 * @throws WyomingProtocolError when it is missing or not possible
 */
export function soundFormatOf({ type, data }: WyomingMessage): SoundFormat {
  const rate = numberOf(data, "rate");
  const width = numberOf(data, "width");
  const channels = numberOf(data, "channels");
  const isPossible =
    isWhole(rate, rateMin, rateMax) && isWhole(width, 1, 4) && isWhole(channels, 1, channelsMax);
  if (!isPossible) {
    const shown = `rate ${data.rate}, width ${data.width}, channels ${data.channels}`.slice(0, 200);
    throw new WyomingProtocolError(
      `"${type}" announces sound that cannot be (${shown}); expected rate ${rateMin} to ${rateMax}, ` +
        `width 1 to 4 and channels 1 to ${channelsMax}`,
    );
  }
  return { rate: rate as number, width: width as SoundFormat["width"], channels: channels as number };
}

export function isSameFormat(left: SoundFormat, right: SoundFormat): boolean {
  return left.rate === right.rate && left.width === right.width && left.channels === right.channels;
}

function isWhole(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}

/** How samples are written, by their width. */
export const encodingOfWidth = { 1: "u8", 2: "s16", 3: "s24", 4: "s32" } as const;
