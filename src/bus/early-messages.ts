import type { Dispatcher, InboundPacket } from "./dispatcher.ts";

/**
 * Messages of a kept session that arrive before every part has subscribed: the broker sends them right behind its
 * CONNACK, and a message that nobody has asked for yet would be acknowledged and gone.
 *
 * Limits and invariants:
 * 1. Until `open` they wait in order and unacknowledged, so that after a kill meanwhile the broker delivers them again;
 *    MQTT's packet ids allow 65,535 of them.
 * 2. Above `bytesMax` of payloads the connection reads no further until `open`.
 * 3. What arrives while those that waited are brought to their subscriptions waits behind them.
 * 4. Retained messages and those of QoS 0 do not wait: the one come again with each SUBSCRIBE, the others are not kept by
 *    the broker.
 */
export interface EarlyMessages {
  /** As `Dispatcher.receive`. */
  receive: Dispatcher["receive"];
  /** Every part has subscribed: from now on messages go straight to the dispatcher. */
  open(): void;
  /** The connection is lost: the broker delivers them again. */
  forget(): void;
}

interface EarlyMessage {
  packet: InboundPacket;
  acknowledge: () => void;
  next: (() => void) | undefined;
}

const bytesMax = 16 * 1_048_576;

export function createEarlyMessages(dispatcher: Pick<Dispatcher, "receive">): EarlyMessages {
  let waiting: EarlyMessage[] = [];
  let bytes = 0;
  let isOpen = false;
  let isEmptying = false;

  /** One after the other, as far as the subscriptions have room. */
  const deliverNext = (): void => {
    const message = waiting.shift();
    if (!message) {
      isEmptying = false;
      bytes = 0;
      return;
    }
    let isKept = false;
    const keep = () => {
      isKept = true;
      return message.acknowledge;
    };
    const next = () => {
      if (!isKept) message.acknowledge();
      message.next?.();
      // Not in this call: thousands that are taken at once would nest as deep.
      setImmediate(deliverNext);
    };
    dispatcher.receive(message.packet, next, keep);
  };

  return {
    receive(packet, next, keep) {
      const mayWait = packet.qos > 0 && !packet.retain;
      if (!mayWait || (isOpen && !isEmptying)) {
        dispatcher.receive(packet, next, keep);
        return;
      }
      bytes += packet.payload.length;
      const isRoom = bytes <= bytesMax;
      waiting.push({ packet, acknowledge: keep(), next: isRoom ? undefined : next });
      if (isRoom) next();
    },
    open() {
      isOpen = true;
      if (isEmptying || waiting.length === 0) return;
      isEmptying = true;
      deliverNext();
    },
    forget() {
      waiting = [];
      bytes = 0;
    },
  };
}
