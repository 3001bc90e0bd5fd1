import { sayName } from "../../text/say-name.ts";
import { quotable } from "../../text/say-quotation.ts";
import { placeForms, standsAlone, stateForm, subjectForms } from "../names.ts";
import type { Draft } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { numberSource } from "./spoken-numbers.ts";

/** Where a text names a subject, and the lines of evidence that this name can mean. */
export interface Mentioned {
  start: number;
  end: number;
  lines: readonly Line[];
  /** Several sensors by their number, not by name. */
  isGroup?: boolean;
}

/** Settles every quotation: each must be the beginning of a log line, a name, or a state. */
export function settleQuotations(draft: Draft, ground: Ground, mentions: Mentioned[]): Refusal | undefined {
  for (const { text, start, end, groups } of draft.find(/"([^"]*)"/g)) {
    const inner = groups[0] ?? "";
    const lines = ground.lines.filter((line) => isQuotedFrom(inner, line));
    const isPlace = ground.incidents.some(({ place, evidence }) =>
      [place, ...evidence.map((line) => line.place)].some((each) => placeForms(each).includes(text)),
    );
    if (lines.length === 0 && !isPlace) return refusal("quotation", text);
    const named = lines.filter(({ evidence }) => sameName(inner, evidence.name));
    const isWhere = isPlace && isAfterPlaceWord(draft, start);
    if (named.length > 0 && !isWhere) mentions.push({ start, end, lines: ofType(named, draft, start, end) });
    draft.settle(start, end);
  }
  return draft.rest.includes('"') ? refusal("quotation", "a quotation mark without its pair") : undefined;
}

/** Settles every name of a subject and of a place, the longest first, so that `pump` does not hide `pump 2`. */
export function settleNames(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
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
  const text = draft.text.toLowerCase();
  for (const [form, lines] of [...forms].sort(([left], [right]) => right.length - left.length)) {
    // Most forms are not in the text; the pattern is worth making only for those that are.
    if (form.startsWith('"') || !text.includes(form)) continue;
    for (const { start, end } of draft.find(nameIn(form))) {
      const isWhere = places.has(form) && isAfterPlaceWord(draft, start);
      if (lines.length > 0 && !isWhere)
        mentions.push({ start, end, lines: ofType(lines, draft, start, end) });
      draft.settle(start, end);
    }
  }
  addGroups(draft, ground, mentions);
  addUnnamed(draft, ground, mentions);
  mentions.sort((left, right) => left.start - right.start);
}

/** `12 sensors` is a subject too: what follows is said of sensors that did the same. Its number is checked later. */
function addGroups(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  const lines = ground.lines.filter(({ evidence }) => evidence.kind === "gap" || evidence.kind === "stuck");
  if (lines.length === 0) return;
  for (const { start, end } of draft.find(groupPattern)) mentions.push({ start, end, lines, isGroup: true });
}

/** `an unnamed sensor` stands for those of whose names nothing was left. */
function addUnnamed(draft: Draft, ground: Ground, mentions: Mentioned[]): void {
  for (const { start, end, groups } of draft.find(/\bunnamed (sensor|log)\b/g)) {
    const type = groups[0] === "log" ? "log" : "series";
    const lines = ground.lines.filter(
      ({ evidence }) => evidence.type === type && sayName(evidence.name) === "",
    );
    if (lines.length > 0) mentions.push({ start, end, lines });
  }
}

const groupPattern = new RegExp(`(?<![\\p{L}\\p{N}_.,-])(?:${numberSource}) sensors\\b`, "giu");

/** A device may be called like its sensor: `on press-1` is the place. */
function isAfterPlaceWord({ rest }: Draft, start: number): boolean {
  return /\b(?:on|in|under|of)(?: the)? $/i.test(rest.slice(Math.max(0, start - 12), start));
}

/** A sensor and a log may share a name; the word `log` beside it tells which is meant. */
function ofType(lines: readonly Line[], { rest }: Draft, start: number, end: number): readonly Line[] {
  const isLog = /^ logs?\b/i.test(rest.slice(end)) || /\blog $/i.test(rest.slice(0, start));
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

/** The lines of the first name after `position` in its sentence. */
export function linesAfter(position: number, draft: Draft, mentions: readonly Mentioned[]): readonly Line[] {
  const { end } = draft.sentenceAt(position);
  return mentions.find((mention) => mention.start >= position && mention.end <= end)?.lines ?? [];
}

function isQuotedFrom(inner: string, { evidence }: Line): boolean {
  const isCut = inner.endsWith("…");
  const begun = isCut ? inner.slice(0, -1).trimEnd() : inner;
  if (begun === "") return false;
  if (sameName(inner, evidence.name)) return true;
  const states = [evidence.observedState, evidence.typicalState];
  if (states.some((state) => state !== undefined && stateForm(state) === `"${inner}"`)) return true;
  return isBeginningOf(inner, evidence.example) || isBeginningOf(inner, evidence.order?.other);
}

/** Whether a quotation is a line of a log, or its beginning where it ends in `…`. */
export function isBeginningOf(inner: string, line: string | undefined): boolean {
  if (line === undefined) return false;
  const isCut = inner.endsWith("…");
  const begun = isCut ? inner.slice(0, -1).trimEnd() : inner;
  const whole = quotable(line);
  return isCut ? begun !== "" && whole.startsWith(begun) : whole === begun;
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
