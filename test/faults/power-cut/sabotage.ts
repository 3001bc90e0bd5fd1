import { createRequire } from "node:module";
import type { Database } from "better-sqlite3";

const require = createRequire(import.meta.url);

/** Makes every database of this process (and thread) open without fsync: what a power cut does to it must be found. */
export function sabotageSynchronous(): void {
  const [major = 0] = process.versions.node.split(".").map(Number);
  const { prototype } = require(major >= 22 ? "better-sqlite3-napi" : "better-sqlite3") as {
    prototype: Database;
  };
  const pragma = prototype.pragma;
  prototype.pragma = function sabotaged(this: Database, source, options) {
    return pragma.call(this, source.replace(/synchronous = \w+/, "synchronous = OFF"), options);
  };
}
