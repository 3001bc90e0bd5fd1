import { describe, expect, it } from "vitest";
import { createHttpChannel, type HttpGet } from "../../../../../src/sync/down/channels/http.ts";
import { downConfig } from "../../../../../src/sync/down/config.ts";
import { createVirtualClock } from "../../../../support/virtual-clock.ts";

type Answer = Awaited<ReturnType<HttpGet>>;

const ok = (orders: unknown, headers: Record<string, string> = {}): Answer => ({
  status: "answered",
  answer: { status: 200, headers, text: JSON.stringify({ orders }) },
});
const status = (code: number): Answer => ({
  status: "answered",
  answer: { status: code, headers: {}, text: "" },
});

function create(settings: Record<string, unknown> = {}) {
  const clock = createVirtualClock();
  const [channelSettings] = downConfig.parse({ channels: [{ sink: "cloud", ...settings }] }).channels;
  if (!channelSettings) throw new Error("no channel");
  const world = {
    answer: (): Answer => ok([]),
    questions: [] as { atMs: number; headers: Record<string, string>; timeoutMs: number }[],
    taken: [] as unknown[],
    isDiskFull: false,
    states: [] as string[],
    answerAfterMs: 0,
  };
  const channel = createHttpChannel(
    {
      settings: channelSettings,
      node: "barn",
      isTaking: () => true,
      async take(bytes) {
        if (world.isDiskFull) throw new Error("disk full");
        const text = bytes.toString();
        world.taken.push(text.startsWith("{") ? JSON.parse(text) : text);
      },
      onState: (isReached, reason) => world.states.push(isReached ? "online" : `offline: ${reason}`),
    },
    {
      ordersUrl: new URL("http://far/orders"),
      timeoutMs: 30_000,
      get: async (_url, { headers, timeoutMs, signal }) => {
        world.questions.push({ atMs: clock.monotonicMs(), headers, timeoutMs });
        if (world.answerAfterMs > 0) {
          await new Promise<void>((resolve) => {
            clock.after(world.answerAfterMs, resolve);
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
        return world.answer();
      },
      clock,
      random: () => 0.5,
    },
  );
  return { clock, world, channel };
}

describe("the http channel of orders", () => {
  it("asks every pollMs, sends back the ETag, and takes each order given", async () => {
    const { clock, world, channel } = create();
    world.answer = () => ok([{ id: 1 }, { id: 2 }], { etag: '"a"' });
    channel.start();
    await clock.advance(2_500);
    expect(world.taken).toEqual([{ id: 1 }, { id: 2 }]);
    world.answer = () => status(304);
    await clock.advance(120_000);
    expect(world.questions.map(({ atMs }) => atMs)).toEqual([2_500, 62_500, 122_500]);
    expect(world.questions.at(-1)?.headers).toMatchObject({
      "if-none-match": '"a"',
      "edgewise-node": "barn",
    });
    expect(world.taken).toHaveLength(2);
    await channel.stop();
  });

  it("asks at once when told that there are orders", async () => {
    const { clock, world, channel } = create();
    channel.start();
    await clock.advance(10_000);
    channel.look();
    await clock.advance(0);
    expect(world.questions).toHaveLength(2);
    await channel.stop();
  });

  it("lets the far side hold the question when waitMs allows it, and asks on at once", async () => {
    const { clock, world, channel } = create({ waitMs: 30_000 });
    world.answerAfterMs = 29_000;
    world.answer = () => status(204);
    channel.start();
    await clock.advance(2_500 + 29_000 * 3);
    expect(world.questions).toHaveLength(4);
    expect(world.questions[0]).toMatchObject({ headers: { prefer: "wait=30" }, timeoutMs: 60_000 });
    await channel.stop();
  });

  it.each([
    ["an error of the server", status(500), "answered 500"],
    [
      "something else than orders",
      { status: "answered", answer: { status: 200, headers: {}, text: "<html>" } },
      "did not answer",
    ],
    ["orders that are no list", ok({ id: 1 }), "did not answer"],
    [
      "too much",
      { status: "answered", answer: { status: 200, headers: {}, text: undefined } },
      "longer than",
    ],
    ["nothing", { status: "failed", reason: "far does not answer" }, "far does not answer"],
  ] as const)("says so when it gets %s, and asks again", async (_, answer, reason) => {
    const { clock, world, channel } = create();
    world.answer = () => answer as Answer;
    channel.start();
    await clock.advance(2_500);
    expect(channel.state()).toMatchObject({ isReached: false, lastError: expect.stringContaining(reason) });
    world.answer = () => ok([{ id: 1 }]);
    await clock.advance(120_000);
    expect([channel.state().isReached, world.states.at(-1), world.taken[0]]).toEqual([
      true,
      "online",
      { id: 1 },
    ]);
    await channel.stop();
  });

  it("asks for the same orders again when the disk did not take one", async () => {
    const { clock, world, channel } = create();
    world.isDiskFull = true;
    world.answer = () => ok([{ id: 1 }], { etag: '"a"' });
    channel.start();
    await clock.advance(2_500);
    world.isDiskFull = false;
    await clock.advance(120_000);
    expect(world.questions[1]?.headers).not.toHaveProperty("if-none-match");
    expect(world.taken[0]).toEqual({ id: 1 });
    await channel.stop();
  });

  it("keeps no ETag of an answer with more orders than are read, and says so", async () => {
    const { clock, world, channel } = create();
    world.answer = () =>
      ok(
        Array.from({ length: 1_001 }, (_, id) => ({ id })),
        { etag: '"a"' },
      );
    channel.start();
    await clock.advance(2_500);
    expect(world.taken).toHaveLength(1_000);
    expect(channel.state().lastError).toContain("lists 1001 orders");
    await clock.advance(120_000);
    expect(world.questions[1]?.headers).not.toHaveProperty("if-none-match");
    await channel.stop();
  });

  it("takes the orders beside one that is nested too deep to be written again", async () => {
    const { clock, world, channel } = create();
    const deep = "[".repeat(50_000) + "]".repeat(50_000);
    world.answer = () => ({
      status: "answered",
      answer: { status: 200, headers: {}, text: `{"orders":[${deep},{"id":1}]}` },
    });
    channel.start();
    await clock.advance(2_500);
    expect(world.taken.at(-1)).toEqual({ id: 1 });
    await channel.stop();
  });

  it("tells whether the far side can be reached now, beside its own questions", async () => {
    const { world, channel } = create();
    expect(await channel.reach(new AbortController().signal)).toBe(true);
    world.answer = () => status(503);
    expect(await channel.reach(new AbortController().signal)).toBe(false);
  });

  it("stops in the middle of a question", async () => {
    const { clock, world, channel } = create({ waitMs: 600_000 });
    world.answerAfterMs = 600_000;
    channel.start();
    await clock.advance(2_500);
    await channel.stop();
    expect(world.questions).toHaveLength(1);
  });
});
