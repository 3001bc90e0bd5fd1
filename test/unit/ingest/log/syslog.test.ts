import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSyslog } from "../../../../src/ingest/log/syslog.ts";

const options = { zone: "utc", nearMs: Date.UTC(2026, 0, 5, 12) } as const;
const read = (line: string) => parseSyslog(line, options);

describe("RFC 5424", () => {
  // The examples of section 6.5, in shape.
  it.each([
    [
      "<34>1 2026-01-05T11:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed on /dev/pts/8",
      {
        severity: "critical",
        host: "mymachine.example.com",
        program: "su",
        message: "'su root' failed on /dev/pts/8",
        at: Date.UTC(2026, 0, 5, 11, 14, 15, 3),
      },
    ],
    [
      "<165>1 2026-01-05T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time",
      {
        severity: "info",
        host: "192.0.2.1",
        program: "myproc",
        message: "%% It's time",
        at: Date.UTC(2026, 0, 5, 12, 14, 15),
      },
    ],
    [
      '<165>1 2026-01-05T11:14:15Z host app - ID47 [ex@32473 iut="3" eventSource="A\\"p\\]p\\\\"][two@1] An event',
      {
        severity: "info",
        host: "host",
        program: "app",
        message: "An event",
        at: Date.UTC(2026, 0, 5, 11, 14, 15),
      },
    ],
    [
      '<13>1 - - - - - [ex@32473 iut="3"]',
      { severity: "info", host: undefined, program: undefined, message: '[ex@32473 iut="3"]', at: undefined },
    ],
    [
      "<0>1 - - - - - - ",
      { severity: "critical", host: undefined, program: undefined, message: "-", at: undefined },
    ],
  ])("reads %s", (line, expected) => {
    expect(read(line)).toEqual(expected);
  });

  it.each([
    ["a bad month", "<34>1 2026-13-05T11:14:15Z h a - - - text"],
    ["a lower-case t", "<34>1 2026-01-05t11:14:15Z h a - - - text"],
    ["seven digits of a second", "<34>1 2026-01-05T11:14:15.0000001Z h a - - - text"],
    ["a leap second", "<34>1 2026-01-05T11:14:60Z h a - - - text"],
    ["an unescaped bracket in data", '<34>1 - h a - - [x y="]"] text'],
    ["an open element", '<34>1 - h a - - [x y="1" text'],
    ["no space after the data", "<34>1 - h a - - [x]text"],
    ["no structured data", "<34>1 - h a - - text"],
  ])("with %s is plain text behind its PRI", (_, line) => {
    expect(read(line)).toEqual({
      severity: "critical",
      at: undefined,
      host: undefined,
      program: undefined,
      message: line.slice(4),
    });
  });
});

describe("RFC 3164", () => {
  it.each([
    [
      "<34>Jan  5 11:14:15 mymachine su: 'su root' failed",
      {
        severity: "critical",
        host: "mymachine",
        program: "su",
        message: "'su root' failed",
        at: Date.UTC(2026, 0, 5, 11, 14, 15),
      },
    ],
    [
      "<13>Dec 31 23:59:59 gw sshd[123]: session closed",
      {
        severity: "info",
        host: "gw",
        program: "sshd",
        message: "session closed",
        at: Date.UTC(2025, 11, 31, 23, 59, 59),
      },
    ],
    [
      "<6>Jan  5 11:14:15 kernel: eth0 down",
      {
        severity: "info",
        host: undefined,
        program: "kernel",
        message: "eth0 down",
        at: Date.UTC(2026, 0, 5, 11, 14, 15),
      },
    ],
    [
      "<11>2026-01-05T11:14:15.5+00:00 gw app[1]: no",
      {
        severity: "error",
        host: "gw",
        program: "app",
        message: "no",
        at: Date.UTC(2026, 0, 5, 11, 14, 15, 500),
      },
    ],
    [
      "<191>just text",
      { severity: "debug", host: undefined, program: undefined, message: "just text", at: undefined },
    ],
    [
      "<12>Jan 35 11:14:15 gw app: x",
      {
        severity: "warning",
        host: undefined,
        program: undefined,
        message: "Jan 35 11:14:15 gw app: x",
        at: undefined,
      },
    ],
  ])("reads %s", (line, expected) => {
    expect(read(line)).toEqual(expected);
  });
});

describe("PRI", () => {
  it.each(["<192>x", "<00>x", "<013>x", "<-1>x", "<>x", "<1x", "34>x", "<9999>x", "< 3>x", ""])(
    "%j is none",
    (line) => {
      expect(read(line)).toBeUndefined();
    },
  );

  it("never makes the parser throw, whatever follows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 191 }), fc.string(), (pri, text) => {
        expect(read(`<${pri}>${text}`)?.severity).toBeDefined();
        expect(read(`<${pri}>1 - - - - - ${text}`)?.severity).toBeDefined();
      }),
    );
  });
});
