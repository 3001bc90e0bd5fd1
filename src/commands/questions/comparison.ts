import { capitalise } from "../say/phrases.ts";
import type { Interpretation } from "../understand/interpret.ts";
import type { QuestionContext, Reply } from "./context.ts";
import { answerLatest, type Sensor, saySeriesValue, seriesName } from "./measure.ts";
import { measuringThings, sensorOf } from "./measuring.ts";
import { isOfRoom } from "./nearness.ts";
import { saidOf } from "./said-targets.ts";
import { findSensors } from "./sensors.ts";

/** What is compared: those of the kind that was said, else of all rooms and places, else all that measures it. */
export function comparedSensors(
  question: Interpretation,
  measure: string,
  context: QuestionContext,
): Sensor[] {
  const { phrase } = question;
  const isAnywhere =
    saidOf(question).length === 0 && phrase.kind === undefined && phrase.deviceClass === undefined;
  if (!isAnywhere) return findSensors(question, measure, context);
  const measuring = measuringThings(context.registry.things, measure).filter((one) => !one.isSetPoint);
  const rooms = measuring.filter(({ thing }) => thing.kind === "sensor" && isOfRoom(thing, context));
  const compared = rooms.length > 0 ? rooms : measuring;
  if (compared.length === 0) return findSensors(question, measure, { ...context, area: undefined });
  return compared.map((one) => sensorOf(one, context));
}

/** "Which press shakes the most": the one with the highest newest value, and the next one. */
export function answerComparison(
  sensors: readonly Sensor[],
  asked: { isHighest: boolean; what: string },
  context: QuestionContext,
): Reply {
  const known = sensors.flatMap(({ series, reported }) => {
    const latest = reported ?? context.directory.latest(series);
    return latest && series.kind === "numeric" ? [{ series, value: latest.value }] : [];
  });
  const hasOneUnit = new Set(known.map(({ series }) => series.unit)).size === 1;
  if (known.length < 2 || !hasOneUnit) return answerLatest(sensors, asked.what, context);
  const [first, second] = known.sort((a, b) => (asked.isHighest ? b.value - a.value : a.value - b.value));
  if (!first || !second) return answerLatest(sensors, asked.what, context);
  const say = (one: typeof first) => `${seriesName(one.series)}, ${saySeriesValue(one.value, one.series)}`;
  const word = asked.isHighest ? "highest" : "lowest";
  if (first.value === second.value) {
    const reply = `${capitalise(seriesName(first.series))} and ${seriesName(second.series)} are both the ${word}: ${saySeriesValue(first.value, first.series)}.`;
    return { reply, things: [] };
  }
  return { reply: `The ${word} is ${say(first)}; next comes ${say(second)}.`, things: [] };
}

/** "How much warmer is the snug than the loft": the higher of two, by how much, and the other. */
export function answerDifference(sensors: readonly Sensor[], what: string, context: QuestionContext): Reply {
  const known = sensors.flatMap(({ series, reported, isSetPoint }) => {
    const latest = reported ?? context.directory.latest(series);
    return latest && series.kind === "numeric" && !isSetPoint ? [{ series, value: latest.value }] : [];
  });
  const [one, other] = known;
  const isPair = known.length === 2 && sensors.length === 2 && one?.series.unit === other?.series.unit;
  if (!one || !other || !isPair) return answerLatest(sensors, what, context);
  const [high, low] = one.value >= other.value ? [one, other] : [other, one];
  const say = ({ series, value }: typeof one) => saySeriesValue(value, series);
  const names = [capitalise(seriesName(high.series)), seriesName(low.series)] as const;
  if (high.value === low.value)
    return { reply: `${names[0]} and ${names[1]} are the same: ${say(high)}.`, things: [] };
  const difference = saySeriesValue(high.value - low.value, high.series);
  return {
    reply: `${names[0]} is ${difference} higher than ${names[1]}: ${say(high)} and ${say(low)}.`,
    things: [],
  };
}
