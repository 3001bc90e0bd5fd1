import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const source = join(root, "src");

const parts = [
  "bus",
  "store",
  "inference",
  "system",
  "http",
  "ingest",
  "anomaly",
  "summaries",
  "commands",
  "voice",
  "sync",
  "simulate",
];

/** Which folders of `src` a folder may import, besides itself. Every entry must be used: see the last test. */
const permissions: Readonly<Record<string, readonly string[]>> = {
  core: [],
  text: ["core"],
  signal: ["core"],
  domain: ["core"],
  ...Object.fromEntries(parts.map((part) => [part, ["core", "domain", "text", "signal"]])),
  config: ["core", ...parts.filter((part) => part !== "simulate")],
  app: ["core", "domain", "text", "config", ...parts.filter((part) => part !== "simulate")],
  cli: ["core", "domain", "text", "config", "app", ...parts],
  main: ["cli"],
};

/** Layers in which an unused permission is a mistake; a part need not use all of the building blocks. */
const checkedForStale = ["config", "app", "main"];

/** The only folders or files that may import a package. */
const packageOwners: Readonly<Record<string, readonly string[]>> = {
  mqtt: ["bus"],
  aedes: ["bus"],
  aws4fetch: ["sync/network/aws-signature.ts"],
  "better-sqlite3": ["store"],
  "better-sqlite3-napi": ["store/file/sqlite.ts"],
  fastify: ["http"],
  "@homebridge/ciao": ["voice/wyoming/announcement.ts"],
  "node-record-lpcm16": ["voice/capture"],
  "onnxruntime-node": ["inference/host/onnx-runtime.ts", "inference/host/onnx-session.ts"],
  pbf: ["sync/sinks/otlp"],
  pino: ["system"],
  yaml: ["config"],
  zod: ["core/schema.ts"],
  "prom-client": ["core/metrics.ts"],
  ulid: ["core/id.ts"],
  commander: ["cli"],
  "@platformatic/kafka": ["sync/sinks/kafka/producer.ts"],
  "hyparquet-writer": ["sync/sinks/objects/parquet.ts"],
};

interface Import {
  /** Path of the importing file under `src`. */
  from: string;
  specifier: string;
  /** Path of the imported file under `src`, for relative imports. */
  target: string | undefined;
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']|\b(?:import|require)\s*\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const target = specifier.startsWith(".")
      ? relative(source, resolve(source, dirname(file), specifier))
      : undefined;
    return { from: file, specifier, target };
  });
}

function folderOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : file.replace(/\.ts$/, "");
}

describe("architecture", () => {
  it("finds the sources it is about", () => {
    expect(files.length).toBeGreaterThan(30);
    expect(imports.length).toBeGreaterThan(60);
  });

  it("has no folder without a place in the layers", () => {
    const unknown = [...new Set(files.map(folderOf))].filter((folder) => !(folder in permissions));
    expect(unknown).toEqual([]);
  });

  it("imports only downward and never between siblings", () => {
    const violations = imports
      .filter(({ target }) => target !== undefined)
      .filter(({ from, target }) => {
        const [importer, imported] = [folderOf(from), folderOf(target ?? "")];
        return importer !== imported && !permissions[importer]?.includes(imported);
      })
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(violations).toEqual([]);
  });

  it("lets config read only the config, events and metrics tables of parts", () => {
    const violations = imports
      .filter(({ from, target }) => folderOf(from) === "config" && parts.includes(folderOf(target ?? "")))
      .filter(({ target }) => !/\/(config|events)\.ts$/.test(target ?? ""))
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(violations).toEqual([]);
  });

  it("has no import cycle", () => {
    const graph = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
      if (done.has(file) || trail.includes(file)) return;
      for (const { target } of graph.get(file) ?? []) if (target) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("imports each package only from its owner", () => {
    const violations = imports
      .filter(({ target, specifier }) => target === undefined && !specifier.startsWith("node:"))
      .filter(({ from, specifier }) => {
        const name = specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/");
        return !packageOwners[name]?.some((owner) => from === owner || from.startsWith(`${owner}/`));
      })
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(violations).toEqual([]);
  });

  it("lists exactly the packages that package.json depends on", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
      optionalDependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
    };
    const packages = {
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    };
    expect(Object.keys(packageOwners).sort()).toEqual(Object.keys(packages).sort());
  });

  it("has no stale permission", () => {
    const stale = checkedForStale.flatMap((folder) =>
      (permissions[folder] ?? [])
        .filter(
          (allowed) =>
            !imports.some(
              ({ from, target }) => folderOf(from) === folder && folderOf(target ?? "") === allowed,
            ),
        )
        .map((allowed) => `${folder} may import ${allowed} but does not`),
    );
    const unusedOwners = Object.entries(packageOwners)
      .filter(
        ([name]) => !imports.some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)),
      )
      .map(([name]) => `nothing imports ${name}`);
    expect([...stale, ...unusedOwners]).toEqual([]);
  });

  it("reads clocks and chance only where they are dependencies", () => {
    const allowed = ["core/clock.ts", "core/id.ts", "main.ts"];
    const violations = files
      .filter((file) => !allowed.includes(file) && !/^(system|cli|app)\//.test(file))
      .filter((file) => {
        const code = readFileSync(join(source, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        return /\bDate\.now\(|\bMath\.random\(|\bprocess\.env\b|\bnew Date\(\)|\bperformance\.now\(/.test(
          code,
        );
      });
    expect(violations).toEqual([]);
  });
});
