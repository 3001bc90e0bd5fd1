import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BusLink, openBusLink } from "../../src/bus/link.ts";
import { systemClock } from "../../src/core/clock.ts";
import { eventually } from "../support/cloud.ts";
import { type Mosquitto, mosquittoProgram, startMosquitto } from "../support/mosquitto.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { createTestObservability } from "../support/observability.ts";

describe.skipIf(mosquittoProgram === undefined).each([4, 5] as const)(
  "what a link of MQTT version %i listens to",
  (protocolVersion) => {
    let broker: Mosquitto;
    let far: TestClient;
    const links: BusLink[] = [];

    beforeEach(async () => {
      broker = await startMosquitto();
      far = await connectClient(broker.port);
    });
    afterEach(async () => {
      await Promise.all(links.splice(0).map((link) => link.close()));
      await far.end();
      await broker.remove();
    });

    const open = () => {
      const link = openBusLink({
        url: `mqtt://127.0.0.1:${broker.port}`,
        clientId: "barn",
        protocolVersion,
        isSessionKept: () => true,
        observability: createTestObservability(systemClock),
        random: () => 0,
      });
      links.push(link);
      return link;
    };

    const listen = (link: BusLink) => {
      const world = { heard: [] as string[], subscribed: 0, unhandled: 0, isFailing: false };
      const unsubscribe = link.subscribe({
        topics: ["orders"],
        async handle(payload) {
          if (world.isFailing) throw new Error("disk full");
          world.heard.push(payload.toString());
        },
        onSubscribed(refused) {
          if (refused.length === 0) world.subscribed += 1;
        },
        onUnhandled() {
          world.unhandled += 1;
        },
      });
      return { world, unsubscribe };
    };

    it("comes in order, and waits at the broker while the link is closed", async () => {
      const first = open();
      const { world } = listen(first);
      await eventually("it listens", () => world.subscribed === 1);
      for (const text of ["a", "b"]) await far.publish("orders", text);
      await eventually("both came", () => world.heard.length === 2);
      await links.pop()?.close();
      for (const text of ["c", "d"]) await far.publish("orders", text);

      // The broker gives them at once, before anybody listens.
      const second = open();
      await eventually("it is connected", () => second.isConnected);
      expect(await second.ping(AbortSignal.timeout(5_000))).toBe(true);
      const { world: later } = listen(second);
      await eventually("both that waited came", () => later.heard.length === 2);
      expect([world.heard, later.heard]).toEqual([
        ["a", "b"],
        ["c", "d"],
      ]);
      await links.pop()?.close();
      const { world: last } = listen(open());
      await eventually("it listens again", () => last.subscribed === 1);
      expect(last.heard).toEqual([]);
    });

    it("comes again after the next connection when it could not be handled", async () => {
      const link = open();
      const { world } = listen(link);
      await eventually("it listens", () => world.subscribed === 1);
      world.isFailing = true;
      await far.publish("orders", "a");
      await eventually("it was not handled", () => world.unhandled === 1);
      world.isFailing = false;
      link.reconnect();
      await eventually("it came again", () => world.heard.length === 1);
      expect(world.heard).toEqual(["a"]);
    });

    it("is left to whoever listens next when nobody listens any more", async () => {
      const link = open();
      const { world, unsubscribe } = listen(link);
      await eventually("it listens", () => world.subscribed === 1);
      unsubscribe();
      await far.publish("orders", "a");
      expect(await link.ping(AbortSignal.timeout(5_000))).toBe(true);
      const { world: next } = listen(link);
      await eventually("the next one has it", () => next.heard.length === 1);
      expect(world.heard).toEqual([]);
    });

    it("a broker that went silent answers no ping", async () => {
      const link = open();
      await eventually("it is connected", () => link.isConnected);
      expect(await link.ping(AbortSignal.timeout(5_000))).toBe(true);
      await broker.stop("SIGKILL");
      expect(await link.ping(AbortSignal.timeout(2_000))).toBe(false);
    });
  },
);
