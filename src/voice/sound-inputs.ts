/** A way in which sound comes: a microphone, topics, satellites. Its sources go to the listener it was made with. */
export interface SoundInputs {
  /** May fail with a named error, and then nothing of it is left running. Muted, it takes no sound from the start. */
  start(isMuted: boolean): Promise<void>;
  /** Muted, it takes no sound at all: a recorder does not run, a satellite is told to send none. */
  setMuted(isMuted: boolean): void;
  stop(): Promise<void>;
}
