import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeFound,
  isTable,
  mergeRaw,
  type RawConfig,
  setOwn,
  withoutCredentials,
} from "../../../src/config/raw-config.ts";
import { parseYaml } from "../../../src/config/yaml-text.ts";

const raw = (file: string, text: string): RawConfig => {
  const { value, origins } = parseYaml(text, (line) => `${file}:${line}`);
  return { values: value as Record<string, unknown>, origins };
};

describe("mergeRaw", () => {
  it("merges tables key by key, and the later file wins", () => {
    const merged = mergeRaw(
      raw("a", "bus: {url: x, user: u}\n"),
      raw("b", "\nbus: {url: y}\nhttp: {port: 1}\n"),
      "append",
    );
    expect(merged.values).toEqual({ bus: { url: "y", user: "u" }, http: { port: 1 } });
    expect(merged.origins.get("bus.url")).toBe("b:2");
    expect(merged.origins.get("bus.user")).toBe("a:1");
    expect(merged.origins.get("http.port")).toBe("b:3");
  });

  it("adds lists of drop-ins to those before them, each item with its own file and line", () => {
    const merged = mergeRaw(
      raw("a", "l:\n- {n: 1}\n- {n: 2}\n"),
      raw("b", "l:\n- {n: 3}\n- n: 4\n  m: 5\n"),
      "append",
    );
    expect(merged.values).toEqual({ l: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4, m: 5 }] });
    expect(["l.0.n", "l.1.n", "l.2.n", "l.3.n", "l.3.m"].map((path) => merged.origins.get(path))).toEqual([
      "a:2",
      "a:3",
      "b:2",
      "b:3",
      "b:4",
    ]);
  });

  it("replaces lists where asked to", () => {
    const merged = mergeRaw(raw("a", "l: [1, 2, 3]\nk: 1\n"), raw("b", "l: [9]\n"), "replace");
    expect(merged.values).toEqual({ l: [9], k: 1 });
    expect(merged.origins.get("l.0")).toBe("b:1");
  });

  it("lets another kind of value win as a whole", () => {
    expect(mergeRaw(raw("a", "x: {y: 1}\n"), raw("b", "x: text\n"), "append").values).toEqual({ x: "text" });
    expect(mergeRaw(raw("a", "x: text\n"), raw("b", "x: {y: 1}\n"), "append").values).toEqual({
      x: { y: 1 },
    });
    expect(mergeRaw(raw("a", "x: [1]\n"), raw("b", "x: {y: 1}\n"), "append").values).toEqual({ x: { y: 1 } });
  });

  it("changes neither of the two", () => {
    const under = raw("a", "x: {y: [1]}\n");
    const over = raw("b", "x: {y: [2], z: 1}\n");
    mergeRaw(under, over, "append");
    expect([under.values, over.values]).toEqual([{ x: { y: [1] } }, { x: { y: [2], z: 1 } }]);
  });

  it("keeps __proto__ an ordinary key", () => {
    const merged = mergeRaw(
      raw("a", "x: {a: 1}\n"),
      raw("b", "x: {__proto__: {p: 1}}\n__proto__: {p: 1}\n"),
      "append",
    );
    expect(Object.keys(merged.values)).toEqual(["x", "__proto__"]);
    expect(Object.keys(merged.values.x as object)).toEqual(["a", "__proto__"]);
    expect(({} as { p?: number }).p).toBeUndefined();
  });

  it("lets the later one win in every table, and changes nothing when it is merged once more", () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.integer(), { maxLength: 3 }), tie("table")),
      table: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("any"), { noNullPrototype: true }),
    })).table as fc.Arbitrary<Record<string, unknown>>;
    const of = (values: Record<string, unknown>) => ({ values, origins: new Map<string, string>() });
    // Only tables and integers: a list between two tables makes the order matter, as it should.
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const left = mergeRaw(mergeRaw(of(a), of(b), "replace"), of(c), "replace");
        for (const [key, found] of Object.entries(c)) {
          if (!isTable(found)) expect(left.values[key]).toEqual(found);
        }
        const again = mergeRaw(left, of(c), "replace");
        expect(again.values).toEqual(left.values);
      }),
    );
  });

  it("merges thousands of items without asking every origin about every other", () => {
    const list = (count: number) => raw("f", `l:\n${"- {a: 1, b: 2, c: 3}\n".repeat(count)}`);
    const merged = mergeRaw(list(3_000), list(3_000), "append");
    expect(merged.origins.get("l.5999.c")).toBe("f:3001");
  });
});

describe("setOwn", () => {
  it("sets __proto__ as an own property", () => {
    const table: Record<string, unknown> = {};
    setOwn(table, "__proto__", { polluted: true });
    expect(Object.hasOwn(table, "__proto__")).toBe(true);
    expect((table as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("describeFound", () => {
  it.each([
    [undefined, "nothing"],
    [null, "nothing"],
    [[1, 2], "a list of 2"],
    [{}, "a table"],
    ["x", '"x"'],
    [5, "5"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [true, "true"],
  ])("calls %j %s", (value, words) => {
    expect(describeFound(value)).toBe(words);
  });

  it("cuts long texts", () => {
    expect(describeFound("x".repeat(500))).toHaveLength(58);
  });

  it("does not show the password inside a URL", () => {
    expect(describeFound("mqtt://ana:hunter2@broker:1883")).toBe('"mqtt://(secret)@broker:1883"');
  });
});

describe("withoutCredentials", () => {
  it.each([
    ["https://ana:pass@cloud.example/in", "https://(secret)@cloud.example/in"],
    ["ana:pass@host", "ana:(secret)@host"],
    ["mqtts://ana:p@ss@host/x", "mqtts://(secret)@host/x"],
    ["https://cloud.example/in?code=abc&v=1#top", "https://cloud.example/in?code=(secret)&v=(secret)#top"],
  ])("hides the secrets of %s", (url, shown) => {
    expect(withoutCredentials(url)).toBe(shown);
  });

  it.each([
    "mqtt://host:1883/a@b",
    "plain text with a@b",
    "zigbee2mqtt/+/set",
    "https://host/a?x",
    "10:30 by ana@home",
  ])("leaves %j as it is", (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });
});
