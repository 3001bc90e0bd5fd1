import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Random } from "../../../src/core/backoff.ts";
import { forkRandom } from "../../../src/simulate/engine/random.ts";
import { storeConfig } from "../../../src/store/config.ts";
import { Audit, HeldReader } from "./audit.ts";
import { damageOf } from "./check-file.ts";
import { DurableValues } from "./durable-values.ts";
import { FarSideBook, newcomerPrefix } from "./far-side-book.ts";
import { Findings } from "./findings.ts";
import { workOf } from "./focus-work.ts";
import { madeId, madeStreams } from "./made-record.ts";
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
  #isCapped = false;

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

  #chooseFocus(): Focus {
    const all = this.#options.focuses.filter((focus) => focus !== "migration" || this.#round === 0);
    const isCrowded = this.#book.outstanding > outstandingMax;
    const some = isCrowded ? all.filter((focus) => delivering.has(focus)) : all;
    const among = some.length > 0 ? some : all;
    return among[Math.floor(this.#random() * among.length)] ?? "append";
  }

  #plan(focus: Focus, isLast: boolean): RoundPlan {
    this.#round += 1;
    const extra = { name: `${newcomerPrefix}${this.#round}`, classes: ["command", "sample"] } as const;
    const sinks = focus === "sinks" ? [...usualSinks, extra] : usualSinks;
    // What a cap gave up of an unanswered append would come again, behind what is left of it.
    this.#isCapped ||= focus === "caps";
    const isRetried = this.#random() < 0.5;
    const retries = isRetried && !this.#isCapped ? [...this.#unanswered.values()] : [];
    this.#unanswered.clear();
    return {
      seed: this.#options.seed,
      round: this.#round,
      directory: this.#options.place.directory,
      focus,
      config: storeConfig.parse({
        ...workOf(focus).store,
        minuteDaysMax: 36_500,
        quarterDaysMax: 36_500,
        deadLettersCountMax: 1_000_000,
      }),
      sinks,
      next: this.#next,
      retries,
      stateVersion: this.#values.next,
      isLast,
      sabotage: this.#options.sabotage,
    };
  }

  #makeOld({ seed, directory, config, sinks }: RoundPlan): void {
    const count = 20 + Math.floor(this.#random() * 200);
    makeOldDatabase({ directory, seed, config, sinks, count });
    for (const stream of madeStreams.keys()) {
      const group = { stream, from: 1, count };
      this.#appending(group, seed, sinks);
      this.#book.appended(group);
      this.#unanswered.delete(stream);
    }
  }

  #appending(group: Group, seed: number, sinks: readonly SinkPlan[]): void {
    const { stream, from, count } = group;
    const recordClass = madeStreams[stream]?.class;
    const takers = sinks.filter(({ classes }) => classes.some((name) => name === recordClass));
    this.#unanswered.set(stream, group);
    this.#next[stream] = Math.max(this.#next[stream] ?? 1, from + count);
    this.#book.appending(
      group,
      takers.map(({ name }) => name),
      (number) => madeId(seed, stream, number),
    );
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
    await place.restore();
    const damage = damageOf(place.directory);
    if (damage !== undefined) this.#findings.add("corrupt", damage);
    return { wasOpen };
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
        this.#audit.compare(book, reader.held, this.#findings);
        return;
      case "appending":
        this.#appending({ stream: said.stream, from: said.from, count: said.count }, plan.seed, plan.sinks);
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
