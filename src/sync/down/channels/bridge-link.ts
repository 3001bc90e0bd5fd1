import type { Clock } from "../../../core/clock.ts";
import { createClientTls } from "../../network/client-tls.ts";
import type { ConnectListening, ListeningLink } from "../../network/mqtt-link.ts";
import { createBridgeAddress } from "../../sinks/mqtt-bridge/address.ts";
import type { MqttBridgeSettings } from "../../sinks/mqtt-bridge/config.ts";

/** The connection of a bridge, made as the bridge makes it, so that both share one. Rejects when it can never work. */
export async function openBridgeLink(
  settings: MqttBridgeSettings,
  { node, clock, connectMqtt }: { node: string; clock: Clock; connectMqtt: ConnectListening },
): Promise<ListeningLink> {
  const tls = await createClientTls(settings.tls).current();
  if (!tls.ok) throw new Error(tls.reason);
  return connectMqtt({ ...createBridgeAddress({ settings, node, clock }).linkOptions(), ...tls.value });
}
