import { describe, expect, it } from "vitest";
import { Emitter } from "../../../../src/core/emitter.ts";
import type {
  LinkSubscription,
  ListeningLink,
  MqttLinkOptions,
} from "../../../../src/sync/network/mqtt-link.ts";
import { shareLinks } from "../../../../src/sync/network/shared-links.ts";

function create() {
  const opened: {
    options: MqttLinkOptions;
    subscriptions: Set<LinkSubscription>;
    reconnects: number;
    isClosed: boolean;
    changes: Emitter<boolean>;
  }[] = [];
  const connect = shareLinks(async (options) => {
    if (options.url.includes("bad")) throw new Error("no PEM");
    const link = {
      options,
      subscriptions: new Set<LinkSubscription>(),
      reconnects: 0,
      isClosed: false,
      changes: new Emitter<boolean>(),
    };
    opened.push(link);
    return {
      isConnected: true,
      lastError: undefined,
      lastFailure: undefined,
      limits: undefined,
      onConnectionChange: (listener: (isConnected: boolean) => void) => link.changes.on(listener),
      publish: async () => ({ status: "acknowledged" }),
      subscribe(subscription: LinkSubscription) {
        link.subscriptions.add(subscription);
        return () => link.subscriptions.delete(subscription);
      },
      ping: async () => true,
      reconnect() {
        link.reconnects += 1;
      },
      async close() {
        link.isClosed = true;
      },
    } as unknown as ListeningLink;
  });
  return { opened, connect };
}

const options: MqttLinkOptions = { url: "mqtt://far", clientId: "barn", protocolVersion: 5 };
const subscription: LinkSubscription = {
  topics: ["orders"],
  handle: async () => {},
  onSubscribed() {},
  onUnhandled() {},
};

describe("shared links", () => {
  it("are one connection for one client at one broker, even if opened at the same time", async () => {
    const { opened, connect } = create();
    await Promise.all([connect(options), connect(options)]);
    await connect({ ...options, clientId: "other" });
    expect(opened).toHaveLength(2);
  });

  it("are made anew for the others when one user closes, and closed with the last", async () => {
    const { opened, connect } = create();
    const [sink, orders] = [await connect(options), await connect(options)];
    orders.subscribe(subscription);
    await sink.close();
    await sink.close();
    expect(opened[0]).toMatchObject({ reconnects: 1, isClosed: false });
    await orders.close();
    expect([opened[0]?.isClosed, opened[0]?.subscriptions.size]).toEqual([true, 0]);
    await connect(options);
    expect(opened).toHaveLength(2);
  });

  it("move with what is listened to when one user comes with a new password", async () => {
    const { opened, connect } = create();
    const orders = await connect(options);
    orders.subscribe(subscription);
    const heard: boolean[] = [];
    orders.onConnectionChange((isConnected) => heard.push(isConnected));
    await connect({ ...options, password: "new" });
    expect(opened.map(({ isClosed, subscriptions }) => [isClosed, subscriptions.size])).toEqual([
      [true, 1],
      [false, 1],
    ]);
    opened[0]?.changes.emit(false);
    opened[1]?.changes.emit(true);
    expect(heard).toEqual([true]);
  });

  it("that could not be opened are opened anew the next time", async () => {
    const { opened, connect } = create();
    await expect(connect({ ...options, url: "mqtt://bad" })).rejects.toThrow("no PEM");
    await expect(connect({ ...options, url: "mqtt://bad" })).rejects.toThrow("no PEM");
    await connect(options);
    expect(opened).toHaveLength(1);
  });
});
