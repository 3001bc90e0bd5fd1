/** Sound to be played, one channel. */
export interface Sound {
  readonly samples: Int16Array;
  /** Hertz. */
  readonly rate: number;
}

/** Where sound can be played: a satellite, a Hermes site, the loudspeaker here. */
export interface SoundOutput {
  /** Of its source, where it has one, so that it is known whose microphone hears it. */
  readonly name: string;
  /**
   * Settles when it was played, or stopped because `signal` aborted.
   * @throws EdgewiseError when it cannot be played
   */
  play(sound: Sound, signal: AbortSignal): Promise<void>;
}

export function durationMs({ samples, rate }: Sound): number {
  return (samples.length / rate) * 1_000;
}
