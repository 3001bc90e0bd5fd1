import type { Answer } from "../../src/domain/utterance.ts";
import type { InferenceView } from "../../src/http/api.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient } from "../support/mqtt-client.ts";
import { startScript } from "./child.ts";
import { states, things } from "./commands/home.ts";
import { type Sentence, sentences } from "./commands/sentences.ts";
import { domainOf, isUnderstoodByEdgewise, isUnderstoodByHassil } from "./commands/understood.ts";
import { median, printFigure, quantile } from "./figure.ts";
import { type HassilMatcher, startHassil } from "./hassil/matcher.ts";
import { waitForMetric } from "./metrics-reader.ts";

const rate = 2_000;
const rounds = 8;
/** Between two commands, so that what is measured is a command and not a queue of them. */
const pauseMs = 10;
const mebibyte = 2 ** 20;

interface Asked {
  readonly sentence: Sentence;
  readonly answer: Answer;
  readonly roundTripMs: number;
}

/**
 * A fixed list of sentences to the real daemon with the bundled model, nothing sent to devices: time in each tier and
 * as a client sees it, alone and under a steady 2,000 sensor messages per second, and the share understood; what the
 * inference host takes; and, in turns in the same run, Home Assistant's template matcher on the same sentences.
 */
export async function runCommands(): Promise<void> {
  const hassil = await startHassil({
    things: things.map((thing) => ({
      name: thing.name,
      aliases: thing.aliases ?? [],
      domain: domainOf(thing),
      area: thing.area,
    })),
    areas: [...new Set(things.flatMap(({ area }) => area ?? []))],
    sentences,
  });
  if (hassil) process.stderr.write(`hassil: ${JSON.stringify(hassil.versions)}\n`);
  for (const isLoaded of [false, true]) {
    const daemon = await startDaemon({ config });
    try {
      await reportStates(daemon);
      if (isLoaded) await measureLoaded(daemon);
      else await measureAlone(daemon, hassil);
      await daemon.stop();
    } finally {
      await removeDaemon(daemon);
    }
  }
  await hassil?.end();
}

const config = {
  http: { requestsPerMinuteMax: 1_000_000 },
  commands: {
    entities: things,
    actionsPerMinute: 100_000,
    actionsPerEntityPerMinute: 10_000,
    actionsPerSourcePerMinute: 100_000,
  },
};

async function reportStates(daemon: DaemonProcess): Promise<void> {
  const client = await connectClient(daemon.brokerPort());
  for (const [topic, state] of Object.entries(states))
    await client.publish(topic, state as object, { qos: 1 });
  await client.end();
}

async function measureAlone(daemon: DaemonProcess, hassil: HassilMatcher | undefined): Promise<void> {
  await round(daemon);
  await hassil?.round();
  const asked: Asked[] = [];
  const hassilMs: number[] = [];
  // In turns, so that whatever else the machine does falls on both.
  for (let turn = 0; turn < rounds; turn += 1) {
    asked.push(...(await round(daemon)));
    if (hassil) hassilMs.push(...(await hassil.round()));
  }
  reportTimes(asked, "alone");
  reportUnderstood(
    "edgewise",
    sentences.map((sentence, index) => {
      const answer = asked[index]?.answer;
      return answer !== undefined && isUnderstoodByEdgewise(sentence, answer);
    }),
  );
  const byAsking = sentences.filter((sentence, index) => {
    const answer = asked[index]?.answer;
    return (
      sentence.style === "free" && answer?.outcome === "asked" && isUnderstoodByEdgewise(sentence, answer)
    );
  });
  printFigure("commands", "of them by asking, free phrasing", byAsking.length, "sentences");
  await reportHost(daemon);
  if (hassil) reportHassil(hassil, hassilMs, asked);
}

async function measureLoaded(daemon: DaemonProcess): Promise<void> {
  await round(daemon);
  // Far more than is needed: it is ended when the last answer is in.
  const flood = startScript("flood.js", [daemon.brokerPort(), 0, rate * 3_600, rate]);
  try {
    await flood.waitFor("start");
    await waitForMetric(daemon, "edgewise_ingest_samples_total", rate * 2, 60_000);
    const asked: Asked[] = [];
    for (let turn = 0; turn < rounds; turn += 1) asked.push(...(await round(daemon)));
    reportTimes(asked, `${rate} msg/s`);
  } finally {
    flood.child.kill();
  }
}

/** Says every sentence once, each in a conversation of its own. */
async function round(daemon: DaemonProcess): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const { text, area } = sentence;
    const startMs = performance.now();
    const answer = await daemon.post<Answer>("/api/ask", {
      text,
      ...(area === undefined ? {} : { area }),
      session: `bench ${index} ${startMs}`,
      dryRun: true,
    });
    asked.push({ sentence, answer, roundTripMs: performance.now() - startMs });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return asked;
}

function reportTimes(asked: readonly Asked[], load: string): void {
  const tierMs = (tier: string) => asked.flatMap(({ answer }) => answer.timesMs[tier] ?? []);
  reportQuantiles(`grammar tier, ${load}`, tierMs("grammar"));
  reportQuantiles(`nano tier, ${load}`, tierMs("nano"));
  reportQuantiles(`understanding in all, ${load}`, tierMs("understand"));
  for (const tier of ["grammar", "nano", "none"] as const) {
    const answered = asked.filter(({ answer }) => answer.tier === tier);
    reportQuantiles(
      `POST /api/ask, ${tier === "none" ? "not understood" : `answered by ${tier}`}, ${load}`,
      answered.map(({ roundTripMs }) => roundTripMs),
    );
  }
}

function reportQuantiles(figure: string, times: readonly number[]): void {
  if (times.length === 0)
    throw new Error(`nothing was measured for “${figure}”: is the command model loaded?`);
  printFigure("commands", `${figure}, p50`, quantile(times, 0.5), "ms");
  printFigure("commands", `${figure}, p99`, quantile(times, 0.99), "ms");
}

/** `isUnderstood` is in the order of the sentences. Out of scope, understood is left alone. */
function reportUnderstood(who: string, isUnderstood: readonly boolean[]): void {
  for (const group of groups) {
    const chosen = inGroup(isUnderstood, group);
    const share = chosen.filter(Boolean).length / chosen.length;
    printFigure("commands", `${who} understood, ${groupNames[group]} (${chosen.length})`, share * 100, "%");
  }
}

async function reportHost(daemon: DaemonProcess): Promise<void> {
  const { inference } = await daemon.get<{ inference: InferenceView }>("/api/status");
  const model = inference.models.find(({ slot }) => slot === "command");
  if (!model || inference.residentBytes === undefined) throw new Error("the command model is not loaded");
  printFigure("commands", "RSS of the inference host", inference.residentBytes / mebibyte, "MiB");
  printFigure("commands", "memory of the command model", model.memoryBytes / mebibyte, "MiB");
  printFigure("commands", "time to load the command model", model.loadMs, "ms");
}

/** `times` in milliseconds and `asked` are rounds over all sentences, in their order. */
function reportHassil(hassil: HassilMatcher, times: readonly number[], asked: readonly Asked[]): void {
  reportQuantiles("hassil", times);
  printFigure("commands", "time to load the intents of hassil", hassil.loadMs, "ms");
  reportUnderstood(
    "hassil",
    sentences.map((sentence, index) => {
      const result = hassil.best[index];
      return result !== undefined && isUnderstoodByHassil(sentence, result);
    }),
  );
  const own = asked.map(({ answer }) => answer.timesMs.understand ?? Number.NaN);
  for (const group of groups) {
    const ratio = median(inGroup(times, group)) / median(inGroup(own, group));
    printFigure(
      "commands",
      `hassil to edgewise, time to understand, ${groupNames[group]}, p50`,
      ratio,
      "ratio",
    );
  }
  const ratio = quantile(times, 0.99) / quantile(own, 0.99);
  printFigure("commands", "hassil to edgewise, time to understand, all, p99", ratio, "ratio");
}

const groupNames = {
  template: "template-like",
  free: "free phrasing",
  outOfScope: "out of scope",
  all: "all",
} as const satisfies Record<Sentence["style"] | "all", string>;

const groups = Object.keys(groupNames) as (keyof typeof groupNames)[];

/** Of values in the order of the sentences, one round after the other, those of one group. */
function inGroup<T>(values: readonly T[], group: keyof typeof groupNames): T[] {
  return values.filter((_, index) => group === "all" || sentences[index % sentences.length]?.style === group);
}
