import type { Answer, Parse } from "../../domain/utterance.ts";
import type { SoundSource } from "../ports.ts";
import type { TextRequest, WyomingBackend } from "./backend.ts";
import { message, tableOf, textOf, type WyomingMessage } from "./message.ts";

const textLengthMax = 2_000;

/**
 * The text of a `transcript` or `recognize`. A conversation is told apart by what Home Assistant puts in the context;
 * undefined when there is no text.
 */
export function textRequestOf(asked: WyomingMessage, source: SoundSource): TextRequest | undefined {
  const text = textOf(asked.data, "text", textLengthMax + 1)?.trim();
  if (!text || text.length > textLengthMax) return undefined;
  const session = textOf(tableOf(asked.data, "context"), "conversation_id", 100);
  return { text, source, session, language: textOf(asked.data, "language", 35) };
}

/** Does what a text says: `handled` or `not-handled`, with the words for the user, and the context of the request. */
export async function handleText(
  backend: WyomingBackend,
  request: TextRequest,
  asked: WyomingMessage,
): Promise<WyomingMessage[]> {
  const answer = await backend.handle(request);
  const data = { text: answer.reply, ...contextOf(asked) };
  if (!isHandled(answer)) return [message("not-handled", data)];
  return [message("handled", data)];
}

/** A question that edgewise asks back is its answer so far: the words must be heard by the user as they are. */
function isHandled({ outcome }: Answer): boolean {
  return outcome === "done" || outcome === "answered" || outcome === "asked";
}

/** What a text means, with nothing done: `intent` or `not-recognized`. */
export async function recogniseText(
  backend: WyomingBackend,
  request: TextRequest,
  asked: WyomingMessage,
): Promise<WyomingMessage[]> {
  const { parse, reply } = await backend.recognise(request);
  const text = reply === undefined ? {} : { text: reply };
  const context = contextOf(asked);
  if (!parse) return [message("not-recognized", { ...text, ...context })];
  return [message("intent", { name: parse.intent, entities: entitiesOf(parse), ...text, ...context })];
}

function entitiesOf({ slots }: Parse): { name: string; value: string | number }[] {
  return Object.entries(slots).map(([name, value]) => ({ name, value }));
}

function contextOf({ data }: WyomingMessage): { context?: Readonly<Record<string, unknown>> } {
  const context = tableOf(data, "context");
  return Object.keys(context).length > 0 ? { context } : {};
}
