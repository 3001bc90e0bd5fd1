import { type Rule, Succession } from "./succession.ts";

/**
 * Watches the order of the lines of one log: as a whole, and within what shares an identifier (a session, a job, a device).
 * Learns both in one pass, and answers what is missing: an end that did not come in time, a start that was not there.
 *
 * Limits:
 * 1. Of an identifier the last `linesPerSession` kinds of line are known, of the whole log as many as it has slots.
 * 2. At most `waitsMax` ends are waited for at a time; a start beyond that is not waited for.
 * 3. Sessions are kept by the caller, so that their number is bounded over all logs. Of one that was forgotten nobody knows
 *    what came before, or that its end came: its waits are dropped, and no start is missed that may have been in it.
 */
export class LineOrder {
  readonly whole = new Succession();
  readonly bySession = new Succession();
  readonly #wholeLines: Session = createSession();
  #waits: Wait[] = [];
  #dueAt = Number.POSITIVE_INFINITY;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** Data time since which no session was forgotten that was heard since. */
  #historyFrom = Number.NEGATIVE_INFINITY;

  /** One line of the slot came; `sessions` are those of its identifiers. Answers the starts that were missing. */
  observe(line: OrderedLine, sessions: readonly Session[]): MissingStart[] {
    if (this.#startedAt === Number.NEGATIVE_INFINITY) this.#startedAt = line.seenAt;
    const hasOwn = sessions.length > 0 && this.bySession.startsOf(line.slot).length > 0;
    const missing = hasOwn
      ? this.#missingStart(this.bySession, line, sessions, Math.max(this.#historyFrom, this.#startedAt))
      : this.#missingStart(this.whole, line, [this.#wholeLines], this.#startedAt);
    this.#end(line.slot, sessions);
    this.#learn(this.whole, line, [this.#wholeLines]);
    if (sessions.length > 0) this.#learn(this.bySession, line, sessions);
    this.#await(line, sessions);
    return missing === undefined ? [] : [missing];
  }

  /** Ends that are overdue; each is answered once. */
  overdue(seenAt: number): MissingEnd[] {
    if (seenAt < this.#dueAt) return [];
    const isStrange = ({ sessions, line }: Wait) =>
      sessions.some(({ strangeAt }) => strangeAt >= line.seenAt);
    const due = this.#waits.filter((wait) => wait.dueAt <= seenAt && !isStrange(wait));
    this.#waits = this.#waits.filter((wait) => wait.dueAt > seenAt);
    this.#dueAt = this.#waits.reduce((least, { dueAt }) => Math.min(least, dueAt), Number.POSITIVE_INFINITY);
    return due.map(({ rule, line, succession }) => ({
      rule,
      line,
      waitedMs: seenAt - line.seenAt,
      strength: succession.broke(rule.pair, seenAt),
    }));
  }

  /** The clock jumped or nobody listened: what was waited for may have come unseen. */
  restart(seenAt: number): void {
    this.#waits = [];
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#startedAt = seenAt;
    this.#wholeLines.lines.length = 0;
  }

  forget(slot: number): void {
    this.whole.forget(slot);
    this.bySession.forget(slot);
    this.#waits = this.#waits.filter(({ rule, line }) => line.slot !== slot && rule.pair.after !== slot);
    this.#wholeLines.lines = this.#wholeLines.lines.filter((one) => one.slot !== slot);
  }

  forgetSession(session: Session): void {
    this.#historyFrom = Math.max(this.#historyFrom, session.lines[0]?.seenAt ?? Number.NEGATIVE_INFINITY);
    if (this.#waits.length > 0) this.#waits = this.#waits.filter((wait) => !wait.sessions.includes(session));
  }

  #missingStart(
    succession: Succession,
    line: OrderedLine,
    sessions: readonly Session[],
    historyFrom: number,
  ): MissingStart | undefined {
    let missing: MissingStart | undefined;
    for (const rule of succession.startsOf(line.slot)) {
      const { before, after } = rule.pair;
      if (line.seenAt - historyFrom < 2 * rule.limitMs) continue;
      if (sessions.some((session) => isSince(session, before, after))) continue;
      if (sessions.some(({ strangeAt }) => line.seenAt - strangeAt <= 2 * rule.limitMs)) continue;
      const strength = succession.broke(rule.pair, line.seenAt);
      if (missing === undefined || strength > missing.strength) missing = { rule, strength };
    }
    return missing;
  }

  #learn(succession: Succession, line: OrderedLine, sessions: readonly Session[]): void {
    const followed = new Set<number>();
    for (const { lines } of sessions) {
      for (const one of lines) {
        if (one.slot === line.slot) break;
        if (followed.has(one.slot)) continue;
        followed.add(one.slot);
        succession.follow(one.slot, line.slot, {
          at: line.seenAt,
          delayMs: Math.max(0, line.seenAt - one.seenAt),
        });
      }
    }
    succession.come(line.slot, line.seenAt);
    const linesMax = succession === this.whole ? Number.POSITIVE_INFINITY : linesPerSession;
    for (const session of sessions) note(session, line, linesMax);
  }

  #await(line: OrderedLine, sessions: readonly Session[]): void {
    const own = sessions.length > 0 ? this.bySession.endOf(line.slot) : undefined;
    if (own !== undefined) this.#wait(own, this.bySession, line, sessions);
    // What is paired by its identifiers may overlap with others of its kind.
    else {
      const rule = this.whole.endOf(line.slot);
      if (rule !== undefined) this.#wait(rule, this.whole, line, [this.#wholeLines]);
    }
  }

  #wait(rule: Rule, succession: Succession, line: OrderedLine, sessions: readonly Session[]): void {
    const isAwaited = this.#waits.some(
      (wait) => wait.rule.pair === rule.pair && wait.sessions.some((one) => sessions.includes(one)),
    );
    if (isAwaited || this.#waits.length >= waitsMax) return;
    const dueAt = line.seenAt + rule.limitMs;
    this.#waits.push({ rule, succession, line, sessions: [...sessions], dueAt });
    this.#dueAt = Math.min(this.#dueAt, dueAt);
  }

  #end(slot: number, sessions: readonly Session[]): void {
    if (this.#waits.length === 0) return;
    const isOver = ({ rule, sessions: own }: Wait) =>
      rule.pair.after === slot && own.some((one) => one === this.#wholeLines || sessions.includes(one));
    if (this.#waits.some(isOver)) this.#waits = this.#waits.filter((wait) => !isOver(wait));
  }
}

/** What is known of the lines that share an identifier, the newest first; each slot once. */
export interface Session {
  lines: OrderedLine[];
  /** When a kind of line came in it of which too little is known: it may stand for the one that is missing. */
  strangeAt: number;
}

export function createSession(): Session {
  return { lines: [], strangeAt: Number.NEGATIVE_INFINITY };
}

export interface OrderedLine {
  readonly slot: number;
  readonly seenAt: number;
  readonly at: number;
  readonly message: string;
}

export interface MissingEnd {
  readonly rule: Rule;
  /** The start, and how long its end was waited for. */
  readonly line: OrderedLine;
  readonly waitedMs: number;
  readonly strength: number;
}

export interface MissingStart {
  readonly rule: Rule;
  /** 1 and above: chance alone breaks the rule so rarely that it is worth an alarm. */
  readonly strength: number;
}

interface Wait {
  readonly rule: Rule;
  readonly succession: Succession;
  readonly line: OrderedLine;
  readonly sessions: readonly Session[];
  readonly dueAt: number;
}

const linesPerSession = 8;
const waitsMax = 64;

/** Whether `before` came in the session since `after` last did. */
function isSince({ lines }: Session, before: number, after: number): boolean {
  for (const { slot } of lines) {
    if (slot === before) return true;
    if (slot === after) return false;
  }
  return false;
}

function note({ lines }: Session, line: OrderedLine, linesMax: number): void {
  const index = lines.findIndex(({ slot }) => slot === line.slot);
  if (index >= 0) lines.splice(index, 1);
  lines.unshift(line);
  if (lines.length > linesMax) lines.length = linesMax;
}
