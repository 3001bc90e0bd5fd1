import { describe, expect, it } from "vitest";
import { parseYaml } from "../../../src/config/yaml-text.ts";
import { thrownBy } from "./config-folder.ts";

const parsed = (text: string) => parseYaml(text, (line) => `f:${line}`);
const refusal = (text: string) => thrownBy(() => parsed(text)).message;

describe("parseYaml", () => {
  it("knows the line of every key and list item", () => {
    const { value, origins } = parsed("a:\n  - x\n  - b: 1\n\n    c: 2\n");
    expect(value).toEqual({ a: ["x", { b: 1, c: 2 }] });
    expect(Object.fromEntries(origins)).toEqual({
      a: "f:1",
      "a.0": "f:2",
      "a.1": "f:3",
      "a.1.b": "f:3",
      "a.1.c": "f:5",
    });
  });

  it.each(["", "# only a comment\n", "---\n", "null"])("takes %j as nothing", (text) => {
    expect(parsed(text).value ?? null).toBeNull();
  });

  it("names the line of a key that is there twice", () => {
    expect(refusal("a: 1\nb: 2\na: 3\n")).toBe("f:3: not valid YAML: Map keys must be unique");
  });

  it("lists every mistake it finds, each with its line", () => {
    expect(refusal("a: [1\nb: 'x\n").split("\n").length).toBeGreaterThan(1);
  });

  it("refuses a second document instead of leaving it out", () => {
    expect(refusal("a: 1\n---\nb: 2\n")).toBe("f:2: a second document begins; write only one");
  });

  it("refuses tags, which would else become texts: !secret door would be the password door", () => {
    expect(refusal("a: 1\npassword: !secret door\n")).toBe(
      "f:2: tags such as !secret are not known; put a text that begins with ! in quotes",
    );
  });

  it.each([
    "!hunter2",
    "*hunter2",
    "@hunter2",
    '"\\qhunter2',
    "| hunter2",
    "a: hunter2",
    "'x' hunter2",
    "]hunter2",
  ])("never repeats a value in a message (%s)", (value) => {
    expect(refusal(`password: ${value}\n`)).not.toContain("hunter2");
  });

  it("unfolds an alias and points at it", () => {
    const { value, origins } = parsed("a: &x {b: 1}\nc: *x\n");
    expect(value).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(origins.get("c")).toBe("f:2");
  });

  it("says what to do about a text that looks like an alias", () => {
    expect(refusal("a: 1\nb: *hidden\n")).toBe(
      "f:2: an alias (*name) has no anchor (&name) before it; put a text that begins with * in quotes",
    );
  });

  it("refuses aliases that unfold to billions of values", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? "lol" : `*l${level - 1}`;
      return `k${level}: &l${level} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
    });
    expect(refusal(levels.join("\n"))).toMatch(/aliases unfold to themselves, or to more than is allowed/);
  });

  it("refuses an alias inside its own anchor", () => {
    expect(refusal("a: &x [1, *x]\n")).toMatch(/aliases unfold to themselves/);
  });

  it.each([
    ["brackets", "[".repeat(50_000)],
    ["dashes", "- ".repeat(50_000)],
    ["compact tables", "{a: ".repeat(50_000)],
    ["indentation", Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
  ])("refuses deep nesting by %s, which would take the whole process down", (_, text) => {
    expect(refusal(text)).toBe("f:1: values are nested in more than 100 levels");
  });

  it("takes nesting that a person may write", () => {
    expect(JSON.stringify(parsed(`a: ${"[".repeat(90)}${"]".repeat(90)}`).value)).toHaveLength(6 + 180);
  });

  it("gives __proto__ back as a key, not as a prototype", () => {
    const { value } = parsed("__proto__: {polluted: true}\n");
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect((value as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("takes Windows line ends and keeps counting", () => {
    expect(parsed("a: 1\r\nb: 2\r\n").origins.get("b")).toBe("f:2");
  });

  it("refuses tabs as indentation with the line", () => {
    expect(refusal("a:\n\tb: 1\n")).toMatch(/^f:2: not valid YAML: Tabs are not allowed as indentation/);
  });
});
