import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quotable, sayQuotation } from "../../../src/text/say-quotation.ts";

describe("sayQuotation", () => {
  it("quotes a log line", () => {
    expect(sayQuotation("bearing temperature high")).toBe('"bearing temperature high"');
  });

  it("does not let a line end its own quotation", () => {
    expect(sayQuotation('fine" and all is well. "ok')).toBe('"fine and all is well. ok"');
    expect(sayQuotation("a\u001b[2J\r\nb")).toBe('"a b"');
  });

  it("says nothing of a line with nothing in it", () => {
    expect(sayQuotation("")).toBeUndefined();
    expect(sayQuotation("\u0000\u200b ---")).toBeUndefined();
  });

  it("is always a beginning of what may be quoted, inside one pair of marks", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (raw) => {
        const said = sayQuotation(raw);
        if (said === undefined) return;
        expect(said.length).toBeLessThanOrEqual(82);
        const inner = said.slice(1, -1);
        expect(inner).not.toContain('"');
        expect(quotable(raw).startsWith(inner.replace(/…$/u, ""))).toBe(true);
      }),
    );
  });
});
