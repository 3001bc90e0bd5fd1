import type { Facts, Summary } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import type { Language } from "../language.ts";
import { checkClaims } from "./claims.ts";
import { Draft } from "./draft.ts";
import { settleDurations } from "./durations.ts";
import { english } from "./english/english.ts";
import { german } from "./german/german.ts";
import { type Ground, groundOf } from "./ground.ts";
import type { GuardLanguage } from "./guard-language.ts";
import { settleNumbers } from "./numbers.ts";
import { checkOrders } from "./orders.ts";
import { checkPartners, type PartnersSaid, settlePartners } from "./partners.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { checkSequence } from "./sequence.ts";
import { type Mentioned, settleNames, settleQuotations } from "./subjects.ts";
import { settleTimes } from "./times.ts";

const guardLanguages = { en: english, de: german } as const satisfies Record<Language, GuardLanguage>;

/** Longest text per style, in UTF-16 units, and most sentences. */
const limits = {
  alert: { length: 120, sentences: 2 },
  explanation: { length: 800, sentences: 4 },
  report: { length: 2400, sentences: 5 },
} as const satisfies Record<Summary["style"], { length: number; sentences: number }>;

/**
 * Why `text` may not be said of `facts`, or undefined when it may. Knows nothing of how the text was made: it reads
 * the text, settles every quotation, name, time, duration and number against the facts, checks the words that claim
 * something, and refuses what is left unless it is plain wording (lexicon/). `language`: English when left out.
 */
export function guard(
  text: string,
  context: { facts: Facts; style: Summary["style"]; view: TimeView; language?: Language },
): Refusal | undefined {
  const { facts, style, view } = context;
  const language = guardLanguages[context.language ?? "en"];
  const limit = limits[style];
  if (text.trim() === "") return refusal("empty", "");
  if (text.length > limit.length) return refusal("length", `${text.length} characters`);
  const [strange] = /[^\P{C}]|[`<>\n]/u.exec(text) ?? [];
  if (strange !== undefined) return refusal("character", `U+${strange.codePointAt(0)?.toString(16)}`);

  const draft = new Draft(text);
  for (const { start, end } of draft.find(language.abbreviation)) draft.settle(start, end);
  const ground = groundOf(facts, language);
  const mentions: Mentioned[] = [];
  const partners: PartnersSaid[] = [];
  const refused =
    settlePartners(draft, ground, partners) ??
    settleQuotations(draft, ground, mentions) ??
    settleSubjects(draft, ground, mentions) ??
    (draft.sentenceCount > limit.sentences
      ? refusal("length", `${draft.sentenceCount} sentences`)
      : undefined) ??
    settleTimes(draft, { ground, mentions, view }) ??
    settleDurations(draft, { ground, mentions, now: view.now }) ??
    settleNumbers(draft, ground, mentions) ??
    checkPartners(draft, ground, { mentions, said: partners }) ??
    checkOrders(draft, ground, mentions) ??
    checkSequence(draft, ground, mentions) ??
    checkClaims(draft, ground, mentions);
  return refused ?? checkWords(draft, language);
}

function settleSubjects(draft: Draft, ground: Ground, mentions: Mentioned[]): undefined {
  settleNames(draft, ground, mentions);
}

function checkWords(draft: Draft, { lexicon }: GuardLanguage): Refusal | undefined {
  const [number] = draft.find(/\p{N}+/gu);
  if (number !== undefined) return refusal("number", number.text);
  for (const { text } of draft.find(/[\p{L}\p{M}']+/gu)) {
    if (!lexicon.has(text.toLowerCase())) return refusal("word", text);
  }
  const [sign] = draft.find(/[^\p{L}\p{M}\p{Zs}\uE000.,;:()'…–-]/gu);
  return sign === undefined ? undefined : refusal("character", sign.text);
}
