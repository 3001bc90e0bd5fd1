/** The engine has no clock of its own: whoever calls it says what time it is, so a test can drive it. */
export interface EngineTime {
  /** Wall time in milliseconds. */
  now: number;
  monotonicMs: number;
  /** False while the wall clock may be wrong: nothing is judged by its age then. */
  isTrusted: boolean;
}
