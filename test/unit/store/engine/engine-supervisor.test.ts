import { describe, expect, test } from "vitest";
import { storeConfig } from "../../../../src/store/config.ts";
import type { EngineReply, EngineRequest } from "../../../../src/store/engine/engine-host.ts";
import type { EngineLinkOptions } from "../../../../src/store/engine/engine-link.ts";
import { createEngineSupervisor } from "../../../../src/store/engine/engine-supervisor.ts";
import { type PlainError, StoreNewerSchemaError } from "../../../../src/store/errors.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

/** A supervisor over links that the test plays. */
function createSupervisor() {
  const clock = createVirtualClock();
  const links: { requests: EngineRequest[]; options: EngineLinkOptions; isTerminated: boolean }[] = [];
  const told: string[] = [];
  const supervisor = createEngineSupervisor({
    directory: "/nowhere",
    clock,
    random: () => 1,
    config: () => storeConfig.parse({}),
    time: () => ({ now: clock.now(), monotonicMs: clock.monotonicMs(), isTrusted: true }),
    makeLink(options) {
      const link = { requests: [] as EngineRequest[], options, isTerminated: false };
      links.push(link);
      return {
        post: (request) => void link.requests.push(request),
        async terminate() {
          link.isTerminated = true;
        },
      };
    },
    onReply: () => {},
    onOpen: () => void told.push("open"),
    onUnavailable: ({ code }) => void told.push(code),
    onCrash: ({ message }) => void told.push(message),
  });
  const opened = (error?: PlainError): EngineReply => ({
    type: "opened",
    error,
    isOpen: error === undefined,
    isServing: error === undefined,
    report: undefined,
  });
  const reply = (message: EngineReply) => links.at(-1)?.options.onReply(message);
  return { clock, links, told, supervisor, opened, reply };
}

const neverAborted = new AbortController().signal;

describe("the supervisor of the engine", () => {
  test("starts the thread again after it died, with a growing delay, and opens the database again", async () => {
    const { clock, links, told, supervisor, opened, reply } = createSupervisor();
    const started = supervisor.start(neverAborted);
    reply(opened());
    await started;
    links[0]?.options.onCrash(new Error("out of memory"));
    expect(supervisor.isOpen).toBe(false);
    await clock.advance(500);
    expect(links.length).toBe(2);
    links[1]?.options.onCrash(new Error("again"));
    await clock.advance(999);
    expect(links.length).toBe(2);
    await clock.advance(1);
    expect(links[2]?.requests.map(({ type }) => type)).toEqual(["open"]);
    reply(opened());
    expect(supervisor.isOpen).toBe(true);
    expect(told).toEqual(["open", "out of memory", "again", "open"]);
  });

  test("asks again for ever when the disk does not let the database open, a minute apart at most", async () => {
    const { clock, links, told, supervisor, opened, reply } = createSupervisor();
    const started = supervisor.start(neverAborted);
    reply(opened({ code: "store.full", message: "full" }));
    await started;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const asked = links[0]?.requests.length;
      await clock.advance(60_000);
      expect(links[0]?.requests.length).toBeGreaterThan(asked ?? 0);
      reply(opened({ code: "store.full", message: "full" }));
    }
    await clock.advance(60_000);
    reply(opened());
    expect(told.at(-1)).toBe("open");
    expect(links.length).toBe(1);
  });

  test("gives up a start that waiting cannot mend, and leaves no thread behind", async () => {
    const { links, supervisor, opened, reply } = createSupervisor();
    const started = supervisor.start(neverAborted);
    reply(opened({ code: "store.newerSchema", message: "too new" }));
    await expect(started).rejects.toThrow(StoreNewerSchemaError);
    expect(links[0]?.isTerminated).toBe(true);
  });

  test("asks the database again when it could not be replaced after damage", async () => {
    const { clock, links, told, supervisor, opened, reply } = createSupervisor();
    const started = supervisor.start(neverAborted);
    reply(opened());
    await started;
    reply({ type: "ticked", isOpen: false, isServing: false, report: undefined });
    expect(told).toEqual(["open", "store.corrupt"]);
    await clock.advance(60_000);
    expect(links[0]?.requests.map(({ type }) => type)).toEqual(["open", "open"]);
  });

  test("ends by force when the engine does not close before the deadline", async () => {
    const { links, supervisor, opened, reply } = createSupervisor();
    const started = supervisor.start(neverAborted);
    reply(opened());
    await started;
    const deadline = new AbortController();
    const stopped = supervisor.stop(deadline.signal);
    deadline.abort();
    await stopped;
    expect(links[0]?.isTerminated).toBe(true);
  });

  test("ends the start when it is aborted", async () => {
    const { links, supervisor } = createSupervisor();
    const abort = new AbortController();
    const started = supervisor.start(abort.signal);
    abort.abort(new Error("second signal"));
    await expect(started).rejects.toThrow("second signal");
    expect(links[0]?.isTerminated).toBe(true);
  });
});
