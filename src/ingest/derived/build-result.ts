import type { Series } from "../../domain/sample.ts";
import { splitSeriesPattern } from "../../domain/series-pattern.ts";
import { expandTemplate, guessWords, type SeriesWords, snakeCase } from "../sensor/name.ts";
import { type SeriesTable, seriesId } from "../series-directory.ts";
import type { Assembly, Feed, RulePlan } from "./assembly.ts";
import type { DerivedMemory } from "./derived-memory.ts";
import { createFormula } from "./formula.ts";
import { namedLabels } from "./input-pattern.ts";
import { Result } from "./result.ts";
import { inputsOf, resultTopicOf } from "./rules.ts";

/** Why a rule makes no series of inputs that it names. */
export type RefusalReason = "kind" | "units" | "tooManyInputs" | "idTaken" | "tooManySeries";

export type BuiltResult = { result: Result } | { reason: RefusalReason; detail: string };

/** Makes the series of a complete assembly, and what computes it. */
export function buildResult(
  assembly: Assembly,
  parts: { table: SeriesTable; memory: DerivedMemory },
): BuiltResult {
  const { plan } = assembly;
  const { rule } = plan;
  const feeds = orderedFeeds(assembly);
  const leading = assembly.feeds.find(({ inputs }) => inputs.includes(plan.leading))?.last.series;
  if (!leading) throw new Error("an assembly without its leading input");
  const topic = resultTopicOf(rule).of(leading);
  const id = seriesId(topic, rule.field);
  const formula = createFormula(
    rule,
    feeds.map(({ last }) => last.series.unit),
    { add: (growth) => parts.memory.addTotal(id, growth) },
  );
  if (!formula.ok) return { reason: "units", detail: formula.reason };
  const series = parts.table.intern({
    topic,
    field: rule.field,
    kind: "numeric",
    unit: formula.value.unit,
    ...wordsOf(assembly, topic, leading),
    labels: namedLabels(assembly.labels),
    states: [],
    isDiagnostic: leading.isDiagnostic ?? false,
    isDerived: true,
  });
  if (series === "full") return { reason: "tooManySeries", detail: "ingest.seriesCountMax is reached" };
  if (series === "idTaken") {
    return {
      reason: "idTaken",
      detail: `the id "${id}" is that of another series; give the rule another field`,
    };
  }
  const known = plan.isGroup ? [...(parts.memory.members(id) ?? [])].filter((one) => isInput(plan, one)) : [];
  const result = new Result({
    series,
    step: formula.value.step,
    ageMaxMs: rule.ageMaxMs,
    countMin: Math.max(plan.inputs.length, "inputsMin" in rule ? rule.inputsMin : 1),
    awaited: known,
    isRoundOver: known.length > 0 || !isOpenGroup(assembly),
  });
  for (const [position, feed] of feeds.entries()) {
    const conversion = formula.value.inputs[position];
    if (!conversion) throw new Error("a formula without a conversion for one of its inputs");
    const place = result.add(feed.last.series, conversion);
    assembly.positions.set(feed, place);
    result.take(place, feed.last);
  }
  return { result };
}

/** Outside groups in the order of the formula; in a group the first heard comes first. */
function orderedFeeds({ plan, feeds }: Assembly): Feed[] {
  if (plan.isGroup) return [...feeds];
  return [...feeds].sort((a, b) => (a.inputs[0] ?? 0) - (b.inputs[0] ?? 0));
}

/** Whether a rule still takes in a series of before a restart, of which only the id is known. */
function isInput({ inputs }: RulePlan, id: string): boolean {
  const { filter, field = "" } = splitSeriesPattern(id);
  // A colon may belong to the topic, too.
  const readings = [
    { id, topic: filter, field },
    { id, topic: id, field: "" },
  ];
  return inputs.some((input) => readings.some((reading) => input.match(reading) !== undefined));
}

function isOpenGroup({ plan }: Assembly): boolean {
  return (
    plan.isGroup && inputsOf(plan.rule).some(({ pattern }) => /(?:^|\/)[+#](?:[/:]|$)|:\*$/.test(pattern))
  );
}

/** Names and place as the rule gives them, and where it does not, those of the leading input. */
function wordsOf(
  { plan, labels }: Assembly,
  topic: string,
  leading: Series,
): { words: SeriesWords; isNameFixed: boolean } {
  const { rule } = plan;
  const named = namedLabels(labels);
  const guessed = guessWords(topic, rule.field, named);
  const expand = (template: string | undefined) =>
    template === undefined ? undefined : expandTemplate(template, named, rule.field);
  const device = expand(rule.device) ?? (plan.isGroup ? guessed.device : leading.place.device);
  const area = expand(rule.area) ?? (plan.isGroup ? guessed.area : leading.place.area);
  const measure = snakeCase(rule.field).replaceAll("_", " ");
  const given = expand(rule.name);
  // One name for all the results of a rule would not tell them apart.
  const isShared = given !== undefined && plan.names.length > 0 && given === rule.name;
  const ownName = device === guessed.device || device === undefined ? guessed.name : `${device} ${measure}`;
  const name = isShared ? `${device ?? leading.name} ${given}` : (given ?? ownName);
  return {
    words: { ...guessed, name, device, longDevice: device, area },
    isNameFixed: given !== undefined,
  };
}
