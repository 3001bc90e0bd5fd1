import { sayCount, sayList } from "../../text/say-list.ts";
import type { AlikePair } from "../../voice/pronounce/alike-names.ts";
import type { Enrolment, WordCheck } from "../../voice/pronounce/enrolment.ts";
import type { SharedWay } from "../../voice/pronounce/reductions.ts";
import { writeSounds } from "../../voice/pronounce/sounds.ts";
import type { WakeProblem } from "../../voice/pronounce/wake-check.ts";
import { standingSentence } from "../../voice/wake/standing-sentence.ts";
import type { PhraseStanding } from "../../voice/wake/wake-spotter.ts";
import { type Style, safeText } from "../style.ts";

/** Of each kind of finding only so many are printed; all of them are in the JSON. */
const shownMax = 25;
const waysShown = 3;

export interface EnrolmentFacts {
  /** Why words that no dictionary has were not read. */
  problem: string | undefined;
  /** Of the phrases that can be said. */
  standings: readonly PhraseStanding[];
  /** What was asked for. */
  falseAlarmsPerDay: number;
}

/** What was found, for a person: first what is said how, then what is wrong and what to do. */
export function enrolmentText(
  { phrases, namesChecked, alike, unsaid, guessed }: Enrolment,
  { style, problem, standings, falseAlarmsPerDay }: EnrolmentFacts & { style: Style },
): string {
  const lines = phrases.flatMap(({ phrase, words, problems }) => [
    style.bold(`Wake phrase “${safeText(phrase)}”`),
    ...words.map(wordLine),
    ...problems.map((one) => `  ${style.yellow(wakeSentence(one))}`),
    ...(problems.length === 0 ? [style.green("  Easy to say and to tell apart.")] : []),
    ...standings
      .filter((one) => one.phrase === phrase)
      .flatMap((one) => standingSentence(one, falseAlarmsPerDay) ?? [])
      .map((sentence) => `  ${sentence}`),
  ]);
  if (problem !== undefined)
    lines.push(style.yellow(`Words that no dictionary has were not read: ${problem}.`));
  if (namesChecked === 0) return lines.join("\n");
  lines.push(style.bold(`${sayCount(namesChecked, "name")} of things and areas`));
  lines.push(
    ...shown(unsaid, (one) =>
      style.red(
        `  ${quote(one.word)} (in ${named(one.names)}) ${one.problem}: it cannot be understood when spoken. Add it to voice.pronunciations.`,
      ),
    ),
    ...shown(alike, (pair) => `  ${style.yellow(alikeSentence(pair))}`),
    ...shown(
      guessed,
      ({ word, names, ways }) =>
        `  ${quote(word)} (in ${named(names)}) is read as ${waysText(ways)}; if it is said otherwise, add it to voice.pronunciations.`,
    ),
  );
  if (unsaid.length === 0 && alike.length === 0) lines.push(style.green("  All can be said and told apart."));
  return lines.join("\n");
}

/** The same as a value for scripts. */
export function enrolmentJson(
  enrolment: Enrolment,
  { problem, standings, falseAlarmsPerDay }: EnrolmentFacts,
): unknown {
  const { phrases, namesChecked, alike, unsaid, guessed } = enrolment;
  return {
    isClear:
      unsaid.length === 0 && alike.length === 0 && phrases.every(({ problems }) => problems.length === 0),
    phrases: phrases.map(({ phrase, words, problems }) => ({
      phrase,
      words: words.map(wordJson),
      problems: problems.map((one) => ({ ...one, advice: wakeSentence(one) })),
    })),
    thresholds: standings.map((one) => ({
      phrase: one.phrase,
      threshold: Number(one.threshold.toFixed(3)),
      falseAlarmsPerDay: Number(one.falseAlarmsPerDay.toPrecision(2)),
      heldAt: one.heldAt,
      advice: standingSentence(one, falseAlarmsPerDay),
    })),
    namesChecked,
    alike: alike.map((pair) => ({
      names: [pair.one.name, pair.other.name],
      of: [pair.one.of, pair.other.of],
      kind: pair.one.kind,
      distance: Number(pair.distance.toFixed(2)),
      sounds: [pair.one, pair.other].map(({ ways }) => writeSounds(ways[0] ?? [])),
      advice: alikeSentence(pair),
    })),
    unsaid,
    guessed: guessed.map(({ word, names, ways }) => ({ word, names, ways: ways.map(wayJson) })),
    readerProblem: problem,
  };
}

function wordLine({ word, spoken }: WordCheck): string {
  if (spoken.ways.length === 0) return `  ${safeText(word)}: ${spoken.problem}`;
  return `  ${safeText(word)}: ${waysText(spoken.ways)} (${origins[spoken.origin ?? "model"]})`;
}

const origins = {
  own: "yours",
  dictionary: "dictionary",
  rules: "from words of the dictionary",
  model: "read by the model",
};

function waysText(ways: readonly SharedWay[]): string {
  return ways
    .slice(0, waysShown)
    .map(({ sounds }) => writeSounds(sounds))
    .join(" or ");
}

/** What is wrong with a wake phrase, and what to do. */
export function wakeSentence(problem: WakeProblem): string {
  switch (problem.kind) {
    case "unsaid":
      return problem.words.length === 0
        ? "It has no words; choose two or three that are seldom said."
        : `It cannot be spotted: no way to say ${sayList(problem.words.map(quote))} is known. Add it to voice.pronunciations.`;
    case "short":
      return `It is short (${sayCount(problem.sounds, "sound")}, ${sayCount(problem.syllables, "syllable")}), so other speech will wake it. Take three syllables or more, such as “hey” and a name.`;
    case "ordinary":
      return "Its words are among the commonest there are, so ordinary sentences will wake it. Add a rare word.";
    case "inWords":
      return `It sounds like ${sayList(problem.words.map(quote))} or a part of that, which will wake it. Add a word before it.`;
    case "inNames":
      return `It sounds like, or within, ${named(problem.names)} here, so commands will wake it. Choose another or rename that.`;
  }
}

function alikeSentence({ one, other, distance }: AlikePair): string {
  const names = `${quote(one.name)} and ${quote(other.name)}`;
  const sounds = [one, other].map(({ ways }) => writeSounds(ways[0] ?? [])).join(" / ");
  return distance === 0
    ? `${names} can sound the same. Rename one, or put its area in front.`
    : `${names} are hard to tell apart (${sounds}). Rename one, or give it an alias that is used instead.`;
}

function shown<T>(items: readonly T[], line: (item: T) => string): string[] {
  const hidden = items.length - shownMax;
  return [
    ...items.slice(0, shownMax).map(line),
    ...(hidden > 0 ? [`  … and ${sayCount(hidden, "more", "more")} (all of them with --json)`] : []),
  ];
}

function named(names: readonly string[]): string {
  const hidden = names.length - waysShown;
  const listed = names.slice(0, waysShown).map(quote);
  return hidden > 0 ? `${listed.join(", ")} and ${sayCount(hidden, "other")}` : sayList(listed);
}

function quote(text: string): string {
  return `“${safeText(text)}”`;
}

function wordJson({ word, spoken: { ways, origin, problem } }: WordCheck): unknown {
  return { word, from: origin, ways: ways.map(wayJson), problem };
}

function wayJson({ sounds, share }: SharedWay): unknown {
  return { sounds: writeSounds(sounds), share: Number(share.toFixed(3)) };
}
