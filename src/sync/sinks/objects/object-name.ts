import { createHash } from "node:crypto";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import { isoTime } from "../../records/record-json.ts";

const placeholders = ["node", "class", "stream", "date", "hour"] as const;
type Placeholder = (typeof placeholders)[number];

/** Why `template` gives no path, or undefined when it does. */
export function pathTemplateProblem(template: string): string | undefined {
  for (const [whole, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!placeholders.some((placeholder) => placeholder === name)) {
      return `${whole} is not a placeholder; allowed are ${placeholders.map((one) => `{${one}}`).join(", ")}`;
    }
  }
  const plain = template.replace(/\{[^{}]*\}/g, "x");
  if (/[{}]/.test(plain)) return "a brace is not closed";
  if (!/^[A-Za-z0-9._=/-]*$/.test(plain)) return "only letters, digits and . _ = / - stand in a path";
  const levels = plain.split("/");
  if (plain !== "" && levels.some((level) => level === "" || level === "." || level === "..")) {
    return "a path has no empty level, no . and no ..";
  }
  return undefined;
}

/** The folder of one record, without slashes at its ends; `unknown` stands for a date that is none. */
export function objectFolder(template: string, node: string, record: QueuedRecord): string {
  const time = isoTime(record.at);
  const values: Record<Placeholder, string> = {
    node: safeLevel(node),
    class: record.class,
    stream: safeLevel(record.stream),
    date: time?.slice(0, -14) ?? "unknown",
    hour: time?.slice(-13, -11) ?? "unknown",
  };
  return template.replace(
    /\{(node|class|stream|date|hour)\}/g,
    (_, name: keyof typeof values) => values[name],
  );
}

/**
 * `<first id>-<last id>-<owner><hash of all ids>`: the same records make the same name, so that a repeat replaces what it
 * repeats, and no other set of records does, so that it never replaces anything else. Ids sort by time, so do names.
 */
export function objectName(records: readonly QueuedRecord[], owner: string): string {
  const hash = createHash("sha256");
  for (const { id } of records) hash.update(`${id}\n`);
  return `${records[0]?.id}-${records.at(-1)?.id}-${owner}${hash.digest("hex").slice(0, 12)}`;
}

/** Eight hexadecimal digits by which a gateway knows its own objects in a folder that others share. */
export function objectOwner(node: string, sink: string): string {
  return createHash("sha256").update(`${node}\n${sink}`).digest("hex").slice(0, 8);
}

/** What may stand in one level of a path on any file system and in any bucket; two streams may come to share one. */
function safeLevel(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 128);
  return /^\.*$/.test(safe) ? "_" : safe;
}
