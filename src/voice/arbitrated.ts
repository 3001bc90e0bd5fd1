import type { Reporter } from "../core/events.ts";
import { createArbiter } from "./arbitration/arbiter.ts";
import type { ArbitrationConfig } from "./arbitration/config.ts";
import type { arbitrationEvents } from "./arbitration/events.ts";
import type { HearingEvent } from "./hearing/ports.ts";
import type { SoundSource } from "./ports.ts";

/** What a source has claimed until it waits again. */
interface Standing {
  source: SoundSource;
  atMs: number;
  /** Another source goes on with it. */
  isLost: boolean;
  /** The source knows that it is listened to, so it must be told that this is over. */
  isTold: boolean;
}

/**
 * Between the hearing and those who act on it: of several sources that hear the same wake phrase, or that woke by themselves, one
 * goes on. The others are told to stop, and what they hear all the same is dropped until they wait again.
 */
export function createArbitrated(options: {
  config: () => ArbitrationConfig;
  /** How far the voice at a source is above its noise. */
  overFloorDb: (source: SoundSource) => number | undefined;
  monotonicMs: () => number;
  reporter: Reporter<typeof arbitrationEvents>;
  /** Another program asked for what is said there now, and chose the source itself. */
  isForeign: (source: SoundSource) => boolean;
  /** Stops listening for a command there, with `nothing` as the last that is told of it. */
  giveUp: (source: SoundSource) => void;
  pass: (source: SoundSource, event: HearingEvent) => void;
}): (source: SoundSource, event: HearingEvent) => void {
  const { reporter, giveUp, pass } = options;
  const arbiter = createArbiter(options.config);
  /** By source. */
  const standings = new Map<string, Standing>();

  const yieldTo = (standing: Standing, to: string) => {
    standing.isLost = true;
    reporter.report("utteranceYielded", { source: standing.source.name, to });
    giveUp(standing.source);
  };

  const contend = (source: SoundSource, event: HearingEvent & { type: "woke" | "pushed" }) => {
    const isPushed = event.type === "pushed";
    const atMs = event.atMs ?? options.monotonicMs();
    // Before a push there need not have been any sound.
    const overFloorDb = isPushed ? undefined : options.overFloorDb(source);
    const found = arbiter.claim({ source, atMs, overFloorDb });
    const standing = { source, atMs, isLost: false, isTold: true };
    standings.set(source.name, standing);
    if (found.verdict === "lost") {
      standing.isTold = isPushed;
      yieldTo(standing, found.to);
      return;
    }
    for (const loser of found.yields) {
      const other = standings.get(loser);
      if (other) yieldTo(other, source.name);
    }
    pass(source, event);
  };

  const passOfLoser = (standing: Standing, event: HearingEvent) => {
    const { source, isTold } = standing;
    if (event.type === "failed") pass(source, event);
    else if (event.type === "heard" || event.type === "nothing") {
      standing.isTold = false;
      const isReplaced = event.type === "nothing" && event.because === "replaced";
      if (isTold) pass(source, { type: "nothing", because: isReplaced ? "replaced" : "broken" });
    } else if (event.type === "state" && event.state === "waiting") {
      standings.delete(source.name);
      pass(source, event);
    }
  };

  return (source, event) => {
    const { name } = source;
    if (event.type === "woke" || (event.type === "pushed" && !options.isForeign(source))) {
      contend(source, event);
      return;
    }
    const standing = standings.get(name);
    if (standing?.isLost) {
      passOfLoser(standing, event);
      return;
    }
    if (event.type === "heard" || event.type === "nothing") standings.delete(name);
    if (event.type === "heard" && standing) arbiter.act(source, standing.atMs);
    pass(source, event);
  };
}
