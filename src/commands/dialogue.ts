import type { Clock } from "../core/clock.ts";
import { LruMap } from "../core/lru-map.ts";
import type { Asked } from "./act/act.ts";
import type { Wish } from "./act/wish.ts";
import type { Thing } from "./entities/thing.ts";
import type { OwnReading } from "./own-intents/own-reading.ts";
import type { ToldIncidents } from "./questions/context.ts";
import type { Interpretation } from "./understand/interpret.ts";
import type { Reading } from "./understand/understand.ts";

/**
 * What is remembered of each conversation.
 *
 * Limits: `sessionsMax` conversations, the one used longest ago is forgotten; one open question each, which
 * expires after `confirmTimeoutMs`; at most `lastThingsMax` things each for "it" and for "them", and one command with the
 * things it may act on, for `lastThingsMs`; at most `toldIncidentsMax` incidents, for `toldIncidentsMs`.
 */
const lastThingsMax = 20;
const toldIncidentsMax = 20;
const lastThingsMs = 300_000;
const lastRuleMs = 300_000;
/** What happened is talked about for longer than what is switched. */
const toldIncidentsMs = 900_000;

/** A question edgewise asked and waits to have answered. */
export type Question = ThingQuestion | OwnQuestion;

/** About things, or about which of them. */
export type ThingQuestion = {
  wishes: readonly Wish[];
  /** What was said and understood when the question arose. */
  text: string;
  reading: Reading;
} & ({ type: Asked; entityIds: readonly string[] } | { type: "choose"; optionIds: readonly string[] });

/** Whether to do one of the user's own intents. */
export interface OwnQuestion {
  type: "own";
  asks: Asked;
  own: OwnReading;
}

/** A command that was carried out. */
export interface Deeds {
  wishes: readonly Wish[];
  thingIds: readonly string[];
  /** Those that were offered and not chosen. */
  offeredIds: readonly string[];
  /** The main state of each thing before, as far as it was known. */
  before: Readonly<Record<string, string | number>>;
}

export interface Dialogue {
  /** The open question, removed: it can be answered once. Undefined when there is none or it is too late. */
  takeQuestion(session: string): Question | undefined;
  ask(session: string, question: Question, timeoutMs: number): void;
  lastThings(session: string): readonly string[];
  /** What the same was done with, one command after the other: "open zone 1", "and zone 2", "close them both". */
  lastRun(session: string): readonly string[];
  /** What was done last, for "and the bedroom too" and "no, the other one". */
  lastDeeds(session: string): Deeds | undefined;
  /** The question that was asked last, unless something was done since: for "and in the bedroom?". */
  lastQuestion(session: string): Interpretation | undefined;
  rememberQuestion(session: string, question: Interpretation): void;
  remember(session: string, told: { reply: string; things: readonly Thing[] }): void;
  rememberDeeds(session: string, deeds: Deeds): void;
  /** "And the bedroom too" after a command for later would be done at once. */
  forgetDeeds(session: string): void;
  lastReply(session: string): string | undefined;
  /** The incidents that were told last, for "is it over" and "and before that". */
  toldIncidents(session: string): ToldIncidents | undefined;
  /** Undefined: something else is spoken of now. */
  rememberIncidents(session: string, told: ToldIncidents | undefined): void;
  /** A command for later that was stored: a rule, and perhaps one that undoes it. */
  rememberRules(session: string, ruleIds: readonly number[]): void;
  /** The command for later that was stored last, for a while; none: an empty list. */
  lastRules(session: string): readonly number[];
  readonly size: number;
}

interface Session {
  question: { question: Question; expiresAtMs: number } | undefined;
  reply: string | undefined;
  things: readonly string[];
  thingsAtMs: number;
  deeds: { deeds: Deeds; atMs: number } | undefined;
  run: readonly string[];
  rules: { ids: readonly number[]; atMs: number } | undefined;
  asked: { question: Interpretation; atMs: number } | undefined;
  incidents: { told: ToldIncidents; atMs: number } | undefined;
}

export function createDialogue(options: { clock: Clock; sessionsMax: number }): Dialogue {
  const { clock } = options;
  const sessions = new LruMap<string, Session>(options.sessionsMax);
  const open = (key: string): Session => {
    const known = sessions.get(key);
    if (known) return known;
    const made: Session = {
      question: undefined,
      reply: undefined,
      things: [],
      thingsAtMs: 0,
      deeds: undefined,
      run: [],
      rules: undefined,
      asked: undefined,
      incidents: undefined,
    };
    sessions.set(key, made);
    return made;
  };

  return {
    get size() {
      return sessions.size;
    },
    takeQuestion(key) {
      const session = sessions.get(key);
      const pending = session?.question;
      if (!session || !pending) return undefined;
      session.question = undefined;
      return clock.monotonicMs() <= pending.expiresAtMs ? pending.question : undefined;
    },
    ask(key, question, timeoutMs) {
      open(key).question = { question, expiresAtMs: clock.monotonicMs() + timeoutMs };
    },
    lastThings(key) {
      const session = sessions.get(key);
      if (!session || clock.monotonicMs() - session.thingsAtMs > lastThingsMs) return [];
      return session.things;
    },
    lastRun(key) {
      const session = sessions.get(key);
      const isRecent = session?.deeds && clock.monotonicMs() - session.deeds.atMs <= lastThingsMs;
      return isRecent ? session.run : [];
    },
    lastDeeds(key) {
      const known = sessions.get(key)?.deeds;
      return known && clock.monotonicMs() - known.atMs <= lastThingsMs ? known.deeds : undefined;
    },
    lastQuestion(key) {
      const known = sessions.get(key)?.asked;
      return known && clock.monotonicMs() - known.atMs <= lastThingsMs ? known.question : undefined;
    },
    rememberQuestion(key, question) {
      open(key).asked = { question, atMs: clock.monotonicMs() };
    },
    rememberDeeds(key, deeds) {
      const session = open(key);
      const run = isOfOneKind(session.deeds?.deeds, deeds) ? session.run : [];
      session.run = [...new Set([...run, ...deeds.thingIds])].slice(-lastThingsMax);
      session.deeds = { deeds, atMs: clock.monotonicMs() };
      session.asked = undefined;
    },
    forgetDeeds(key) {
      const session = open(key);
      session.deeds = undefined;
      session.asked = undefined;
    },
    remember(key, { reply, things }) {
      const session = open(key);
      session.reply = reply;
      if (things.length === 0) return;
      session.things = things.slice(0, lastThingsMax).map((thing) => thing.id);
      session.thingsAtMs = clock.monotonicMs();
    },
    rememberRules(key, ids) {
      open(key).rules = { ids, atMs: clock.monotonicMs() };
    },
    lastRules(key) {
      const rules = sessions.get(key)?.rules;
      return rules && clock.monotonicMs() - rules.atMs <= lastRuleMs ? rules.ids : [];
    },
    toldIncidents(key) {
      const known = sessions.get(key)?.incidents;
      return known && clock.monotonicMs() - known.atMs <= toldIncidentsMs ? known.told : undefined;
    },
    rememberIncidents(key, told) {
      open(key).incidents = told && {
        told: { ...told, ids: told.ids.slice(0, toldIncidentsMax) },
        atMs: clock.monotonicMs(),
      };
    },
    lastReply: (key) => sessions.get(key)?.reply,
  };
}

function isOfOneKind(before: Deeds | undefined, deeds: Deeds): boolean {
  const intents = (one: Deeds | undefined) => one?.wishes.map(({ intent }) => intent).join(" ");
  return intents(before) === intents(deeds);
}
