/** Where something stands in a text, both from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

/** A JSON text that was read, with the place of every value, or what is wrong with it and where. */
export type JsonRead =
  | { value: unknown; placeOf(path: readonly (string | number)[]): TextPlace }
  | { problem: string; place: TextPlace };

/**
 * Reads a JSON text (RFC 8259). Unlike `JSON.parse` it knows where things stand, also on versions of Node whose messages
 * do not say. Nesting is limited to `depthMax`.
 */
export function readJson(text: string): JsonRead {
  const places = new Map<string, number>();
  let at = 0;

  const fail = (problem: string, where = at): never => {
    throw new JsonProblem(problem, where);
  };
  const skipSpace = () => {
    while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
  };
  const found = () => (at >= text.length ? "the end" : JSON.stringify(text.charAt(at)));

  const readString = (): string => {
    const start = at;
    const match = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(
      text.slice(at, at + stringMax),
    );
    if (!match)
      return fail("a string is not closed, too long, or has a line break or a bad escape in it", start);
    at += match[0].length;
    return JSON.parse(match[0]) as string;
  };

  const readPlain = (): unknown => {
    const match = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.])/.exec(
      text.slice(at, at + 400),
    );
    if (!match) return fail(`a value is expected and ${found()} stands there`);
    at += match[0].length;
    return JSON.parse(match[0]);
  };

  /** Items up to `close`, each read by `item`. */
  const readItems = (close: "]" | "}", item: () => void): void => {
    at += 1;
    skipSpace();
    if (text.charAt(at) === close) {
      at += 1;
      return;
    }
    for (;;) {
      item();
      skipSpace();
      const next = text.charAt(at);
      if (next !== "," && next !== close) fail(`"," or "${close}" is expected and ${found()} stands there`);
      at += 1;
      if (next === close) return;
      skipSpace();
    }
  };

  const readValue = (path: string, depth: number): unknown => {
    skipSpace();
    if (depth > depthMax) fail(`it is nested deeper than ${depthMax} times`);
    places.set(path, at);
    const first = text.charAt(at);
    if (first === '"') return readString();
    if (first === "[") {
      const list: unknown[] = [];
      readItems("]", () => list.push(readValue(`${path}/${list.length}`, depth + 1)));
      return list;
    }
    if (first !== "{") return readPlain();
    const entries: [string, unknown][] = [];
    readItems("}", () => {
      if (text.charAt(at) !== '"') fail(`a key in quotation marks is expected and ${found()} stands there`);
      const key = readString();
      skipSpace();
      if (text.charAt(at) !== ":") fail(`":" is expected after a key and ${found()} stands there`);
      at += 1;
      entries.push([key, readValue(`${path}/${key}`, depth + 1)]);
    });
    return Object.fromEntries(entries);
  };

  try {
    const value = readValue("", 0);
    skipSpace();
    if (at < text.length) fail(`the text goes on after its value with ${found()}`);
    return {
      value,
      placeOf(path) {
        // The nearest that is there: a key that is missing is told at the object that lacks it.
        for (let length = path.length; length > 0; length -= 1) {
          const offset = places.get(`/${path.slice(0, length).join("/")}`);
          if (offset !== undefined) return placeAt(text, offset);
        }
        return placeAt(text, places.get("") ?? 0);
      },
    };
  } catch (error) {
    if (error instanceof JsonProblem) return { problem: error.message, place: placeAt(text, error.offset) };
    throw error;
  }
}

class JsonProblem extends Error {
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}

const depthMax = 100;
const stringMax = 1_048_576;

export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
