import { type Clock, sleep } from "../../core/clock.ts";
import type { PlannedFault, Scenario } from "../../simulate/scenario.ts";
import type { ApiClient } from "../api-client.ts";
import { stamp } from "../moments.ts";
import type { Output } from "../output.ts";
import { type Style, safeText } from "../style.ts";
import type { DaemonProcess } from "./daemon-process.ts";
import type { FarSide } from "./far-side.ts";
import { listenToDaemon, type SeenAnswer, type SeenIncident } from "./listener.ts";
import { type Site, startSite } from "./site.ts";
import type { SpokenCommand } from "./spoken-command.ts";

export interface StoryOptions {
  scenario: Scenario;
  spoken: SpokenCommand;
  seed: number;
  /** Simulated begin and end. The end is about now, so that the times of the payloads are believed. */
  startAt: number;
  endAt: number;
  daemon: DaemonProcess;
  farSide: FarSide;
  api: ApiClient;
  clock: Clock;
  createId: () => string;
  output: Output;
  style: Style;
  signal: AbortSignal;
  isKept: boolean;
}

export interface StoryResult {
  place: string;
  seed: number;
  /** Real time from the start of the daemon's process, in milliseconds. */
  readyMs: number;
  firstIncidentMs: number | undefined;
  firstActionMs: number | undefined;
  messages: number;
  incidents: SeenIncident[];
  commands: SeenAnswer[];
  /** The answer to what was said aloud, which is among `commands`, too. */
  spoken: SeenAnswer | undefined;
  /** What was really wrong; the daemon was not told. */
  faults: { name: string; describe: string; injectAt: string; clearAt: string }[];
  cloud: { stored: number; repeats: number; mostWaiting: number; waiting: number };
}

/** Real time for the two simulated days. */
const storyMs = 40_000;
/** Shares of the story: faults come once most of a day is learnt. */
const faultsFrom = 0.4;
const faultsTo = 0.9;
const commandsFrom = 0.2;
/** What is said aloud comes after so many typed commands. */
const typedBeforeSpoken = 5;
/** Where its sound arrives: the last level of the topic is the name of the source. */
const microphone = "demo-microphone";
const cloudReturns = 0.95;
/** A board that is busy with other things drains slowly, too. */
const drainMsMax = 45_000;
const baseTopic = "edgewise/demo";

/** Plays the two days and tells what the daemon says about them. */
export async function runStory(options: StoryOptions): Promise<StoryResult> {
  return new Story(options).run();
}

/** Something that a person at the place does, and how it reaches the daemon. */
interface Turn {
  line: string;
  topic: string;
  payload: () => string | Buffer;
}

class Story {
  readonly #options: StoryOptions;
  readonly #startMs: number;
  readonly #plan: PlannedFault[];
  readonly #result: StoryResult;
  #simulatedStartMs = 0;
  #lastAnswer: (() => void) | undefined;

  constructor(options: StoryOptions) {
    const { scenario, startAt, endAt, seed, daemon, clock } = options;
    const spanMs = endAt - startAt;
    this.#options = options;
    this.#startMs = clock.monotonicMs() - daemon.startMs;
    this.#plan = scenario.planFaults(seed, startAt + faultsFrom * spanMs, startAt + faultsTo * spanMs);
    this.#result = {
      place: scenario.name,
      seed,
      readyMs: daemon.startMs,
      firstIncidentMs: undefined,
      firstActionMs: undefined,
      messages: 0,
      incidents: [],
      commands: [],
      spoken: undefined,
      faults: this.#plan.map(({ name, injectAt, clearAt }) => ({
        name,
        describe: scenario.faults.find((fault) => fault.name === name)?.describe ?? "",
        injectAt: new Date(injectAt).toISOString(),
        clearAt: new Date(clearAt).toISOString(),
      })),
      cloud: { stored: 0, repeats: 0, mostWaiting: 0, waiting: 0 },
    };
  }

  async run(): Promise<StoryResult> {
    const { scenario, daemon, clock, signal, output } = this.#options;
    this.#introduce();
    this.#simulatedStartMs = clock.monotonicMs();
    const site = await startSite({
      scenario,
      brokerUrl: daemon.brokerUrl,
      clock,
      simulated: { now: () => this.#now() },
    });
    listenToDaemon(site.bus, baseTopic, {
      incident: (incident) => this.#hearIncident(incident),
      answer: (answer) => this.#hearAnswer(answer),
    });
    const telling = new AbortController();
    const parts = [
      this.#playFaults(AbortSignal.any([signal, telling.signal])),
      this.#giveCommands(site, signal),
      this.#showProgress(site, AbortSignal.any([signal, telling.signal])),
    ];
    await this.#until(cloudReturns, signal);
    await this.#bringCloudBack(signal);
    await this.#until(1, signal);
    telling.abort();
    await Promise.all(parts);
    output.endProgress();
    this.#result.messages = site.published;
    this.#reveal();
    if (this.#options.isKept && !signal.aborted) await this.#keepGoing(signal);
    await site.stop();
    return this.#result;
  }

  /** Simulated time: two days in `storyMs`, then as fast as real time. */
  #now(): number {
    const { startAt, endAt, clock } = this.#options;
    const elapsedMs = clock.monotonicMs() - this.#simulatedStartMs;
    const share = Math.min(1, elapsedMs / storyMs);
    return startAt + share * (endAt - startAt) + Math.max(0, elapsedMs - storyMs);
  }

  async #until(share: number, signal: AbortSignal): Promise<void> {
    const dueMs = this.#simulatedStartMs + share * storyMs;
    await sleep(this.#options.clock, Math.max(0, dueMs - this.#options.clock.monotonicMs()), signal);
  }

  #introduce(): void {
    const { scenario, seed, daemon, style, output } = this.#options;
    output.line(
      style.bold(`edgewise at a simulated ${scenario.name}`) + style.dim(`  (repeat with --seed ${seed})`),
    );
    output.line(
      `ready in ${daemon.startMs} ms  ${style.dim(`broker ${daemon.brokerUrl}  api ${daemon.httpUrl}`)}`,
    );
    output.line(
      style.dim("Two days pass in 40 seconds. Faults come at random times; the daemon is not told of them."),
    );
    output.line(style.dim("The cloud is away for now: what it should get waits on the disk."));
    output.line("");
  }

  async #playFaults(signal: AbortSignal): Promise<void> {
    const { scenario, startAt, endAt } = this.#options;
    const events = this.#plan
      .flatMap(({ name, injectAt, clearAt }) => [
        {
          at: injectAt,
          run: (at: number) => scenario.faults.find((fault) => fault.name === name)?.inject(at),
        },
        { at: clearAt, run: (at: number) => scenario.faults.find((fault) => fault.name === name)?.clear(at) },
      ])
      .sort((a, b) => a.at - b.at);
    for (const { at, run } of events) {
      await this.#until((at - startAt) / (endAt - startAt), signal);
      if (signal.aborted) return;
      run(at);
    }
  }

  /** Types the suggested commands one after the other over the story, and says one aloud; each after the reply to the last. */
  async #giveCommands(site: Site, signal: AbortSignal): Promise<void> {
    const { scenario, spoken, createId, output, style } = this.#options;
    const type = (text: string): Turn => ({
      line: `› ${text}`,
      topic: `${baseTopic}/command`,
      payload: () => JSON.stringify({ id: createId(), text, source: "demo", session: "demo" }),
    });
    const say: Turn = {
      line: `♪ “${spoken.text}” (a recording)`,
      topic: `${baseTopic}/voice/audio/${microphone}`,
      payload: () => spoken.sound,
    };
    const turns = scenario.suggestedCommands.map(type).toSpliced(typedBeforeSpoken, 0, say);
    for (const [index, { line, topic, payload }] of turns.entries()) {
      await this.#until(commandsFrom + ((1 - commandsFrom) * index) / turns.length, signal);
      if (signal.aborted) return;
      output.endProgress();
      output.line(`${style.dim(this.#time())}  ${style.bold(line)}`);
      const answered = new Promise<void>((resolve) => {
        this.#lastAnswer = resolve;
      });
      await site.bus.publish(topic, payload(), { qos: 1 });
      await Promise.race([answered, sleep(this.#options.clock, 5_000, signal)]);
    }
  }

  #hearAnswer(answer: SeenAnswer): void {
    const { output, style } = this.#options;
    this.#result.commands.push(answer);
    if (answer.source === microphone) this.#result.spoken = answer;
    if (answer.actions.some(({ status }) => status === "confirmed"))
      this.#result.firstActionMs ??= this.#elapsedMs();
    const how = answer.actions.map(({ topic, status }) => `${topic} ${status}`).join(", ");
    const note = [answer.tier, `${Math.round(answer.timesMs.understand ?? 0)} ms`, how]
      .filter(Boolean)
      .join(", ");
    output.endProgress();
    output.line(`       ${style.green(safeText(answer.reply))} ${style.dim(`(${note})`)}`);
    this.#lastAnswer?.();
  }

  #hearIncident(incident: SeenIncident): void {
    const { output, style } = this.#options;
    const known = this.#result.incidents.find(({ incidentId }) => incidentId === incident.incidentId);
    if (known) Object.assign(known, incident);
    else this.#result.incidents.push(incident);
    this.#result.firstIncidentMs ??= this.#elapsedMs();
    if (known && incident.change === "updated") return;
    const paint = { critical: style.red, warning: style.yellow }[incident.severity] ?? style.dim;
    const mark = incident.change === "closed" ? style.green("over   ") : paint(incident.severity.padEnd(7));
    const at = incident.change === "closed" ? incident.updatedAt : incident.openedAt;
    output.endProgress();
    output.line(`${style.dim(clockOf(Date.parse(at)))}  ${mark} ${safeText(incident.summary)}`);
  }

  async #showProgress(site: Site, signal: AbortSignal): Promise<void> {
    const { clock, output, api, scenario } = this.#options;
    while (!signal.aborted) {
      const waiting = await this.#countWaiting(api);
      output.progress(
        `${this.#time()}  ${scenario.name}: ${site.published} messages; ${waiting} records wait for the cloud`,
      );
      await sleep(clock, 500, signal);
    }
  }

  async #countWaiting(api: ApiClient): Promise<number> {
    const { counts } = await api.get<{ counts: { records: number } }>("/api/queue?limit=0");
    const { cloud } = this.#result;
    cloud.mostWaiting = Math.max(cloud.mostWaiting, counts.records);
    return counts.records;
  }

  async #bringCloudBack(signal: AbortSignal): Promise<void> {
    const { farSide, clock, output, style, api } = this.#options;
    if (signal.aborted) return;
    const before = await this.#countWaiting(api);
    await farSide.comeBack();
    const returnedMs = clock.monotonicMs();
    let waiting = before;
    while (waiting > 0 && clock.monotonicMs() - returnedMs < drainMsMax && !signal.aborted) {
      await sleep(clock, 100, signal);
      waiting = await this.#countWaiting(api);
    }
    const { cloud } = this.#result;
    // Records go on coming in: what counts is that the queue was empty once.
    cloud.waiting = waiting;
    cloud.stored = farSide.storedCount;
    cloud.repeats = farSide.repeatCount;
    output.endProgress();
    const seconds = ((clock.monotonicMs() - returnedMs) / 1000).toFixed(1);
    output.line(
      `${style.dim(this.#time())}  ${style.bold("The cloud is back:")} ${before} records had waited on the disk; ` +
        `${cloud.stored} arrived in ${seconds} s, ${cloud.waiting} are left, ${cloud.repeats} came twice.`,
    );
  }

  #reveal(): void {
    const { output, style } = this.#options;
    const { faults, incidents, messages, firstIncidentMs, firstActionMs } = this.#result;
    const seconds = (ms: number | undefined) =>
      ms === undefined ? "never" : `after ${(ms / 1000).toFixed(1)} s`;
    output.line("");
    output.line(
      `${messages} messages, ${incidents.length} incidents. First incident ${seconds(firstIncidentMs)}, first confirmed action ${seconds(firstActionMs)}.`,
    );
    output.line(style.bold("What really happened (the daemon was not told):"));
    for (const { describe, injectAt, clearAt } of faults) {
      output.line(`  ${clockOf(Date.parse(injectAt))} to ${clockOf(Date.parse(clearAt))}  ${describe}`);
    }
  }

  async #keepGoing(signal: AbortSignal): Promise<void> {
    const { output, daemon } = this.#options;
    output.line("");
    output.line(
      `Going on in real time until Ctrl-C. In another terminal: edgewise status --url ${daemon.httpUrl}`,
    );
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }

  #elapsedMs(): number {
    return Math.round(this.#options.clock.monotonicMs() - this.#startMs);
  }

  #time(): string {
    return clockOf(this.#now());
  }
}

/** Hours and minutes on the clock of this machine's zone. */
function clockOf(at: number): string {
  return stamp(at, undefined).slice(-5);
}
