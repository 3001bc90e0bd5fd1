import { parseArgs } from "node:util";
import { runCommands } from "./commands.ts";
import { runDetect } from "./detect.ts";
import { runDetection } from "./detection.ts";
import { runFootprint } from "./footprint.ts";
import { runIncidentQuestions } from "./incident-questions.ts";
import { runIncidents } from "./incidents.ts";
import { runIngest } from "./ingest.ts";
import { runIntents } from "./intents.ts";
import { runLatency } from "./latency.ts";
import { runLogAnomalies } from "./log-anomalies.ts";
import { runLogClassifier } from "./log-classifier.ts";
import { runLogs } from "./logs.ts";
import { runOutages } from "./outage.ts";
import { runOutbox } from "./outbox.ts";
import { runSentences } from "./sentences.ts";
import { runSinks } from "./sinks.ts";
import { runSummaries } from "./summaries.ts";
import { runTextDigests } from "./text-digests.ts";
import { runUnderstanding, type UnderstandingSet } from "./understanding.ts";
import { runVoice } from "./voice.ts";
import { runVoiceFalseActions } from "./voice-false-actions.ts";
import { runVoiceSites } from "./voice-sites.ts";
import { runWindows } from "./windows.ts";

interface BenchOptions {
  /** File for the list of what was not understood as expected. */
  failures: string | undefined;
  /** File for the page of texts that `summaries` writes. */
  examples: string | undefined;
  /** Beginnings of case ids to keep to, such as `farm/values`; undefined: all. */
  cases: readonly string[] | undefined;
  /** Which places `understanding` takes. */
  set: UnderstandingSet;
  /** Whether the failures of the held-back half of `questions` are told, too. */
  isHeldBackTold: boolean;
  /** Which corpora `detection` takes; undefined: all. */
  corpus: readonly string[] | undefined;
  /** Folders of scores that `detection` compares as well. */
  scores: readonly string[] | undefined;
  /** Share of the cases that `voice-sites` takes. */
  share: number;
  /** Share of these that it also speaks at the pace of speech. */
  paced: number;
  /** Parts of the names of its voices; undefined: all that are installed. */
  voices: readonly string[] | undefined;
  /** Of other sound that `voice-false-actions` takes. */
  minutes: number;
  /** So many times as fast as sound. */
  speed: number;
  /** Whether `log-anomalies` takes the development seeds only, and lists what was falsely alarmed. */
  isDevelopment: boolean;
}

/** Every benchmark by the name given to `npm run bench -- NAME`. */
const benches: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  ingest: runIngest,
  windows: runWindows,
  latency: runLatency,
  footprint: runFootprint,
  sentences: runSentences,
  understanding: runUnderstanding,
  intents: runIntents,
  "log-classifier": runLogClassifier,
  commands: runCommands,
  questions: runIncidentQuestions,
  incidents: runIncidents,
  detect: runDetect,
  detection: runDetection,
  "text-digests": runTextDigests,
  logs: runLogs,
  "log-anomalies": runLogAnomalies,
  summaries: runSummaries,
  voice: runVoice,
  "voice-sites": runVoiceSites,
  "voice-false-actions": runVoiceFalseActions,
  outbox: runOutbox,
  outage: runOutages,
  sinks: runSinks,
};

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: {
    failures: { type: "string" },
    examples: { type: "string" },
    cases: { type: "string", multiple: true },
    more: { type: "boolean", default: false },
    corpus: { type: "string", multiple: true },
    scores: { type: "string", multiple: true },
    blind: { type: "boolean", default: false },
    development: { type: "boolean", default: false },
    share: { type: "string", default: "1" },
    paced: { type: "string", default: "0.15" },
    minutes: { type: "string", default: "120" },
    speed: { type: "string", default: "8" },
    voices: { type: "string", multiple: true },
    "held-back": { type: "boolean", default: false },
  },
});
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}
const set = values.blind ? "blind" : values.more ? "more" : "first";
const options: BenchOptions = {
  failures: values.failures,
  examples: values.examples,
  cases: values.cases,
  set,
  isHeldBackTold: values["held-back"],
  corpus: values.corpus,
  scores: values.scores,
  share: Number(values.share),
  paced: Number(values.paced),
  voices: values.voices,
  minutes: Number(values.minutes),
  speed: Number(values.speed),
  isDevelopment: values.development,
};
for (const name of names.length > 0 ? names : Object.keys(benches)) await benches[name]?.(options);
