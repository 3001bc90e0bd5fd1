import { describe, expect, it } from "vitest";
import { createSession, LineOrder } from "../../../../src/anomaly/logs/line-order.ts";
import { dayMs, hourMs, minuteMs, startMs } from "../support.ts";

const [begin, end] = [0, 1];
const lineAt = (slot: number, at: number) => ({ slot, seenAt: at, at, message: `line ${slot}` });

/** Jobs of five minutes every two hours for twelve days, each with an identifier of its own. */
function learntOrder(): LineOrder {
  const order = new LineOrder();
  for (let at = startMs; at < startMs + 12 * dayMs; at += 2 * hourMs) {
    const session = createSession();
    order.observe(lineAt(begin, at), [session]);
    order.observe(lineAt(end, at + 5 * minuteMs), [session]);
  }
  return order;
}

describe("order of the lines of a log", () => {
  const at = startMs + 12 * dayMs;

  it("misses an end that does not come, and a start that was not there", () => {
    const order = learntOrder();
    order.observe(lineAt(begin, at), [createSession()]);
    expect(order.overdue(at + hourMs)).toMatchObject([{ rule: { pair: { before: begin, after: end } } }]);
    expect(order.observe(lineAt(end, at + hourMs), [createSession()])).toHaveLength(1);
  });

  it("misses neither where what is known of the session was forgotten", () => {
    const order = learntOrder();
    const session = createSession();
    order.observe(lineAt(begin, at), [session]);
    order.forgetSession(session);
    // The end comes, in what looks like a session of its own.
    expect(order.observe(lineAt(end, at + 5 * minuteMs), [createSession()])).toEqual([]);
    expect(order.overdue(at + hourMs)).toEqual([]);
  });
});
