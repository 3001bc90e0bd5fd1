import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createReporter } from "../../../../src/core/events.ts";
import { announceServer, isReachable } from "../../../../src/voice/wyoming/announcement.ts";
import { wyomingEvents } from "../../../../src/voice/wyoming/events.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { waitFor } from "../../../support/wait-for.ts";

const address = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

/** What is said to all on the network by multicast DNS, as text: names stand in it letter by letter. */
async function listen(): Promise<string[]> {
  const heard: string[] = [];
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (bytes) => heard.push(bytes.toString("latin1")));
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(5_353, () => {
      socket.addMembership("224.0.0.251", address);
      resolve();
    });
  });
  onTestFinished(() => void socket.close());
  return heard;
}

describe("the announcement of the Wyoming server", () => {
  // A datagram to all may be lost on a busy machine, and a goodbye is said once.
  it.skipIf(!address)(
    "is heard on the network, and taken back (skipped without a network)",
    { retry: 4 },
    async () => {
      const heard = await listen();
      const observability = createTestObservability(systemClock);
      const name = `edgewise test ${process.pid}`;
      const announcement = await announceServer({
        name,
        host: "0.0.0.0",
        port: 10_300,
        clock: systemClock,
        reporter: createReporter("wyoming", wyomingEvents, observability),
      });
      await waitFor(() =>
        expect(observability.records.map(({ event }) => event)).toEqual(["wyoming.announced"]),
      );
      const about = () => heard.filter((text) => text.includes(name) && text.includes("_wyoming"));
      // The port of the service, 10300, is 0x283c.
      await waitFor(() => expect(about().some((text) => text.includes("\x28\x3c"))).toBe(true));
      const before = about().length;
      await announcement.close();
      await waitFor(() => expect(about().length).toBeGreaterThan(before), { timeout: 5_000 });
    },
  );

  it("that nobody can hear is told once, and harms nothing", async () => {
    const observability = createTestObservability(systemClock);
    const announcement = await announceServer({
      name: `edgewise alone ${process.pid}`,
      host: "0.0.0.0",
      port: 10_300,
      clock: systemClock,
      reporter: createReporter("wyoming", wyomingEvents, observability),
      hasNetwork: () => false,
    });
    await announcement.close();
    expect(observability.records).toMatchObject([
      { event: "wyoming.unannounced", fields: { why: "this machine has no network now" } },
    ]);
  });

  it.each([
    ["127.0.0.1", false],
    ["::1", false],
    ["localhost", false],
    ["0.0.0.0", true],
    ["192.168.1.5", true],
    ["board.lan", true],
  ])("at %s it is made: %s", (host, expected) => {
    expect(isReachable(host)).toBe(expected);
  });
});
