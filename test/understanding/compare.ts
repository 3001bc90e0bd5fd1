import { isDeepStrictEqual } from "node:util";
import type { Expectation, Turn } from "./case.ts";

export interface SentMessage {
  topic: string;
  payload: string;
}

/** What came back from one thing said. */
export interface Heard {
  messages: readonly SentMessage[];
  /** `none`: no reply within the time. */
  outcome: string;
  reply: string;
}

export interface Verdict {
  isExact: boolean;
  /** Exactly the messages that are expected were sent, whatever was replied. */
  areActionsRight: boolean;
  /** Messages nobody asked for, as text. */
  wrong: { topic: string; text: string }[];
  /** What else is not as expected, in words. */
  problems: string[];
}

/** How what was heard differs from what is expected of a turn: from the alternative that it is nearest to. */
export function judgeTurn(turn: Turn, heard: Heard): Verdict {
  const alternatives: Expectation[] = turn.either ?? [turn];
  const verdicts = alternatives.map((one) => judge(one, heard, turn));
  const [best] = verdicts.sort(
    (a, b) => a.wrong.length - b.wrong.length || a.problems.length - b.problems.length,
  );
  return best as Verdict;
}

/** Which of the messages were asked for by `wanted`, and what of it is missing. */
export function judgeMessages(
  wanted: Expectation["do"],
  may: Expectation["may"],
  messages: readonly SentMessage[],
): Pick<Verdict, "wrong" | "problems"> {
  const missing = atomsOf(wanted);
  const optional = atomsOf(may);
  const met: Atom[] = [];
  const wrong: Verdict["wrong"] = [];
  for (const { topic, payload } of messages) {
    const atoms = split(topic, readPayload(payload));
    const isWanted = atoms.every((atom) => {
      const index = missing.findIndex((one) => fits(one, atom));
      if (index >= 0) met.push(...missing.splice(index, 1));
      return index >= 0 || [...optional, ...met].some((one) => fits(one, atom));
    });
    if (!isWanted) wrong.push({ topic, text: `${topic} ${payload}` });
  }
  const problems = missing.map(
    ({ topic, key, value }) => `not sent: ${topic} ${key && `${key} `}${JSON.stringify(value)}`,
  );
  return { wrong, problems };
}

function judge(expected: Expectation, heard: Heard, turn: Turn): Verdict {
  const { wrong, problems } = judgeMessages(expected.do, expected.may, heard.messages);
  const areActionsRight = wrong.length === 0 && problems.length === 0;
  const outcomes = outcomesOf(expected, turn);
  if (outcomes && !outcomes.includes(heard.outcome))
    problems.push(`outcome ${heard.outcome} instead of ${outcomes.join(" or ")}`);
  const reply = heard.reply.toLowerCase();
  const isSaid = (text: string) => reply.includes(text.toLowerCase());
  for (const fact of expected.tell ?? []) {
    const choice = typeof fact === "string" ? [fact] : fact;
    if (!choice.some(isSaid)) problems.push(`not said: ${choice.join(" or ")}`);
  }
  for (const text of expected.lacks ?? []) if (isSaid(text)) problems.push(`said: ${text}`);
  return { isExact: wrong.length === 0 && problems.length === 0, areActionsRight, wrong, problems };
}

/** Undefined: any will do. */
function outcomesOf({ outcome, do: wanted }: Expectation, turn: Turn): string[] | undefined {
  switch (outcome) {
    case "any":
      return undefined;
    case "refused":
      return ["refused", "notUnderstood"];
    case "accepted":
      return ["done", "answered"];
    case undefined:
      return Object.keys(wanted).length > 0 ? ["done"] : turn.later ? ["done", "answered"] : ["answered"];
    default:
      return [outcome];
  }
}

/** One value that a message brings: of a field of its JSON, or of the whole text (key ""). */
interface Atom {
  topic: string;
  key: string;
  value: unknown;
}

function atomsOf(messages: Expectation["do"]): Atom[] {
  return Object.entries(messages).flatMap(([topic, payload]) =>
    (Array.isArray(payload) ? payload : [payload]).flatMap((one) => split(topic, one)),
  );
}

function split(topic: string, payload: unknown): Atom[] {
  if (!isRecord(payload) || isPattern(payload)) return [{ topic, key: "", value: payload }];
  return Object.entries(payload).map(([key, value]) => ({ topic, key, value }));
}

function fits(wanted: Atom, sent: Atom): boolean {
  return wanted.topic === sent.topic && wanted.key === sent.key && isValue(wanted.value, sent.value);
}

function isValue(wanted: unknown, sent: unknown): boolean {
  if (isRecord(wanted) && Array.isArray(wanted.anyOf))
    return wanted.anyOf.some((one) => isDeepStrictEqual(one, sent));
  if (isRecord(wanted) && Array.isArray(wanted.between)) {
    const [low, high] = wanted.between as number[];
    return typeof sent === "number" && sent >= Number(low) && sent <= Number(high);
  }
  return isDeepStrictEqual(wanted, sent);
}

function isPattern(value: Record<string, unknown>): boolean {
  return "anyOf" in value || "between" in value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readPayload(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the plain text of a device that takes words.
    return text;
  }
}
