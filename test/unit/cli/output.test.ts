import { describe, expect, it } from "vitest";
import { sayBytes } from "../../../src/cli/bytes.ts";
import { progressText } from "../../../src/cli/progress.ts";
import { createStyle, safeText } from "../../../src/cli/style.ts";

describe("what the command line writes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [12_400_000, "12 MB"],
    [5e15, "5000 TB"],
  ])("says %d bytes as %s", (bytes, text) => {
    expect(sayBytes(bytes)).toBe(text);
  });

  it("tells how far a long run is", () => {
    const state = { what: "records", done: 500, total: 2_000, elapsedMs: 1_000 };
    expect(progressText(state)).toBe("500 of 2000 (25%) records, 500/s, 3 s left");
    expect(progressText({ ...state, total: undefined })).toBe("500 records, 500/s");
    expect(progressText({ ...state, done: 0, elapsedMs: 0 })).toBe("0 of 2000 (0%) records");
    expect(progressText({ ...state, note: "waiting for the broker" })).toContain("; waiting for the broker");
  });

  it("colours only where it is asked to", () => {
    expect(createStyle(true).red("no")).toBe("\u001b[31mno\u001b[39m");
    expect(createStyle(false).red("no")).toBe("no");
  });

  it("takes from untrusted text what could steer a terminal", () => {
    expect(safeText("a\u001b]0;title\u0007b\u009bc\u2066d\ne")).toBe("a]0;titlebcd e");
    expect(safeText("grüße 猫 🙂")).toBe("grüße 猫 🙂");
  });
});
