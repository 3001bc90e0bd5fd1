import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { eventually } from "../support/cloud.ts";
import { removeDaemon, startDaemon } from "../support/daemon.ts";
import { mosquittoProgram, startMosquitto } from "../support/mosquitto.ts";
import { connectClient } from "../support/mqtt-client.ts";
import { makeOrder, makeOrdersKey, startOrdersFarSide } from "../support/orders.ts";

const pump = { id: "pump", name: "Pump", kind: "pump", schema: "plain", topic: "well/pump" };

/**
 * The daemon is killed at a moment of its own in each round, from before an order is fetched to after it was reported. The
 * far side and the device then tell what became of it.
 */
describe.skipIf(mosquittoProgram === undefined)("a daemon that is killed while orders come", () => {
  it("carries each out once, or reports that it did not, and never both", async () => {
    const key = makeOrdersKey();
    const far = await startOrdersFarSide();
    // A broker of its own, so that the device hears the daemon whenever it speaks.
    const broker = await startMosquitto();
    const device = await connectClient(broker.port, ["well/pump/set"]);
    const config = {
      bus: { url: `mqtt://127.0.0.1:${broker.port}` },
      system: { clock: "synced" },
      commands: { entities: [pump], verifyTimeoutMs: 0 },
      sync: {
        sinks: [
          {
            type: "http",
            name: "cloud",
            url: far.url,
            classes: ["command"],
            backoffBaseMs: 20,
            backoffMaxMs: 100,
          },
        ],
        down: {
          trustedKeys: [key.trusted()],
          channels: [{ sink: "cloud", pollMs: 1_000 }],
          settleMs: 50,
          confirmMs: 5_000,
        },
      },
    };
    let daemon = await startDaemon({ config });
    let rounds = 0;
    try {
      for (const delayMs of delaysMs) {
        rounds += 1;
        const version = rounds;
        const [command, configuration] = [`k${version}`, `c${version}`];
        const sensitivity = 1 + version / 100;
        device.seen.splice(0);
        far.orders = [
          makeOrder(key, { id: command, kind: "command", version, body: { text: "turn on the pump" } }),
          makeOrder(key, {
            id: configuration,
            kind: "configuration",
            version,
            body: { mode: "replace", settings: { anomaly: { sensitivity } } },
          }),
        ];
        await new Promise<void>((resolve) => systemClock.after(delayMs, resolve));
        await daemon.stop("SIGKILL");
        daemon = await startDaemon({ config, directory: daemon.directory });
        const final = (id: string) => far.statesOf(id).filter((state) => finalStates.includes(state));
        await eventually(
          `round ${version} is settled`,
          () => final(command).length > 0 && final(configuration).length > 0,
        );

        // Said once, whatever was begun before the kill.
        expect([final(command).length, final(configuration).length]).toEqual([1, 1]);
        // One that was interrupted may have been done; it is not done again.
        expect(device.seen.length).toBeLessThanOrEqual(1);
        if (final(command)[0] === "applied") expect(device.seen.length).toBe(1);
        const { anomaly } = await daemon.get<{ anomaly: { sensitivity: number } }>("/api/config");
        if (final(configuration)[0] === "applied") expect(anomaly.sensitivity).toBe(sensitivity);
        else expect(anomaly.sensitivity).not.toBe(sensitivity);
      }
    } finally {
      await device.end();
      await removeDaemon(daemon);
      await broker.remove();
      await far.close();
    }
  }, 300_000);
});

const finalStates = ["applied", "refused", "rolledBack", "interrupted"];
/** After the daemon is ready; it asks for orders within the first second. */
const delaysMs = [0, 300, 600, 800, 900, 1_000, 1_500];
