import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Shell scripts that stand in for programs of the machine. */
export interface FakePrograms {
  readonly folder: string;
  /** Makes or replaces one. */
  set(name: string, script: string): void;
  remove(name: string): void;
  /** With only these programs and those that the scripts need. */
  readonly path: string;
  /** Puts them before all others for this process, until `restore`. */
  install(): void;
  restore(): void;
}

export function createFakePrograms(): FakePrograms {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-programs-"));
  const path = `${folder}:/usr/bin:/bin`;
  const before = process.env.PATH;
  return {
    folder,
    path,
    set(name, script) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    },
    remove(name) {
      rmSync(join(folder, name), { force: true });
    },
    install() {
      process.env.PATH = path;
    },
    restore() {
      process.env.PATH = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
