import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  version?: string;
  integrity?: string;
  os?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const lockFile = fileURLToPath(new URL("../../package-lock.json", import.meta.url));
const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as {
  packages: Record<string, LockedPackage>;
};
const locked = Object.entries(packages);
const names = new Set(locked.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13)));

describe("package-lock.json", () => {
  // An npm that cannot look a package of another platform up leaves it out, and `npm ci` then refuses the file.
  it("names every dependency of every package, those for other platforms too", () => {
    const missing = locked.flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !names.has(name))
        .map((name) => `${path} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("has a checksum for every package that is not for some platforms only", () => {
    const unchecked = locked
      .filter(([path, { os, integrity }]) => path !== "" && os === undefined && integrity === undefined)
      .map(([path]) => path);
    expect(unchecked).toEqual([]);
  });
});
