import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Random } from "../../../src/core/backoff.ts";
import { forkRandom } from "../../../src/simulate/engine/random.ts";
import { type StoreConfig, storeConfig } from "../../../src/store/config.ts";
import { stagedClasses } from "../../../src/store/staging/staged-outbox.ts";
import { Audit, HeldReader } from "./audit.ts";
import { damageOf } from "./check-file.ts";
import { DurableValues } from "./durable-values.ts";
import { FarSideBook, newcomerPrefix } from "./far-side-book.ts";
import { Findings } from "./findings.ts";
import { usual, type Work, workOf } from "./focus-work.ts";
import { appendedStreams, importedStreams, madeId, madeStreams } from "./made-record.ts";
import { makeOldDatabase } from "./old-database.ts";
import type { Place } from "./place.ts";
import {
  type Focus,
  focuses,
  type Group,
  type RoundPlan,
  type Sabotage,
  type Said,
  type SinkPlan,
} from "./protocol.ts";
import { lastFileBefore } from "./queue-file.ts";

export interface RoundResult {
  focus: Focus;
  findings: Findings;
  acknowledged: number;
  delivered: number;
  /** The process had opened its database before it was killed. */
  wasOpen: boolean;
}

const usualSinks: readonly SinkPlan[] = [
  { name: "cloud", classes: ["command", "incident", "summary", "anomaly", "log", "rollup", "sample"] },
  { name: "archive", classes: ["command", "incident", "rollup", "sample"] },
  { name: "bridge", classes: ["command", "anomaly", "log"] },
];
/** With more records than this outstanding only rounds that deliver are chosen, so that an audit stays short. */
const outstandingMax = 12_000;
const program = fileURLToPath(new URL("./engine-process.js", import.meta.url));

/** One database through a row of kills, each followed by a start and an audit, until it is drained and stopped. */
export class EngineLife {
  readonly #options: {
    seed: number;
    place: Place;
    focuses: readonly Focus[];
    sabotage: Sabotage | undefined;
  };
  readonly #random: Random;
  readonly #book: FarSideBook;
  readonly #audit = new Audit({ tellsGaps });
  readonly #values = new DurableValues();
  readonly #next: number[] = madeStreams.map(() => 1);
  #findings = new Findings();
  #unanswered = new Map<number, Group>();
  #round = 0;
  readonly #roundsOf = new Map<Focus, number>();
  #isGivingUp = false;
  /** Samples may have been thinned since the last audit. */
  #isThinning = false;
  /** The last stage went with the power, and no start since has told of it. */
  #isStageLossUntold = false;

  constructor(options: { seed: number; place: Place; focuses?: readonly Focus[]; sabotage?: Sabotage }) {
    this.#options = { focuses, sabotage: undefined, ...options };
    this.#random = forkRandom(options.seed, "life");
    this.#book = new FarSideBook({
      seed: options.seed,
      random: forkRandom(options.seed, "far side"),
      findings: () => this.#findings,
    });
  }

  /** A start, an audit, work, and a kill in the middle of any of it. */
  async round(): Promise<RoundResult> {
    const focus = this.#chooseFocus();
    const plan = this.#plan(focus, false);
    if (focus === "migration") this.#makeOld(plan);
    const { wasOpen } = await this.#run(plan, true);
    return this.#result(focus, wasOpen);
  }

  /** Starts once more without a kill, delivers everything, and looks whether nothing is left over. */
  async finish(): Promise<RoundResult> {
    await this.#run(this.#plan("settle", true), false);
    await this.#run(this.#plan("settle", true), false);
    return this.#result("settle", true);
  }

  /** One of those that had the fewest rounds, so that a short life has some of each. */
  #chooseFocus(): Focus {
    const all = this.#options.focuses.filter((focus) => focus !== "migration" || this.#round === 0);
    const isCrowded = this.#book.outstanding > outstandingMax;
    const some = isCrowded ? all.filter((focus) => delivering.has(focus)) : all;
    const among = some.length > 0 ? some : all;
    const roundsOf = (focus: Focus) => this.#roundsOf.get(focus) ?? 0;
    const fewest = Math.min(...among.map(roundsOf));
    const next = among.filter((focus) => roundsOf(focus) === fewest);
    const focus = next[Math.floor(this.#random() * next.length)] ?? "append";
    this.#roundsOf.set(focus, fewest + 1);
    return focus;
  }

  #plan(focus: Focus, isLast: boolean): RoundPlan {
    this.#round += 1;
    const extra = { name: `${newcomerPrefix}${this.#round}`, classes: ["command", "sample"] } as const;
    const sinks = focus === "sinks" ? [...usualSinks, extra] : usualSinks;
    // What is gone of an unanswered append would come again, behind what is left of it.
    this.#isGivingUp ||= focus === "caps" || focus === "thinning" || focus === "purge";
    const isRetried = this.#random() < 0.5;
    const retries = isRetried && !this.#isGivingUp ? [...this.#unanswered.values()] : [];
    this.#unanswered.clear();
    const work = workOf(focus);
    const place = work.stagingPlaces[Math.floor(this.#random() * work.stagingPlaces.length)] ?? "disk";
    return {
      seed: this.#options.seed,
      round: this.#round,
      directory: this.#options.place.directory,
      focus,
      config: this.#config(usual.store, place),
      workConfig: this.#config(work.store, place),
      sinks,
      next: this.#next,
      retries,
      lastFile: lastFileBefore(this.#next[importedStreams[0] ?? 0] ?? 1),
      stateVersion: this.#values.next,
      isLast,
      sabotage: this.#options.sabotage,
    };
  }

  #config(store: Work["store"], place: StoreConfig["staging"]["place"]): StoreConfig {
    return storeConfig.parse({
      ...store,
      // A second of its clock: a stage moves with every tick.
      staging: { place, directory: this.#options.place.memoryDirectory, flushMs: 1_000 },
      minuteDaysMax: 36_500,
      quarterDaysMax: 36_500,
      deadLettersCountMax: 1_000_000,
    });
  }

  #makeOld({ seed, directory, config, sinks }: RoundPlan): void {
    const count = 20 + Math.floor(this.#random() * 200);
    makeOldDatabase({ directory, seed, config, sinks, count });
    for (const stream of appendedStreams) {
      const group = { stream, from: 1, count };
      this.#appending(group, { seed, sinks, config });
      this.#book.appended(group);
      this.#unanswered.delete(stream);
    }
  }

  #appending(group: Group, { seed, sinks, config }: Pick<RoundPlan, "seed" | "sinks" | "config">): void {
    const { stream, from, count } = group;
    const { class: recordClass, isImported } = madeStreams[stream] ?? {};
    const takers = sinks.filter(({ classes }) => classes.some((name) => name === recordClass));
    if (!isImported) this.#unanswered.set(stream, group);
    this.#next[stream] = Math.max(this.#next[stream] ?? 1, from + count);
    this.#book.appending(group, {
      sinks: takers.map(({ name }) => name),
      isStaged:
        !isImported && config.staging.place !== "disk" && stagedClasses.some((name) => name === recordClass),
      idOf: (number) => madeId(seed, stream, number),
    });
  }

  #result(focus: Focus, wasOpen: boolean): RoundResult {
    const { acknowledged, delivered } = this.#book;
    this.#book.acknowledged = 0;
    this.#book.delivered = 0;
    const findings = this.#findings;
    this.#findings = new Findings();
    return { focus, findings, acknowledged, delivered, wasOpen };
  }

  async #run(plan: RoundPlan, isKilled: boolean): Promise<{ wasOpen: boolean }> {
    const { place } = this.#options;
    const work = workOf(plan.focus);
    const delayMs = this.#random() * work.killWithinMs;
    let isCut = false;
    let wasOpen = false;
    let isOrderly = false;
    const child = spawn(process.execPath, [program, JSON.stringify(plan)], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += String(text);
    });
    child.stdin.on("error", () => {
      // It was killed while the far side answered.
    });
    const cut = async () => {
      isCut = true;
      try {
        await place.cut();
      } finally {
        child.kill("SIGKILL");
      }
    };
    const arm = (at: string) => {
      if (isKilled && work.killFrom === at) setTimeout(() => void cut(), delayMs);
    };
    arm("spawn");
    const reader = new HeldReader(this.#book);
    const hear = (said: Said) => {
      if (said.said === "opened") wasOpen = true;
      if (said.said === "opened" || said.said === "audited") arm(said.said);
      if (said.said === "stopped") isOrderly = true;
      this.#hear(said, { plan, reader, child });
    };
    for await (const line of createInterface({ input: child.stdout })) {
      const said = parse(line);
      if (said) hear(said);
    }
    await exited;
    if (!isCut && !isOrderly) this.#findings.add("crashed", stderr.slice(-600) || "it ended without a word");
    this.#book.killed();
    if (isKilled) this.#loseStage(plan);
    // What was to be told of a stage before it was said that the store is open was not heard.
    if (!wasOpen) this.#isStageLossUntold = false;
    await place.restore();
    const damage = damageOf(place.directory);
    if (damage !== undefined) this.#findings.add("corrupt", damage);
    return { wasOpen };
  }

  /** Half of the cuts or all are of the power: what is only in memory is gone. */
  #loseStage({ config }: RoundPlan): void {
    const { place } = this.#options;
    const isPowerCut = place.cutsPower || this.#random() < 0.5;
    if (!isPowerCut && config.staging.place !== "memory") return;
    rmSync(place.memoryDirectory, { recursive: true, force: true });
    this.#book.stageWiped();
    this.#isStageLossUntold = true;
  }

  #hear(
    said: Said,
    { plan, reader, child }: { plan: RoundPlan; reader: HeldReader; child: ChildProcess },
  ): void {
    const book = this.#book;
    reader.hear(said);
    this.#values.hear(said, this.#findings);
    switch (said.said) {
      case "opened":
        book.keepSinks(new Set(plan.sinks.map(({ name }) => name)));
        return;
      case "audited":
        this.#audit.compare(
          book,
          reader.held,
          { isThinning: this.#isThinning, isStageLossTold: !this.#isStageLossUntold },
          this.#findings,
        );
        this.#isThinning = plan.focus === "thinning";
        this.#isStageLossUntold = false;
        return;
      case "appending":
        this.#appending({ stream: said.stream, from: said.from, count: said.count }, plan);
        return;
      case "importing":
        for (const group of said.groups) this.#appending(group, plan);
        return;
      case "imported":
        for (const group of said.groups) book.appended(group);
        return;
      case "purged":
        this.#audit.notePurged(said);
        return;
      case "appended":
        this.#unanswered.delete(said.stream);
        book.appended(said);
        return;
      case "refused":
        this.#unanswered.delete(said.stream);
        return;
      case "send":
        child.stdin?.write(`${JSON.stringify(book.receive(said))}\n`);
        return;
      case "settled":
        book.noteSettled(said.ticket);
        return;
      case "requeueing":
        book.requeueing();
        return;
      case "event":
        if (said.event === "store.stageMoved") book.stageMoved();
        if (said.event === "store.stageLost") this.#isStageLossUntold = false;
        if (damageEvents.has(said.event))
          this.#findings.add("corrupt", `${said.event} ${JSON.stringify(said.fields)}`);
        return;
    }
  }
}

/** Whether gap records must tell what was given up; else the count of the store would do. */
const tellsGaps = true;
const delivering: ReadonlySet<Focus> = new Set(["settle", "vacuum", "deadLetters"]);
const damageEvents: ReadonlySet<string> = new Set(["store.quarantined", "store.salvaged", "store.crashed"]);

function parse(line: string): Said | undefined {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return undefined;
  }
}
