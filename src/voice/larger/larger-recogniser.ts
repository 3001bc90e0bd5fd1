import type { Random } from "../../core/backoff.ts";
import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { LargerConfig } from "./config.ts";
import { LargerRecogniserError } from "./errors.ts";
import type { largerEvents } from "./events.ts";
import { transcribeByOpenAi } from "./openai-recogniser.ts";
import { transcribeByWyoming } from "./wyoming-recogniser.ts";

/**
 * A larger recogniser elsewhere in the local network, for what edgewise is not sure of.
 *
 * Limits and invariants:
 * 1. Without a configured recogniser nothing is sent anywhere, and never to an address outside of `networks`.
 * 2. An answer takes `timeoutMs` at most, connecting and looking up the name included.
 * 3. At most `underWayMax` utterances are asked about at a time; of more, edgewise decides alone.
 * 4. After `failuresMax` failures in a row it is left alone for 5 s, twice as long after each further one, 5 minutes at most;
 *    then one utterance tries whether it is back.
 */
export interface LargerRecogniser {
  /**
   * What was said, or undefined: it heard nothing, cannot be reached, or is left alone. Never rejects.
   */
  ask(samples: Int16Array): Promise<string | undefined>;
  health(): { state: "off" | "ok" | "failing" | "pausing"; detail: string };
}

const underWayMax = 2;
const failuresMax = 3;
const pauseMs = { base: 5_000, max: 300_000 };

export function createLargerRecogniser(options: {
  config: LargerConfig;
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof largerEvents>;
}): LargerRecogniser {
  const { config, clock, reporter } = options;
  const { recogniser, url } = config;
  let failures = 0;
  let lastProblem = "";
  let pauseEndsAtMs = Number.NEGATIVE_INFINITY;
  let underWay = 0;
  const isOn = recogniser !== "none" && url !== undefined;
  const isPausing = () => failures >= failuresMax && clock.monotonicMs() < pauseEndsAtMs;

  const succeed = () => {
    if (failures >= failuresMax) reporter.report("back", { url });
    failures = 0;
  };
  const fail = (error: unknown) => {
    failures += 1;
    lastProblem = errorMessage(error);
    reporter.report("failed", { why: lastProblem });
    if (failures < failuresMax) return;
    const longestMs = Math.min(pauseMs.max, pauseMs.base * 2 ** (failures - failuresMax));
    // Between half of it and the whole: several devices that lost one server do not come back at once.
    const forMs = longestMs * (0.5 + options.random() / 2);
    pauseEndsAtMs = clock.monotonicMs() + forMs;
    reporter.report("givenUp", { url, forMs: Math.round(forMs) });
  };

  return {
    async ask(samples) {
      if (!isOn || samples.length === 0) return undefined;
      if (isPausing() || underWay >= underWayMax || (failures >= failuresMax && underWay > 0)) {
        reporter.report("asked", { outcome: "skipped" });
        return undefined;
      }
      underWay += 1;
      try {
        const text = await withinTime(options, (signal) =>
          recogniser === "openai"
            ? transcribeByOpenAi({ samples, url, config, signal })
            : transcribeByWyoming({ samples, url, config, clock, signal }),
        );
        succeed();
        const said = text.trim();
        reporter.report("asked", { outcome: said === "" ? "nothing" : "heard" });
        return said === "" ? undefined : said;
      } catch (error) {
        reporter.report("asked", { outcome: "failed" });
        fail(error);
        return undefined;
      } finally {
        underWay -= 1;
      }
    },
    health() {
      if (!isOn) return { state: "off", detail: "no larger recogniser is configured" };
      if (isPausing()) return { state: "pausing", detail: `it is left alone for a while: ${lastProblem}` };
      if (failures > 0) return { state: "failing", detail: lastProblem };
      return { state: "ok", detail: `asked when unsure: ${url}` };
    },
  };
}

/** What is missing for the recogniser that was chosen, in words; undefined: nothing. */
export function largerProblem({ recogniser, url }: LargerConfig): string | undefined {
  if (recogniser === "none") return undefined;
  const isWeb = url !== undefined && /^https?:/.test(url);
  if (url !== undefined && isWeb === (recogniser === "openai")) return undefined;
  const wanted = recogniser === "openai" ? "http://host:port" : "tcp://host:port";
  return `voice.larger.recogniser is ${recogniser}, but voice.larger.url is not such as ${wanted}`;
}

/** Also when `work` takes no notice of its signal, as a look-up of a name does. */
function withinTime<T>(
  { config, clock }: { config: LargerConfig; clock: Clock },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  return new Promise((resolve, reject) => {
    const cancel = clock.after(config.timeoutMs, () => {
      late.abort();
      reject(new LargerRecogniserError(config.url ?? "", `no answer within ${config.timeoutMs} ms`));
    });
    work(late.signal).then(resolve, reject).finally(cancel);
  });
}
