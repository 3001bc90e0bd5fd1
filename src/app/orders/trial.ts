import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { type Ordered, orderedText, readOrdered } from "../../config/ordered.ts";
import { writeFileAtomically } from "../../core/atomic-file.ts";
import { type Clock, sleep } from "../../core/clock.ts";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import type { Health } from "../../core/lifecycle.ts";
import type { ReloadResult } from "../../http/api.ts";
import type { Applied, ApplyContext } from "../../sync/down/applier.ts";
import { type LoadConfig, loadUsable } from "./load-usable.ts";

export interface TrialOptions {
  /** Of what was ordered. */
  file: string;
  load: LoadConfig;
  reload: { run(): Promise<ReloadResult> };
  health: () => Readonly<Record<string, Health>>;
  settings: () => { confirmMs: number; settleMs: number };
  clock: Clock;
}

/**
 * Puts a change of what was ordered in force, watches it, and keeps it or sets it back.
 *
 * 1. Until it is confirmed a change lives in memory alone: a power cut, a crash or a restart brings back what was before.
 * 2. Once it is confirmed the file is replaced as a whole, and with it the id of the order: after a power cut there is the
 *    one or the other, and it can be told which.
 * 3. It is confirmed when no part is worse than before, after `settleMs` at least, and, where asked for, the far side has
 *    answered since. When `confirmMs` have passed without that, what was before is put in force again.
 *    What asks for no far side is not judged by the parts that reach others: a link goes and comes by itself.
 * 4. One at a time: the caller sees to that.
 */
export interface Trial {
  /** The configuration as it should be now, for every reload. */
  loadNow: () => ReturnType<LoadConfig>;
  run(change: TrialChange, context: ApplyContext): Promise<Applied>;
  /** Whether what is in the file came with this order. */
  isKept(kind: string, id: string): boolean;
}

export interface TrialChange {
  kind: string;
  id: string;
  /** What shall be ordered in place of what is. Throws an `EdgewiseError` for what cannot be. */
  change(before: Ordered): Ordered;
  needsFarSide: boolean;
}

const lookMs = 500;
const reachMsMax = 10_000;

export function createTrial(options: TrialOptions): Trial {
  const { file, load, reload, clock } = options;
  let tried: Ordered | undefined;

  const begin = async ({
    kind,
    id,
    change,
  }: TrialChange): Promise<{ next: Ordered } | { reason: string }> => {
    try {
      const before = readOrdered(file);
      const next = { ...change(before), orders: { ...before.orders, [kind]: id } };
      // Read as it will be, so that what is wrong is said before anything is touched.
      load(next);
      return { next };
    } catch (error) {
      if (error instanceof EdgewiseError) return { reason: inOneLine(error.message) };
      throw error;
    }
  };

  const setBack = async (reason: string): Promise<Applied> => {
    tried = undefined;
    const { problems } = await reload.run();
    const trouble = problems.length === 0 ? "" : `; setting it back met problems: ${problems.join("; ")}`;
    return { status: "rolledBack", reason: `${reason}${trouble}` };
  };

  const keep = async (next: Ordered) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, orderedText(next));
    tried = undefined;
  };

  return {
    loadNow: () => (tried ? load(tried) : loadUsable(load)),
    isKept: (kind, id) => readOrdered(file).orders[kind] === id,
    async run(change, context) {
      const begun = await begin(change);
      if ("reason" in begun) return { status: "refused", reason: begun.reason };
      const healthBefore = options.health();
      tried = begun.next;
      const { problems, applied } = await reload.run();
      if (problems.length > 0) {
        // The reload has set everything back itself.
        tried = undefined;
        return { status: "refused", reason: inOneLine(problems.join("; ")) };
      }
      const doubt = await watch({ change, context, healthBefore });
      // The next start begins with what was before.
      if (context.signal.aborted) return { status: "interrupted", reason: "edgewise was stopped" };
      if (doubt !== undefined) return setBack(doubt);
      try {
        await keep(begun.next);
      } catch (error) {
        return setBack(`it cannot be written to the disk (${errorMessage(error)})`);
      }
      return { status: "applied", details: { changed: applied } };
    },
  };

  /** Why what is tried should not stay; undefined when it should. */
  async function watch(about: {
    change: TrialChange;
    context: ApplyContext;
    healthBefore: Readonly<Record<string, Health>>;
  }): Promise<string | undefined> {
    const { change, context, healthBefore } = about;
    const { confirmMs, settleMs } = options.settings();
    const sinceMs = clock.monotonicMs();
    let isReached = !change.needsFarSide;
    for (;;) {
      const passedMs = clock.monotonicMs() - sinceMs;
      if (!isReached) isReached = await reach(context, Math.min(reachMsMax, confirmMs - passedMs));
      const worse = worseParts(healthBefore, options.health(), change.needsFarSide ? [] : reachingParts);
      const nowMs = clock.monotonicMs() - sinceMs;
      if (isReached && worse.length === 0 && nowMs >= Math.min(settleMs, confirmMs)) return undefined;
      if (nowMs >= confirmMs) {
        const reasons = isReached ? worse : ["the far side was not reached again", ...worse];
        return `within ${confirmMs} ms ${reasons.join("; ")}`;
      }
      await sleep(clock, lookMs, context.signal);
      if (context.signal.aborted) return undefined;
    }
  }

  async function reach(context: ApplyContext, withinMs: number): Promise<boolean> {
    const giveUp = new AbortController();
    const abort = () => giveUp.abort();
    const cancel = clock.after(Math.max(0, withinMs), abort);
    context.signal.addEventListener("abort", abort, { once: true });
    try {
      return await context.reachFarSide(giveUp.signal);
    } finally {
      cancel();
      context.signal.removeEventListener("abort", abort);
    }
  }
}

const reachingParts: readonly string[] = ["bus", "sync", "sync/down"];
const ranks: readonly Health["status"][] = ["ok", "degraded", "failed"];

function worseParts(
  before: Readonly<Record<string, Health>>,
  after: Readonly<Record<string, Health>>,
  leftOut: readonly string[],
): string[] {
  return Object.entries(after).flatMap(([part, { status, detail }]) => {
    if (leftOut.includes(part)) return [];
    const then = before[part]?.status ?? "ok";
    return ranks.indexOf(status) > ranks.indexOf(then) ? [`${part} became ${status}: ${detail}`] : [];
  });
}

function inOneLine(text: string): string {
  return text.split("\n").join("; ");
}
