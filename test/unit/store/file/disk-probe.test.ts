import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freeBytes, probeDisk } from "../../../../src/store/file/disk-probe.ts";
import { makeDirectory } from "../engine/engine-fixture.ts";

describe("the probe of a disk", () => {
  test("writes nothing where there is not enough room", () => {
    const directory = makeDirectory();
    const tooMuch = (freeBytes(directory) ?? 0) * 2 + 1e15;
    expect(probeDisk(directory, tooMuch)).toEqual({ takesWrites: false, writtenBytes: 0 });
  });

  test("tries with a small file however much is to be written, and leaves nothing behind", () => {
    const directory = makeDirectory();
    expect(probeDisk(directory, 10 * 1024 * 1024)).toEqual({ takesWrites: true, writtenBytes: 65_536 });
    expect(readdirSync(directory)).toEqual([]);
  });

  test("says that a directory that is not there takes nothing", () => {
    expect(probeDisk(join(makeDirectory(), "nowhere"), 1).takesWrites).toBe(false);
  });
});
