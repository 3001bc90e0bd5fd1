import type { QuestionContext, Reply } from "./context.ts";
import { isBeyond, type Limit, withVerdict } from "./limit.ts";
import { answerLatest, type Sensor } from "./measure.ts";

/** "Is it below zero outside": whether the newest readings are, if they are all on one side, and what they are. */
export function answerAgainst(
  limit: Limit,
  { sensors, what }: { sensors: readonly Sensor[]; what: string },
  context: QuestionContext,
): Reply {
  const answer = answerLatest(sensors, what, context);
  if (answer.isUnknown || sensors.some(({ isSetPoint }) => isSetPoint)) return answer;
  const verdicts = new Set(
    sensors.flatMap(({ series, reported }) => {
      const latest = reported ?? context.directory.latest(series);
      return latest ? [isBeyond(limit, latest.value, series)] : [];
    }),
  );
  const [only] = verdicts;
  return verdicts.size === 1 ? { ...answer, reply: withVerdict(only, answer.reply) } : answer;
}
