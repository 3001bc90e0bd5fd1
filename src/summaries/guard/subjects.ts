import { sayName } from "../../text/say-name.ts";
import { quotable } from "../../text/say-quotation.ts";
import { placeForms, placeParts, standsAlone, stateForm, subjectForms, subjectParts } from "../names.ts";
import { subjectKey } from "../subject.ts";
import type { Draft } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import type { GuardLanguage } from "./guard-language.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** Where a text names a subject, and the lines of evidence that this name can mean. */
export interface Mentioned {
  start: number;
  end: number;
  lines: readonly Line[];
  /** Several sensors by their number, not by name. */
  isGroup?: boolean;
}

/** Settles every quotation: each must be of a log line, a name, or a state. */
export function settleQuotations(draft: Draft, ground: Ground, mentions: Mentioned[]): Refusal | undefined {
  const { quotation, quotationMark, subjects } = ground.language;
  for (const { text, start, end, groups } of draft.find(quotation)) {
    const inner = groups[0] ?? "";
    const lines = ground.lines.filter((line) => isQuotedFrom(inner, line));
    const isPlace = ground.incidents.some(({ place, evidence }) =>
      [place, ...evidence.map((line) => line.place)].some((each) => placeForms(each).includes(`"${inner}"`)),
    );
    if (lines.length === 0 && !isPlace) return refusal("quotation", text);
    const named = lines.filter(({ evidence }) => sameName(inner, evidence.name));
    const isWhere = isPlace && isBehind(subjects.placeBefore, draft, start);
    if (named.length > 0 && !isWhere)
      mentions.push({ start, end, lines: ofType(named, { draft, start, end, subjects, isWhole: true }) });
    draft.settle(start, end);
  }
  const [mark] = draft.find(quotationMark);
  return mark && refusal("quotation", "a quotation mark without its pair");
}

/** Settles every name of a subject and of a place, the longest first, so that `pump` does not hide `pump 2`. */
export function settleNames(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  const { subjects } = ground.language;
  settleCutNames(draft, ground, mentions);
  const forms = new Map<string, Line[]>();
  const places = new Set<string>();
  const add = (form: string, line?: Line) => {
    const key = form.toLowerCase();
    const lines = forms.get(key) ?? [];
    forms.set(key, lines);
    if (line !== undefined) lines.push(line);
  };
  for (const line of ground.lines) {
    for (const form of subjectForms(line.evidence).plain) add(form, line);
    for (const form of placeForms(line.evidence.place)) places.add(form.toLowerCase());
  }
  for (const { place } of ground.incidents) {
    for (const form of placeForms(place)) places.add(form.toLowerCase());
  }
  for (const form of places) add(form);
  const wholes = new Set([...forms].filter(([, lines]) => lines.length > 0).map(([form]) => form));
  const text = draft.text.toLowerCase();
  addParts(ground, { forms, text }, add);
  for (const [form, lines] of [...forms].sort(([left], [right]) => right.length - left.length)) {
    // Most forms are not in the text; the pattern is worth making only for those that are.
    if (form.startsWith('"') || !text.includes(form)) continue;
    for (const { start, end } of draft.find(nameIn(form))) {
      const isWhere = places.has(form) && isBehind(subjects.placeBefore, draft, start);
      const isWhole = wholes.has(form);
      const named = lines.length > 0 ? lines : linesOfPlace(form, ground);
      if (named.length > 0 && !isWhere)
        mentions.push({ start, end, lines: ofType(named, { draft, start, end, subjects, isWhole }) });
      draft.settle(start, end);
    }
  }
  addNouns(draft, ground, mentions);
  addGroups(draft, ground, mentions);
  addUnnamed(draft, ground, mentions);
  addLogs(draft, ground, mentions);
  mentions.sort((left, right) => left.start - right.start);
}

/**
 * Parts of names by which a person would call a thing: the `oil temperature` of `press-2 oil temperature`. A part that
 * several subjects share is understood of all of them.
 */
function addParts(
  ground: Ground,
  { forms, text }: { forms: ReadonlyMap<string, readonly Line[]>; text: string },
  add: (form: string, line?: Line) => void,
): void {
  const whole = new Set(forms.keys());
  for (const line of ground.lines) {
    for (const part of subjectParts(line.evidence, text)) if (!whole.has(part)) add(part, line);
  }
  for (const { place, evidence } of ground.incidents) {
    for (const each of [place, ...evidence.map((line) => line.place)]) {
      for (const part of placeParts(each, text)) if (!whole.has(part)) add(part);
    }
  }
}

/** `the level` of a `tank level`: words of reporting that a name ends in call it, though they are in every text. */
function addNouns(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  for (const { start, end, text } of draft.find(
    /(?<=(?:the|its|der|die|das) )(?:levels?|counts?|states?)(?![\p{L}\p{N}])/giu,
  )) {
    const noun = text.toLowerCase().replace(/s$/, "");
    const lines = ground.lines.filter(({ evidence }) => evidence.name.toLowerCase().endsWith(` ${noun}`));
    if (lines.length > 0) mentions.push({ start, end, lines });
  }
}

/** A device or area that is no subject by itself stands for what is in it: `press-1 is at 9.1 mm/s`. */
function linesOfPlace(form: string, { lines }: Ground): readonly Line[] {
  return lines.filter(({ evidence, incident }) =>
    [...placeForms(evidence.place), ...placeForms(incident.place)].some(
      (each) => each.toLowerCase() === form,
    ),
  );
}

/** `12 sensors` is a subject too: what follows is said of sensors that did the same. Its number is checked later. */
function addGroups(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  const { numbers, subjects } = ground.language;
  const lines = ground.lines.filter(({ evidence }) => evidence.kind === "gap" || evidence.kind === "stuck");
  if (lines.length === 0) return;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_.,-])(?:${numbers.source}) (?:${subjects.sensorsWord})\\b`,
    "giu",
  );
  for (const { start, end } of draft.find(pattern)) mentions.push({ start, end, lines, isGroup: true });
}

/** `an unnamed sensor` stands for those of whose names nothing was left. */
function addUnnamed(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  for (const { start, end, groups } of draft.find(ground.language.subjects.unnamed)) {
    const type = groups[0]?.toLowerCase() === "log" ? "log" : "series";
    const lines = ground.lines.filter(
      ({ evidence }) => evidence.type === type && sayName(evidence.name) === "",
    );
    if (lines.length > 0) mentions.push({ start, end, lines });
  }
}

/** `the log` is the log of the incident, unless a name says which. */
function addLogs(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  const lines = ground.lines.filter(({ evidence }) => evidence.type === "log");
  if (lines.length === 0) return;
  for (const { start, end } of draft.find(ground.language.subjects.anyLog)) {
    // `1 log` counts and `log lines` are what a log has.
    if (isCounted(draft, start, ground)) continue;
    const isNamed = mentions.some(
      (mention) =>
        mention.lines.some(({ evidence }) => evidence.type === "log") &&
        Math.min(Math.abs(mention.end - start), Math.abs(mention.start - end)) <= nameDistanceMax,
    );
    if (!isNamed) mentions.push({ start, end, lines });
  }
}

function isCounted({ rest }: Draft, start: number, { language }: Ground): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${language.numbers.amountSource})(?: \\p{L}+)? $`, "iu").test(
    rest.slice(0, start),
  );
}

/** Letters between a log's name and the word `log`: `log of the` at most. */
const nameDistanceMax = 8;

/** A device may be called like its sensor: `on press-1` is the place. */
function isBehind(words: RegExp, { rest }: Draft, start: number): boolean {
  return words.test(rest.slice(Math.max(0, start - 16), start));
}

/** A sensor and a log may share a name; the word `log` beside it tells which is meant. */
function ofType(
  lines: readonly Line[],
  at: {
    draft: Draft;
    start: number;
    end: number;
    subjects: GuardLanguage["subjects"];
    /** The whole name of a subject, not a part of it or a place. */
    isWhole: boolean;
  },
): readonly Line[] {
  const { draft, start, end, subjects, isWhole } = at;
  const isLog =
    subjects.logAfter.test(draft.rest.slice(end)) || subjects.logBefore.test(draft.rest.slice(0, start));
  if (!isLog && !isWhole) return lines;
  const fitting = lines.filter(({ evidence }) => (evidence.type === "log") === isLog);
  return fitting.length > 0 ? fitting : lines;
}

/** A name cut for room ends in `…` and must be the beginning of one. */
function settleCutNames(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  for (const { start: at, end } of draft.find(/…/g)) {
    for (const line of ground.lines) {
      if (!standsAlone(line.evidence.name)) continue;
      const name = line.evidence.name.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
      const before = draft.rest.slice(0, at).toLowerCase();
      const length = [...Array(Math.min(name.length, before.length)).keys()]
        .reverse()
        .find((size) => size >= 4 && before.endsWith(name.slice(0, size)));
      if (length === undefined) continue;
      mentions.push({ start: at - length, end, lines: [line] });
      draft.settle(at - length, end);
      break;
    }
  }
}

/**
 * The lines that a number or claim at `position` is about: those of the last name before it in its sentence, else
 * of the first after it, else of the last one before; all lines when nothing is named.
 */
export function linesAt(
  position: number,
  draft: Draft,
  mentions: readonly Mentioned[],
  ground: Ground,
): readonly Line[] {
  const { start, end } = draft.sentenceAt(position);
  const inSentence = mentions.filter((mention) => mention.start >= start && mention.end <= end);
  const before = inSentence.filter((mention) => mention.start < position);
  const found =
    before[before.length - 1] ?? inSentence[0] ?? mentions.filter(({ start: at }) => at < position).pop();
  return found?.lines ?? ground.lines;
}

/**
 * The lines that something at `position` is about which only some lines can have (a value in a unit, a state): those of
 * the nearest name whose lines can, before it in the sentence, after it, or before the sentence; then of any.
 */
export function fittingLinesAt(
  position: number,
  context: { draft: Draft; mentions: readonly Mentioned[]; ground: Ground },
  canHave: (line: Line) => boolean,
): readonly Line[] {
  const { draft, mentions, ground } = context;
  const { start, end } = draft.sentenceAt(position);
  const earlier = mentions.filter((mention) => mention.start < position && mention.end <= end).reverse();
  const inSentence = earlier.filter((mention) => mention.start >= start);
  const later = mentions.filter((mention) => mention.start >= position && mention.end <= end);
  const rest = earlier.filter((mention) => mention.start < start);
  for (const { lines } of [...inSentence, ...later, ...rest, ground]) {
    const fitting = lines.filter(canHave);
    if (fitting.length > 0) return fitting;
  }
  return [];
}

/** Whether something is named in the part of the sentence that a semicolon or colon sets apart. */
export function isNamedBeside(
  { start, end }: { start: number; end: number },
  draft: Draft,
  mentions: readonly Mentioned[],
): boolean {
  const part = draft.clauseAt(start, /[;:](?=\s|$)/g);
  return mentions.some((mention) => mention.start >= part.start && mention.end <= Math.max(part.end, end));
}

/** The lines of the first name after `position` in its sentence. */
export function linesAfter(position: number, draft: Draft, mentions: readonly Mentioned[]): readonly Line[] {
  const { end } = draft.sentenceAt(position);
  return mentions.find((mention) => mention.start >= position && mention.end <= end)?.lines ?? [];
}

/** How many subjects the lines are of. */
export function subjectsOf(lines: readonly Line[]): Set<string> {
  return new Set(lines.map(({ evidence }) => subjectKey(evidence)));
}

function isQuotedFrom(inner: string, { evidence }: Line): boolean {
  const isCut = inner.endsWith("…");
  const begun = isCut ? inner.slice(0, -1).trimEnd() : inner;
  if (begun === "") return false;
  if (sameName(inner, evidence.name)) return true;
  const states = [evidence.observedState, evidence.typicalState];
  if (states.some((state) => state !== undefined && stateForm(state) === `"${inner}"`)) return true;
  return isPartOf(inner, evidence.example) || isBeginningOf(inner, evidence.order?.other);
}

/** Whether a quotation is a line of a log, or its beginning where it ends in `…`. */
export function isBeginningOf(inner: string, line: string | undefined): boolean {
  if (line === undefined) return false;
  const isCut = inner.endsWith("…");
  const begun = isCut ? inner.slice(0, -1).trimEnd() : inner;
  const whole = quotable(line);
  return isCut ? begun !== "" && whole.startsWith(begun) : whole === begun;
}

/** The same, or its end, or its beginning up to a sign. */
export function isPartOf(inner: string, line: string | undefined): boolean {
  if (line === undefined || isBeginningOf(inner, line)) return line !== undefined;
  const whole = quotable(line);
  return isEndOfLine(inner, whole) || whole.startsWith(`${inner}:`) || whole.startsWith(`${inner},`);
}

/**
 * The end of a line may stand for it when its head is left out: `flow switch FS3 not made` of `WARN lube: flow switch
 * FS3 not made`. It must be several words, and no word that turns it round may be cut off.
 */
function isEndOfLine(inner: string, whole: string): boolean {
  if (!whole.endsWith(inner) || inner.split(" ").length < 2) return false;
  const head = whole.slice(0, whole.length - inner.length);
  return /[\s\]):]$/u.test(head) && !/\b(?:not?|never|non|un|without|cannot|n't)\W*$/iu.test(head);
}

function sameName(inner: string, raw: string): boolean {
  if (!inner.endsWith("…")) return inner === sayName(raw, 2000) || inner === sayName(raw);
  const begun = inner.slice(0, -1).trimEnd();
  return begun.length >= 4 && sayName(raw, 2000).startsWith(begun);
}

function nameIn(form: string): RegExp {
  const escaped = form.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  // A device called C is not the C of °C, nor one called s that of mm/s.
  return new RegExp(`(?<![\\p{L}\\p{N}_°/])${escaped}(?![\\p{L}\\p{N}_/])`, "giu");
}
