import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { InboundPacket } from "../../../src/bus/dispatcher.ts";
import { createEarlyMessages } from "../../../src/bus/early-messages.ts";

function setUp() {
  const dispatched: string[] = [];
  const log: string[] = [];
  /** A dispatcher whose subscription takes everything at once. */
  const early = createEarlyMessages({
    receive: ({ payload }, next) => {
      dispatched.push(String(payload));
      next();
    },
  });
  const send = (payload: string, change: Partial<InboundPacket> = {}) => {
    let isKept = false;
    early.receive(
      { topic: "t", payload, qos: 1, retain: false, ...change },
      () => {
        log.push(`on after ${payload.slice(0, 9)}`);
        if (!isKept) log.push(`acknowledged ${payload.slice(0, 9)}`);
      },
      () => {
        isKept = true;
        return () => void log.push(`acknowledged ${payload.slice(0, 9)}`);
      },
    );
  };
  return { early, dispatched, log, send };
}

describe("messages of a kept session before every part has subscribed", () => {
  it("wait unacknowledged and are handed out in order, those that come meanwhile behind them", async () => {
    const { early, dispatched, log, send } = setUp();
    send("a");
    send("b");
    expect([dispatched, log]).toEqual([[], ["on after a", "on after b"]]);
    early.open();
    send("c");
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(dispatched).toEqual(["a", "b", "c"]);
    expect(log.filter((line) => line.startsWith("ack"))).toEqual([
      "acknowledged a",
      "acknowledged b",
      "acknowledged c",
    ]);
    send("d");
    expect(dispatched.at(-1)).toBe("d");
  });

  it("are forgotten when the connection is lost: the broker has no acknowledgement and delivers them again", async () => {
    const { early, dispatched, log, send } = setUp();
    send("a");
    early.forget();
    early.open();
    await nextTurn();
    expect([dispatched, log]).toEqual([[], ["on after a"]]);
  });

  it("do not wait when they are retained or of QoS 0", () => {
    const { dispatched, send } = setUp();
    send("state", { retain: true });
    send("quick", { qos: 0 });
    expect(dispatched).toEqual(["state", "quick"]);
  });

  it("stop the reading once they fill the memory they may have", async () => {
    const { early, log, send } = setUp();
    send(`first ${"x".repeat(16 * 1_048_576 - 6)}`);
    send("second");
    expect(log).toHaveLength(1);
    early.open();
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(log).toContain("on after second");
  });
});
