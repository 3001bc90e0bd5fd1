/** A tree of raw values and where each came from, by dotted path. */
export interface RawConfig {
  values: Record<string, unknown>;
  origins: Map<string, string>;
}

/**
 * `over` on top of `under`: tables merge key by key, and anything else of `over` wins. Lists of drop-in files are
 * added to those before them (`append`); the environment and flags give a list anew (`replace`).
 */
export function mergeRaw(under: RawConfig, over: RawConfig, lists: "append" | "replace"): RawConfig {
  const moves = new Map<string, string>();
  const values = mergeValues(under.values, over.values, {
    lists,
    path: [],
    noteMoved: (from, to) => moves.set(from.join("."), to.join(".")),
  });
  const origins = new Map(under.origins);
  for (const [path, origin] of over.origins) {
    const moved = movedPath(path, moves);
    if (moved !== undefined) origins.set(moved, origin);
  }
  return { values: values as Record<string, unknown>, origins };
}

interface MergeContext {
  lists: "append" | "replace";
  path: readonly string[];
  noteMoved: (from: readonly string[], to: readonly string[]) => void;
}

function mergeValues(under: unknown, over: unknown, context: MergeContext): unknown {
  const { lists, path, noteMoved } = context;
  if (isTable(under) && isTable(over)) {
    const merged: Record<string, unknown> = { ...under };
    for (const [key, value] of Object.entries(over)) {
      const childPath = [...path, key];
      const before = Object.hasOwn(under, key) ? under[key] : undefined;
      setOwn(merged, key, mergeValues(before, value, { ...context, path: childPath }));
    }
    return merged;
  }
  if (lists === "append" && Array.isArray(under) && Array.isArray(over)) {
    for (const index of over.keys()) {
      noteMoved([...path, String(index)], [...path, String(under.length + index)]);
    }
    return [...under, ...over];
  }
  noteMoved(path, path);
  return over;
}

/** Where the value at `path` is after the merge: with its nearest enclosing value that was moved. */
function movedPath(path: string, moves: ReadonlyMap<string, string>): string | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    const moved = moves.get(path.slice(0, end));
    if (moved !== undefined) return moved + path.slice(end);
  }
  return undefined;
}

/** Sets an own property, `__proto__` too, which then fails validation as an unknown key instead of polluting. */
export function setOwn(table: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(table, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Sets the value at `path`, making the tables on the way. */
export function setAt(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let table = values;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(table, key)) setOwn(table, key, {});
    table = table[key] as Record<string, unknown>;
  }
  setOwn(table, path.at(-1) as string, value);
}

/** A plain table of keys and values; not a list, and not an object of a class. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A short description of a raw value for error messages. */
export function describeFound(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a table";
  const text = typeof value === "string" ? JSON.stringify(withoutCredentials(value)) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Takes out of a text what URLs keep secrets in: the user part and the values of the query. */
export function withoutCredentials(text: string): string {
  return text
    .replace(/^([a-z][a-z0-9+.-]*:(?:\/\/)?)[^/?#\s]*@/i, "$1(secret)@")
    .replace(
      /^([a-z][a-z0-9+.-]*:\/\/[^?#]*\?)(.*)$/is,
      (_, before: string, query: string) => before + query.replace(/=[^&#]*/g, "=(secret)"),
    );
}
