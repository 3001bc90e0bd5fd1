import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  epochMs,
  parseTimestamp,
  readTimestamp,
  type TimestampOptions,
} from "../../../src/text/timestamp.ts";

const utc: TimestampOptions = { zone: "utc", nearMs: Date.UTC(2026, 0, 5, 12) };

describe("parseTimestamp", () => {
  it.each([
    ["2026-01-05T12:00:00Z", "2026-01-05T12:00:00.000Z"],
    ["2026-01-05T12:00:00.5Z", "2026-01-05T12:00:00.500Z"],
    ["2026-01-05T12:00:00.123456789Z", "2026-01-05T12:00:00.123Z"],
    ["2026-01-05t12:00:00z", "2026-01-05T12:00:00.000Z"],
    ["2026-01-05T12:00:00+01:00", "2026-01-05T11:00:00.000Z"],
    ["2026-01-05T12:00:00-0330", "2026-01-05T15:30:00.000Z"],
    ["2026-01-05 12:00:00 UTC", "2026-01-05T12:00:00.000Z"],
    ["2015-07-29 17:41:44,747", "2015-07-29T17:41:44.747Z"],
    ["2015-02-04 17:51:00", "2015-02-04T17:51:00.000Z"],
    ["2015/02/04 17:51", "2015-02-04T17:51:00.000Z"],
    ["2015-02-04", "2015-02-04T00:00:00.000Z"],
    ["05.01.2026 12:00:01", "2026-01-05T12:00:01.000Z"],
    ["Sun Dec 04 04:47:44 2005", "2005-12-04T04:47:44.000Z"],
    ["Wed, 02 Oct 2002 13:00:00 GMT", "2002-10-02T13:00:00.000Z"],
    ["10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36.000Z"],
    ["081109 203615", "2008-11-09T20:36:15.000Z"],
    ["1077804742", "2004-02-26T14:12:22.000Z"],
    ["1077804742.25", "2004-02-26T14:12:22.250Z"],
    ["1077804742123", "2004-02-26T14:12:22.123Z"],
    ["1077804742123456", "2004-02-26T14:12:22.123Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"],
  ])("reads %s", (text, expected) => {
    const at = parseTimestamp(text, utc);
    expect(at === undefined ? undefined : new Date(at).toISOString()).toBe(expected);
  });

  it.each([
    "",
    "12",
    "12:30",
    "soon",
    "2026-13-01T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-01-05T24:00:00Z",
    "2026-01-05T12:60:00Z",
    "2026-01-05T12:00:00.Z",
    "2026-01-05T12:00:00.1x2Z",
    "2026-01-05T12:00:00Z and more",
    "0000-00-00 00:00:00",
    "-5",
    "1e9",
    "192.168.1.1",
    "2026-01-05T12:00:00Z".padEnd(500),
  ])("does not take %s for a time", (text) => {
    const at = parseTimestamp(text, utc);
    // A bare small number is a time just after 1970, which the caller judges.
    expect(at).toBe(text === "12" ? 12_000 : undefined);
  });

  it("puts a time without a year in the last one that is not in the future", () => {
    const read = (text: string) => new Date(parseTimestamp(text, utc) ?? 0).toISOString();
    expect(read("Dec 31 23:59:59")).toBe("2025-12-31T23:59:59.000Z");
    expect(read("Jan  6 00:00:00")).toBe("2026-01-06T00:00:00.000Z");
    expect(read("Mar 17 00:00:00")).toBe("2025-03-17T00:00:00.000Z");
    expect(read("01-04 16:13:38.811")).toBe("2026-01-04T16:13:38.811Z");
  });

  it("puts 29 February in a leap year", () => {
    const options: TimestampOptions = { zone: "utc", nearMs: Date.UTC(2025, 0, 5) };
    expect(parseTimestamp("Feb 29 10:00:00", options)).toBe(Date.UTC(2024, 1, 29, 10));
  });

  it("reads a time without a zone as local where told so", () => {
    expect(parseTimestamp("2026-06-05 12:00:00", { ...utc, zone: "local" })).toBe(
      new Date(2026, 5, 5, 12).getTime(),
    );
  });

  it("gives back every time that an ISO text names", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(parseTimestamp(date.toISOString(), utc)).toBe(date.getTime());
          expect(parseTimestamp(date.toISOString().replace("T", " ").replace("Z", ""), utc)).toBe(
            date.getTime(),
          );
        },
      ),
    );
  });

  it("never throws and never answers something that is no time", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const at = parseTimestamp(text, utc);
        expect(at === undefined || Number.isFinite(at)).toBe(true);
      }),
    );
  });
});

describe("epochMs", () => {
  it("tells the unit by the size", () => {
    const at = Date.UTC(2026, 0, 5);
    for (const unit of [1e-3, 1, 1e3, 1e6]) expect(epochMs(at * unit)).toBe(at);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])("answers nothing for %d", (value) => {
    expect(epochMs(value)).toBeUndefined();
  });
});

describe("readTimestamp", () => {
  it.each([
    ["2015-07-29 17:41:44,747 - INFO", 23],
    ["Jun 14 15:16:01 combo sshd", 15],
    ["Sun Dec 04 04:47:44 2005] [notice]", 24],
    ["081109 203615 148 INFO", 13],
    ["2015-07-29 17:41:44 -1 was the answer", 19],
    ["2026-01-05T12:00:00Zulu", 19],
  ])("says where the time of %s ends", (text, end) => {
    expect(readTimestamp(text, 0, utc)?.end).toBe(end);
  });

  it("reads only at the place asked for", () => {
    expect(readTimestamp("at 2015-07-29 17:41:44", 0, utc)).toBeUndefined();
    expect(readTimestamp("at 2015-07-29 17:41:44", 3, utc)).toEqual({
      at: Date.UTC(2015, 6, 29, 17, 41, 44),
      end: 22,
    });
  });
});
