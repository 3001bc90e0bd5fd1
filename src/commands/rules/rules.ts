import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";
import { nextOccurrence, type TimePlace } from "../../text/recurrence.ts";
import type { ActingIntent } from "../act/deeds.ts";
import type { EntityStates } from "../entities/states.ts";
import type { commandsEvents } from "../events.ts";
import { type ConditionTrigger, type Rule, type RuleDraft, storedRule } from "./rule.ts";
import { hasCome, type WatchContext, watchedIn } from "./watch.ts";

/**
 * Commands that wait for a time or a condition.
 *
 * Limits and invariants:
 * 1. At most `rulesMax`; who adds one must ask `isFull` first.
 * 2. A rule is on the disk before `add` resolves; when it cannot be, `add` rejects and there is no rule.
 * 3. What is due is done first and struck out after: a power cut between the two does it again, which does no harm.
 *    Steps, toggles and the like are struck out first, since they would.
 * 4. A delay runs on monotonic time, a time of day on the wall clock, which is looked at every `lookMs` at least, so
 *    that a clock that is set is followed. What is later than `ruleLateMaxMs` is not done, and that is said.
 * 5. A condition counts when it becomes so; one that is acted on each time has to end clearly before it counts again,
 *    and rests `restMs`, so that two rules cannot drive each other.
 * 6. While the broker or the device is away, it is tried again every `retryMs` for `ruleLateMaxMs`.
 */
const lookMs = 30_000;
const watchMs = 2_000;
const restMs = 10_000;
const retryMs = 10_000;
const storeKey = "commands/rules";

export interface Rules {
  readonly isFull: boolean;
  readonly count: number;
  /** In the order they were made. */
  all(): readonly Rule[];
  add(draft: RuleDraft): Promise<Rule>;
  /** Those that there were. Rejects when it could not be written, and then they stay. */
  remove(ids: readonly number[]): Promise<readonly Rule[]>;
  /** Takes up what an earlier run left; says how many rules could not be read. */
  restore(): Promise<{ unreadable: number }>;
  stop(): void;
}

/** `retry`: the way to the device is closed just now. */
export type Fired = { status: "done" | "failed" | "retry"; reply: string };

export interface RulesOptions {
  clock: Clock;
  store: StateStore;
  states: EntityStates;
  limits: () => { rulesMax: number; ruleLateMaxMs: number };
  watch: () => WatchContext;
  place: () => TimePlace;
  /** Does what the rule says. Must not reject. */
  fire: (rule: Rule) => Promise<Fired>;
  /** Tells people what became of a rule that was not done. */
  tell: (rule: Rule, what: "late" | "expired" | "failed", detail: { at: number; reply?: string }) => void;
  reporter: Reporter<typeof commandsEvents>;
  onUnsaved: (error: unknown) => void;
}

interface Live {
  rule: Rule;
  /** Of a delay: monotonic time at which it ends. */
  endsMs: number | undefined;
  /** How long ago a delay had run out when it was taken up after a start. */
  wasLateMs: number;
  /** Monotonic time since which its condition has held. */
  soSinceMs: number | undefined;
  /** Monotonic times between which it is being tried, and before which it is not looked at. */
  triedSinceMs: number | undefined;
  restsUntilMs: number;
  isFiring: boolean;
}

export function createRules(options: RulesOptions): Rules {
  const { clock, store, reporter } = options;
  const live = new Map<number, Live>();
  let cancelLook = () => {};
  let isStopped = false;
  let clockGapMs = clock.now() - clock.monotonicMs();
  let saving: Promise<unknown> = Promise.resolve();

  const save = () => {
    const write = () => store.put(storeKey, JSON.stringify([...live.values()].map(({ rule }) => rule)));
    const written = saving.then(write, write);
    saving = written.catch(() => {});
    return written;
  };
  /** What could not be struck out is done once more after the next start, if it is not too late by then. */
  const saveRest = () => save().catch(options.onUnsaved);

  const enter = (rule: Rule): Live => {
    const { trigger } = rule;
    const isDelay = trigger.kind === "at" && trigger.delayMs !== undefined;
    const waitMs = isDelay ? Math.min(Math.max(0, trigger.at - clock.now()), trigger.delayMs ?? 0) : 0;
    const one: Live = {
      rule,
      endsMs: isDelay ? clock.monotonicMs() + waitMs : undefined,
      wasLateMs: isDelay ? Math.max(0, clock.now() - trigger.at) : 0,
      soSinceMs: undefined,
      triedSinceMs: undefined,
      restsUntilMs: 0,
      isFiring: false,
    };
    live.set(rule.id, one);
    return one;
  };

  const lookLater = () => {
    cancelLook();
    if (isStopped || live.size === 0) return;
    cancelLook = clock.after(nextLookMs(), look);
  };

  const nextLookMs = () => {
    let wait = lookMs;
    for (const { rule, endsMs, soSinceMs, triedSinceMs, restsUntilMs } of live.values()) {
      const { trigger } = rule;
      const left =
        endsMs !== undefined
          ? endsMs - clock.monotonicMs()
          : trigger.kind === "at"
            ? trigger.at - clock.now()
            : trigger.kind === "recurring"
              ? trigger.next - clock.now()
              : conditionWaitMs(rule.trigger as ConditionTrigger, soSinceMs);
      const rest = triedSinceMs === undefined ? 0 : restsUntilMs - clock.monotonicMs();
      wait = Math.min(wait, Math.max(left, rest, 1));
    }
    return wait;
  };

  /** What things report is heard of at once; what only the directory knows has to be looked up. */
  const conditionWaitMs = (trigger: ConditionTrigger, soSinceMs: number | undefined) => {
    const { condition } = trigger;
    const { registry } = options.watch();
    const isPolled = watchedIn(trigger).some(
      (one) =>
        one.kind === "series" || (one.kind === "entity" && registry.byId(one.entityId)?.state === undefined),
    );
    const leftMs = soSinceMs === undefined ? lookMs : soSinceMs + condition.forMs - clock.monotonicMs();
    return Math.min(isPolled ? watchMs : lookMs, leftMs);
  };

  function look(): void {
    followClock();
    for (const one of [...live.values()]) consider(one);
    lookLater();
  }

  /** A clock that was set back has occurrences before the one that was waited for. */
  function followClock(): void {
    const gapMs = clock.now() - clock.monotonicMs();
    if (Math.abs(gapMs - clockGapMs) < 60_000) return;
    clockGapMs = gapMs;
    for (const one of live.values()) {
      const { trigger } = one.rule;
      if (trigger.kind !== "recurring") continue;
      const next = nextOccurrence(trigger.rule, clock.now(), options.place());
      if (next !== undefined && next < trigger.next) change(one, { trigger: { ...trigger, next } });
    }
  }

  const change = (one: Live, changes: Partial<Rule>) => {
    one.rule = { ...one.rule, ...changes };
  };

  function consider(one: Live): void {
    const { rule } = one;
    const now = clock.now();
    if (one.isFiring || one.restsUntilMs > clock.monotonicMs()) return;
    if (one.triedSinceMs !== undefined) {
      const triedForMs = clock.monotonicMs() - one.triedSinceMs;
      void run(one, triedForMs);
      return;
    }
    if (rule.expiresAt !== undefined && rule.expiresAt <= now) {
      void drop(one, "expired", { at: rule.expiresAt });
      return;
    }
    switch (rule.trigger.kind) {
      case "at": {
        const lateMs =
          one.endsMs === undefined ? now - rule.trigger.at : one.wasLateMs + clock.monotonicMs() - one.endsMs;
        if (lateMs >= 0) due(one, lateMs, rule.trigger.at);
        return;
      }
      case "recurring":
        if (rule.trigger.next <= now) due(one, now - rule.trigger.next, rule.trigger.next);
        return;
      case "condition":
        considerCondition(one, rule.trigger);
    }
  }

  function due(one: Live, lateMs: number, at: number): void {
    if (lateMs <= options.limits().ruleLateMaxMs) {
      void run(one, lateMs);
      return;
    }
    if (!advance(one)) void drop(one, "late", { at });
    else {
      reporter.report("ruleLate", { rule: one.rule.id });
      options.tell(one.rule, "late", { at });
      void saveRest();
    }
  }

  function considerCondition(one: Live, trigger: ConditionTrigger): void {
    const nowMs = clock.monotonicMs();
    const wasSo = trigger.isSpent || one.soSinceMs !== undefined;
    const so = hasCome(trigger, wasSo, options.watch());
    if (so === undefined) return;
    if (!so) {
      one.soSinceMs = undefined;
      if (!trigger.isSpent) return;
      change(one, { trigger: { ...trigger, isSpent: false } });
      void saveRest();
      return;
    }
    if (trigger.isSpent) return;
    one.soSinceMs ??= nowMs;
    if (nowMs - one.soSinceMs >= trigger.condition.forMs) void run(one, 0);
  }

  /** Sets a rule that comes again to its next time; false: it is over. */
  function advance(one: Live): boolean {
    const { trigger } = one.rule;
    if (trigger.kind === "condition" && trigger.isEvery) {
      change(one, { trigger: { ...trigger, isSpent: true } });
      one.soSinceMs = undefined;
      return true;
    }
    if (trigger.kind !== "recurring") return false;
    const next = nextOccurrence(trigger.rule, Math.max(clock.now(), trigger.next), options.place());
    if (next === undefined) return false;
    change(one, { trigger: { ...trigger, next } });
    return true;
  }

  async function run(one: Live, lateMs: number): Promise<void> {
    one.isFiring = true;
    one.triedSinceMs ??= clock.monotonicMs() - lateMs;
    const { rule } = one;
    const isStruckFirst = !rule.wishes.every(({ intent }) => repeatable.has(intent));
    if (isStruckFirst) await strike(one);
    const fired = await options.fire(rule);
    one.isFiring = false;
    if (isStopped || (!isStruckFirst && live.get(rule.id) !== one)) return;
    const isLate = clock.monotonicMs() - one.triedSinceMs > options.limits().ruleLateMaxMs;
    if (fired.status === "retry" && !isLate && !isStruckFirst) {
      one.restsUntilMs = clock.monotonicMs() + retryMs;
      lookLater();
      return;
    }
    one.triedSinceMs = undefined;
    one.restsUntilMs = clock.monotonicMs() + restMs;
    if (fired.status === "done") reporter.report("ruleDone", { rule: rule.id });
    else {
      reporter.report("ruleFailed", { rule: rule.id, reason: fired.reply });
      options.tell(rule, "failed", { at: clock.now(), reply: fired.reply });
    }
    if (!isStruckFirst) await strike(one);
    lookLater();
  }

  async function strike(one: Live): Promise<void> {
    if (!advance(one)) live.delete(one.rule.id);
    await saveRest();
  }

  async function drop(one: Live, what: "late" | "expired", detail: { at: number }): Promise<void> {
    live.delete(one.rule.id);
    reporter.report(what === "late" ? "ruleLate" : "ruleExpired", { rule: one.rule.id });
    options.tell(one.rule, what, detail);
    await saveRest();
  }

  const unlisten = options.states.onReport((entityId) => {
    for (const one of live.values()) {
      const { trigger } = one.rule;
      const isWatched =
        trigger.kind === "condition" &&
        watchedIn(trigger).some((watched) => watched.kind === "entity" && watched.entityId === entityId);
      if (isWatched) consider(one);
    }
    // It may have begun to hold for the time it has to.
    lookLater();
  });

  return {
    get count() {
      return live.size;
    },
    get isFull() {
      return live.size >= options.limits().rulesMax;
    },
    all: () => [...live.values()].map(({ rule }) => rule),
    async add(draft) {
      const rule: Rule = { ...draft, id: Math.max(0, ...live.keys()) + 1 };
      const one = enter(rule);
      // Not before it is on the disk, however soon it is due.
      one.isFiring = true;
      try {
        await save();
      } catch (error) {
        live.delete(rule.id);
        throw error;
      }
      one.isFiring = false;
      lookLater();
      return rule;
    },
    async remove(ids) {
      const removed = ids.flatMap((id) => live.get(id) ?? []);
      for (const { rule } of removed) live.delete(rule.id);
      try {
        if (removed.length > 0) await save();
      } catch (error) {
        for (const one of removed) live.set(one.rule.id, one);
        throw error;
      }
      return removed.map(({ rule }) => rule);
    },
    async restore() {
      const text = await store.get(storeKey);
      if (text === undefined) return { unreadable: 0 };
      const read = z
        .array(z.unknown())
        .parse(JSON.parse(text))
        .map((one) => storedRule.safeParse(one));
      for (const { data } of read) if (data && !live.has(data.id)) enter(data);
      look();
      return { unreadable: read.filter(({ success }) => !success).length };
    },
    stop() {
      isStopped = true;
      cancelLook();
      unlisten();
    },
  };
}

/** Doing these twice comes to the same. */
const repeatable = new Set<ActingIntent>([
  "turnOn",
  "turnOff",
  "open",
  "close",
  "stop",
  "lock",
  "unlock",
  "start",
  "set",
  "pause",
  "mute",
  "unmute",
  "dock",
]);
