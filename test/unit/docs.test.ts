import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configReference } from "../../src/config/docs.ts";
import { metricsReference } from "../../src/config/metrics-docs.ts";

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

describe("generated documentation", () => {
  it("docs/configuration.md is what `npm run docs` writes", () => {
    expect(read("docs/configuration.md")).toBe(`${configReference()}\n`);
  });

  it("docs/metrics.md is what `npm run docs` writes", () => {
    expect(read("docs/metrics.md")).toBe(`${metricsReference()}\n`);
  });
});

describe("README", () => {
  const readme = read("README.md");

  it("names only npm scripts that exist", () => {
    const scripts = Object.keys(
      (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts,
    );
    const named = [
      ...readme.matchAll(/npm (?:run )?(?:--silent )?(start|test|demo|bench|check|build|docs|fix)\b/g),
    ].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !scripts.includes(name ?? ""))).toEqual([]);
  });

  it("links only to files that are there", () => {
    const prose = readme.replace(/```[\s\S]*?```/g, "");
    const links = [...prose.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? "");
    expect(links.length).toBeGreaterThan(3);
    for (const path of links)
      expect(() => readFileSync(new URL(`../../${path}`, import.meta.url))).not.toThrow();
  });
});
