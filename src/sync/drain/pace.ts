import type { Random } from "../../core/backoff.ts";
import type { Clock } from "../../core/clock.ts";
import type { RecordClass } from "../../domain/envelope.ts";
import type { ClaimRequest, ClockTrust } from "../../domain/ports.ts";
import type { SinkSettings } from "../config.ts";
import { afterSuccess, type BatchScale, fullBatch, shrunk } from "./batch-scale.ts";
import { initialTarget, nextTarget } from "./batch-target.ts";
import { type Age, Lanes } from "./lanes.ts";
import { Metering, type MeteringFigures } from "./metering.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";
import { afterOutage, faster, fullSpeed, type SlowStart, slower } from "./slow-start.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Why a sink that could send does not, or sends only the prompt classes or what is new. */
export type Restraint =
  /** The far side took a batch and asked to wait with the next. */
  | "asked"
  /** Getting up to speed after an outage, or after being told to slow down. */
  | "slowStart"
  /** The backlog waits for its turn among many gateways. */
  | "jitter"
  | "window"
  | "budget"
  | "replayRate";

export type Plan =
  | { type: "wait"; waitMs: number; because: Restraint }
  | {
      type: "claim";
      /** To be tried in this order until one gives records; none while records gather for a fuller batch. */
      requests: readonly ClaimRequest[];
      /** How long to idle when none does; new records end it. */
      idleMs: number;
      because: Restraint | undefined;
    };

export interface PaceFigures {
  /** Limits of the next batch. */
  batchCount: number;
  batchBytes: number;
  /** Bytes on the wire a second while sending, over the last batches; undefined before the first. */
  bytesPerSecond: number | undefined;
  metering: MeteringFigures;
}

/** How long records wait for others to share an object with; a request over the network gains less by that. */
function fillMsOf(settings: SinkSettings): number {
  return settings.type === "objects" ? settings.objectMsMax : 0;
}

/** One answered send. */
export interface TimedSend {
  bodyBytes: number;
  wireBytes: number;
  durationMs: number;
}

/**
 * How much a sink may send next, of what, and when.
 *
 * 1. A batch has at most `batchCountMax` records and `batchBytesMax` bytes of bodies; less while it was too large,
 *    takes longer than `batchTargetMs`, or speed is picked up after an outage; never less than one record.
 * 2. Historical records stay within `replay.bytesPerSecondMax`, averaged from one batch to the next.
 * 3. On a metered link outside its windows or beyond its budget, and during the wait after an outage, only
 *    `promptClasses` go. The budget may be passed by the last batch, as far as it compresses worse than those before.
 * 4. After a batch that was not full, records of its age gather for `objectMsMax`, for fuller objects. What gathers
 *    may become historical meanwhile, so that both ages do so; full batches follow one another.
 */
export class Pace {
  readonly metering: Metering;
  #settings: SinkSettings;
  #idleMs: number;
  #clock: Clock;
  #random: Random;
  #node: string;
  #lanes: Lanes;
  #bucket: TokenBucket | undefined;
  #promptClasses: RecordClass[];
  #scale: BatchScale = fullBatch;
  #slowStart: SlowStart = fullSpeed;
  #target = initialTarget;
  /** Bytes on the wire for one byte of a body. */
  #wireRatio = 1;
  #bytesPerSecond: number | undefined;
  #pause: { untilMs: number; because: Restraint } = { untilMs: 0, because: "slowStart" };
  #heldUntilMs = 0;
  /** By age; `all` is of claims that take both. */
  #fillUntilMs: Record<NonNullable<Age> | "all", number> = { live: 0, historical: 0, all: 0 };
  #isHurried = false;

  constructor(options: {
    settings: SinkSettings;
    idleMs: number;
    clock: Clock;
    clockTrust: ClockTrust;
    timeZone: string | undefined;
    random: Random;
    node: string;
  }) {
    const { settings, clock } = options;
    this.#settings = settings;
    this.#idleMs = options.idleMs;
    this.#clock = clock;
    this.#random = options.random;
    this.#node = options.node;
    this.metering = new Metering({ ...options, settings: settings.metered });
    this.#lanes = new Lanes(settings.order, settings.replay.shareMin);
    const { bytesPerSecondMax } = settings.replay;
    this.#bucket =
      bytesPerSecondMax === undefined ? undefined : new TokenBucket(bytesPerSecondMax, clock.monotonicMs());
    this.#promptClasses = settings.classes.filter((name) => settings.promptClasses.includes(name));
  }

  plan({ isProbe }: { isProbe: boolean }): Plan {
    const nowMs = this.#clock.monotonicMs();
    if (this.#isHurried) {
      const request = this.#request(undefined, { isProbe, isRestrained: true });
      const { classes: _, ...all } = request;
      return { type: "claim", requests: [all], idleMs: this.#idleMs, because: undefined };
    }
    if (this.#pause.untilMs > nowMs) {
      return { type: "wait", waitMs: this.#pause.untilMs - nowMs, because: this.#pause.because };
    }
    const restraint = this.#restraint(nowMs);
    const heldMs = Math.max(0, this.#heldUntilMs - nowMs);
    if (restraint && this.#promptClasses.length === 0) {
      return {
        type: "wait",
        waitMs: restraint === "jitter" ? heldMs : this.#idleMs,
        because: restraint,
      };
    }
    const rateMs = this.#bucket?.waitMs(nowMs) ?? 0;
    const ages = this.#lanes.next(rateMs === 0);
    if (ages.length === 0) return { type: "wait", waitMs: rateMs, because: "replayRate" };
    const fillMs = (age: Age) => Math.max(0, this.#fillUntilMs[age ?? "all"] - nowMs);
    const gathered = ages.filter((age) => fillMs(age) === 0);
    const waits = [heldMs, rateMs, ...ages.map(fillMs)].filter((ms) => ms > 0);
    return {
      type: "claim",
      requests: gathered.map((age) => this.#request(age, { isProbe, isRestrained: restraint !== undefined })),
      idleMs: Math.min(this.#idleMs, ...waits),
      because: restraint ?? (rateMs > 0 ? "replayRate" : undefined),
    };
  }

  /** A person wants all of it sent now: nothing restrains it until `unhurry`. What is spent is counted nevertheless. */
  hurry(): void {
    this.#isHurried = true;
  }

  unhurry(): void {
    this.#isHurried = false;
  }

  /** A batch was claimed by `request`. */
  noteClaim(request: ClaimRequest, claimed: { count: number; bytes: number }): void {
    const isFull = claimed.count >= request.countMax || claimed.bytes * 2 > request.bytesMax;
    this.#lanes.note(request.age, isFull);
    if (!isFull) {
      this.#fillUntilMs[request.age ?? "all"] = this.#clock.monotonicMs() + fillMsOf(this.#settings);
    }
  }

  /** The far side answered a send: what it took, and how long. */
  noteSend({ bodyBytes, wireBytes, durationMs }: TimedSend): void {
    this.#target = nextTarget(
      this.#target,
      { bytes: bodyBytes, durationMs },
      { targetMs: this.#settings.batchTargetMs, bytesMax: this.#settings.batchBytesMax },
    );
    if (bodyBytes > 0 && wireBytes > 0) this.#wireRatio = smoothed(this.#wireRatio, wireBytes / bodyBytes);
    if (durationMs > 0) {
      const rate = (wireBytes / durationMs) * 1_000;
      this.#bytesPerSecond = smoothed(this.#bytesPerSecond ?? rate, rate);
    }
  }

  noteSpent(wireBytes: number, historicalShare: number): void {
    this.metering.spend(wireBytes);
    this.#bucket?.spend(wireBytes * historicalShare, this.#clock.monotonicMs());
  }

  noteTooLarge(): void {
    this.#scale = shrunk(this.#scale);
  }

  /** A batch arrived; `askedMs` is how long the far side would like to be left alone nevertheless. */
  noteSuccess(askedMs: number): void {
    this.#scale = afterSuccess(this.#scale);
    this.#slowStart = faster(this.#slowStart);
    const isAsked = askedMs > this.#slowStart.pauseMs;
    this.#pause = {
      untilMs: this.#clock.monotonicMs() + Math.max(askedMs, this.#slowStart.pauseMs),
      because: isAsked ? "asked" : "slowStart",
    };
  }

  noteToldToSlowDown(): void {
    this.#slowStart = slower(this.#slowStart);
  }

  noteOutageOver(outageMs: number): void {
    this.#slowStart = afterOutage;
    // The way there may be another one now.
    this.#target = { ...this.#target, quickestMs: initialTarget.quickestMs };
    const delayMs = reconnectDelayMs({
      node: this.#node,
      outageMs,
      jitterMs: this.#settings.reconnectJitterMs,
      random: this.#random,
    });
    this.#heldUntilMs = this.#clock.monotonicMs() + delayMs;
  }

  /** When the backlog may go; undefined when it is not held after an outage. */
  get heldMs(): number | undefined {
    const leftMs = this.#heldUntilMs - this.#clock.monotonicMs();
    return leftMs > 0 ? leftMs : undefined;
  }

  figures(): PaceFigures {
    const { countMax, bytesMax } = this.#limits(false);
    return {
      batchCount: countMax,
      batchBytes: bytesMax,
      bytesPerSecond: this.#bytesPerSecond,
      metering: this.metering.figures(),
    };
  }

  #restraint(nowMs: number): Restraint | undefined {
    if (this.#heldUntilMs > nowMs) return "jitter";
    if (this.metering.isOpen) return undefined;
    return this.metering.bytesLeft > 0 ? "window" : "budget";
  }

  #request(age: Age, options: { isProbe: boolean; isRestrained: boolean }): ClaimRequest {
    const { countMax, bytesMax } = this.#limits(options.isProbe);
    const wireBytesMax = Math.min(
      age === "live" || !this.#bucket ? Number.POSITIVE_INFINITY : this.#bucket.bytesPerSecondMax,
      options.isRestrained ? Number.POSITIVE_INFINITY : this.metering.bytesLeft,
    );
    return {
      countMax,
      bytesMax: Math.max(1, Math.floor(Math.min(bytesMax, wireBytesMax / this.#wireRatio))),
      ...(age === undefined ? {} : { age }),
      ...(options.isRestrained ? { classes: this.#promptClasses } : {}),
    };
  }

  #limits(isProbe: boolean): { countMax: number; bytesMax: number } {
    const { batchCountMax, batchBytesMax, probeCountMax } = this.#settings;
    const share = Math.min(this.#scale.scale, this.#slowStart.batchShare);
    const countMax = Math.max(1, Math.floor(batchCountMax * share));
    return {
      countMax: isProbe ? Math.min(countMax, probeCountMax) : countMax,
      bytesMax: Math.max(1, Math.floor(Math.min(batchBytesMax * share, this.#target.bytes))),
    };
  }
}

/** The mean over about the last five. */
function smoothed(mean: number, next: number): number {
  return mean + (next - mean) / 5;
}
