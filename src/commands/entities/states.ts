import { Emitter } from "../../core/emitter.ts";
import type { EntityRegistry } from "./registry.ts";
import { stateWord } from "./state-words.ts";
import type { Thing, ThingAttribute } from "./thing.ts";

/**
 * The newest reported values of every thing.
 *
 * Limits: one entry per configured value (nothing a message says can add one), texts cut to
 * `textLengthMax`, payloads above `payloadBytesMax` ignored and counted.
 */
const textLengthMax = 100;

/** One reported value: the word or number of the main state (attribute "") or of an attribute. */
export interface ReportedValue {
  readonly value: string | number;
  readonly at: number;
  /** Kept by the broker from before: true now, as far as known, but not heard from the device just now. */
  readonly isRetained: boolean;
}

export interface EntityStates {
  /** The newest value of the main state (`""`) or of an attribute. */
  get(entityId: string, attribute: string): ReportedValue | undefined;
  /** Its availability topic says that it cannot be reached, and nothing was heard from it since. */
  isOffline(entityId: string): boolean;
  /** MQTT topics that carry a state of some thing. */
  topics(): string[];
  /** Takes a message of a state topic; says how many values were read from it. */
  take(message: { topic: string; payload: Buffer; receivedAt: number; isRetained: boolean }): number;
  /** Called after a message of a thing was read, whether or not a value changed. */
  onReport(listener: (entityId: string) => void): () => void;
  /** Follows a new registry; values of things whose binding did not change are kept. */
  follow(registry: Pick<EntityRegistry, "things">): void;
}

interface Reader {
  entityId: string;
  attribute: string;
  field: string;
  read(raw: string | number | boolean): string | number | undefined;
}

/** Kept beside the values, under a name that no attribute has. */
const availability = "@availability";

export function createEntityStates(options: {
  payloadBytesMax: number;
  onOversize: (topic: string, bytes: number) => void;
}): EntityStates {
  let readersByTopic = new Map<string, Reader[]>();
  let values = new Map<string, ReportedValue>();
  const reports = new Emitter<string>();

  return {
    get: (entityId, attribute) => values.get(valueKey(entityId, attribute)),
    isOffline: (entityId) => values.get(valueKey(entityId, availability))?.value === "offline",
    topics: () => [...readersByTopic.keys()],
    onReport: (listener) => reports.on(listener),

    take({ topic, payload, receivedAt, isRetained }) {
      const readers = readersByTopic.get(topic);
      if (!readers) return 0;
      if (payload.length > options.payloadBytesMax) {
        options.onOversize(topic, payload.length);
        return 0;
      }
      const text = payload.toString("utf8");
      const document = readers.some((reader) => reader.field !== "") ? parseJson(text) : undefined;
      const heard = new Set<string>();
      for (const reader of readers) {
        const isPlain =
          reader.field === "" || (reader.attribute === availability && typeof document !== "object");
        const raw = isPlain ? plainValue(text) : fieldOf(document, reader.field);
        if (raw === undefined) continue;
        const value = reader.read(raw);
        if (value === undefined) continue;
        values.set(valueKey(reader.entityId, reader.attribute), { value, at: receivedAt, isRetained });
        heard.add(reader.entityId);
      }
      for (const entityId of heard) {
        const isAboutIt = readers.some((one) => one.entityId === entityId && one.attribute !== availability);
        // Who speaks can be reached, whatever was said of it before.
        if (isAboutIt && !isRetained) values.delete(valueKey(entityId, availability));
        reports.emit(entityId);
      }
      return heard.size;
    },

    follow(registry) {
      const next = new Map<string, Reader[]>();
      const kept = new Map<string, ReportedValue>();
      for (const thing of registry.things) {
        for (const { topic, reader } of readersOf(thing)) {
          const others = next.get(topic);
          if (others) others.push(reader);
          else next.set(topic, [reader]);
          const key = valueKey(reader.entityId, reader.attribute);
          const before = values.get(key);
          const isSame = readersByTopic
            .get(topic)
            ?.some(
              (old) =>
                old.entityId === reader.entityId &&
                old.attribute === reader.attribute &&
                old.field === reader.field,
            );
          if (before && isSame) kept.set(key, before);
        }
      }
      readersByTopic = next;
      values = kept;
    },
  };
}

function readersOf(thing: Thing): { topic: string; reader: Reader }[] {
  const found: { topic: string; reader: Reader }[] = [];
  if (thing.state) {
    const { topic, field, map } = thing.state;
    const read = (raw: string | number | boolean) =>
      thing.family === "number" ? measured(raw) : stateWord(raw, thing.family, map);
    found.push({ topic, reader: { entityId: thing.id, attribute: "", field, read } });
  }
  if (thing.availability) {
    const { topic, field, map } = thing.availability;
    const read = (raw: string | number | boolean) => {
      const word = String(raw).toLowerCase();
      return map?.get(word) ?? word;
    };
    found.push({ topic, reader: { entityId: thing.id, attribute: availability, field, read } });
  }
  for (const attribute of Object.values(thing.attributes)) {
    if (!attribute.state) continue;
    const { topic, field } = attribute.state;
    const read = (raw: string | number | boolean) => attributeValue(raw, attribute);
    found.push({ topic, reader: { entityId: thing.id, attribute: attribute.name, field, read } });
  }
  return found;
}

function measured(raw: string | number | boolean): string | number | undefined {
  if (raw === "") return undefined;
  const number = Number(raw);
  return typeof raw !== "boolean" && Number.isFinite(number) ? number : String(raw).slice(0, textLengthMax);
}

function attributeValue(
  raw: string | number | boolean,
  attribute: ThingAttribute,
): string | number | undefined {
  if (!attribute.range) return attribute.state?.map?.get(String(raw).toLowerCase()) ?? String(raw);
  const number = Number(raw);
  if (raw === "" || typeof raw === "boolean" || !Number.isFinite(number)) return undefined;
  return attribute.deviceMax === undefined ? number : Math.round((number / attribute.deviceMax) * 100);
}

function plainValue(text: string): string {
  return text
    .trim()
    .replace(/^"(.*)"$/s, "$1")
    .slice(0, textLengthMax);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the expected answer for a device that sends plain text on a topic we read fields of.
    return undefined;
  }
}

/** Own properties only, so that a path such as `constructor.name` finds nothing. */
function fieldOf(document: unknown, path: string): string | number | boolean | undefined {
  let at: unknown = document;
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  if (typeof at === "string") return at.slice(0, textLengthMax);
  return typeof at === "number" || typeof at === "boolean" ? at : undefined;
}

function valueKey(entityId: string, attribute: string): string {
  return `${entityId}\u0000${attribute}`;
}
