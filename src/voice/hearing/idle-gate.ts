import { createNoiseFloor } from "../endpoint/noise-floor.ts";

/** 40 ms of sound and its level. */
export interface SoundFrame {
  readonly samples: Int16Array;
  readonly levelDb: number;
}

/**
 * Keeps a quiet room from the model while only a wake phrase is waited for: the model need not run where nothing is louder than the room.
 *
 * 1. It closes after `quietFramesMax` frames in a row of no more than `marginDb` above the room, and opens with the first
 *    louder one; the last `heldMax` frames before that are passed on first, so that a soft beginning is not lost. What is
 *    older than these is never heard by the model: for it the sound before and after follow each other.
 * 2. Open, it passes everything on at once and unchanged.
 */
export interface IdleGate {
  /** The frames that are to be heard now. `mayClose`: nothing but a wake phrase is waited for. */
  pass(frame: SoundFrame, mayClose: boolean): readonly SoundFrame[];
  readonly isClosed: boolean;
}

const marginDb = 4;
const quietFramesMax = 30;
const heldMax = 12;

export function createIdleGate(): IdleGate {
  const floor = createNoiseFloor();
  let quietFrames = 0;
  let held: SoundFrame[] = [];
  let isClosed = false;
  return {
    pass(frame, mayClose) {
      floor.add(frame.levelDb);
      quietFrames = frame.levelDb > floor.levelDb + marginDb ? 0 : quietFrames + 1;
      isClosed = mayClose && quietFrames >= quietFramesMax;
      if (isClosed) {
        held.push(frame);
        if (held.length > heldMax) held.shift();
        return [];
      }
      const passed = [...held, frame];
      held = [];
      return passed;
    },
    get isClosed() {
      return isClosed;
    },
  };
}
