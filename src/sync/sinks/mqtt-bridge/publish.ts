import type { Delivery, QueuedRecord } from "../../../domain/envelope.ts";
import type { PublishOptions, PublishResult } from "../../../domain/ports.ts";
import { topicProblem } from "../../../domain/topic.ts";
import type { MqttLimits, MqttLink } from "../../network/mqtt-link.ts";
import { recordJson } from "../../records/record-json.ts";
import type { SendFailure, SendResult, Settled } from "../../sink.ts";
import type { BridgeAddress } from "./address.ts";
import type { MqttBridgeSettings } from "./config.ts";
import { flavours } from "./flavours.ts";
import { publishVerdict } from "./reason-codes.ts";

export interface BatchContext {
  link: MqttLink;
  limits: MqttLimits;
  address: BridgeAddress;
  settings: MqttBridgeSettings;
  node: string;
  host: string;
  signal: AbortSignal;
  /** Records that the broker may still refuse for good, none taken in between, before it is held to be at fault. */
  refusalsLeft: number;
}

/** Records the broker refused for good since it last took one. */
export type BatchResult = Extract<SendResult, { status: "answered" }> & { refusedInRow: number };

/**
 * Publishes records in the order given, a few in flight at a time.
 *
 * 1. Over MQTT 5 a broker may refuse one record and take the next: of each stream one is in flight, and after the
 *    first that is not acknowledged none of that stream is begun. Over 3.1.1 it can only take all in order or hang up.
 *    After the connection is lost, or the broker takes nothing, none at all is begun.
 * 2. A record that fits no topic or is too long is rejected here and blocks nothing.
 */
export async function publishBatch(
  records: readonly QueuedRecord[],
  context: BatchContext,
): Promise<BatchResult> {
  const batch = new OpenBatch(context);
  const inFlight = new Set<Promise<void>>();
  const inFlightMax = Math.min(
    context.settings.inFlightMax,
    flavours[context.settings.flavour].inFlightMax,
    context.limits.inFlightMax,
  );
  const waiting = [...records];
  while (waiting.length > 0 && !batch.isOver) {
    const next = inFlight.size < inFlightMax ? waiting.findIndex((record) => batch.mayBegin(record)) : -1;
    const [record] = next < 0 ? [] : waiting.splice(next, 1);
    if (!record) {
      // What still waits with nothing in flight is of held streams.
      if (inFlight.size === 0) break;
      await Promise.race(inFlight);
      continue;
    }
    const running: Promise<void> = batch.publish(record).finally(() => inFlight.delete(running));
    inFlight.add(running);
  }
  await Promise.all(inFlight);
  return batch.result(records);
}

const rest: Delivery = { status: "retryable", reason: "not sent yet" };

class OpenBatch {
  #context: BatchContext;
  #deliveries = new Map<string, Delivery>();
  #heldStreams = new Set<string>();
  #busyStreams = new Set<string>();
  #refused: string[] = [];
  #unsendable = new Set<string>();
  #isTaken = false;
  #failure: SendFailure | undefined;
  #bytes = 0;

  constructor(context: BatchContext) {
    this.#context = context;
  }

  get isOver(): boolean {
    return this.#failure !== undefined || this.#context.signal.aborted;
  }

  mayBegin({ stream }: QueuedRecord): boolean {
    const { settings } = this.#context;
    const { flavour } = settings;
    if (this.#heldStreams.has(stream)) return false;
    const { protocolVersion = flavours[flavour].protocolVersion } = settings;
    return protocolVersion === 4 || !this.#busyStreams.has(stream);
  }

  async publish(record: QueuedRecord): Promise<void> {
    this.#busyStreams.add(record.stream);
    await this.#publish(record);
    this.#busyStreams.delete(record.stream);
  }

  async #publish(record: QueuedRecord): Promise<void> {
    const { address, link, limits, settings, node, signal } = this.#context;
    const payload = recordJson(record, node);
    const payloadBytes = Buffer.byteLength(payload);
    const topic = address.topicOf(record);
    const options = publishOptions(record, settings);
    const problem =
      topicProblem(topic) ??
      flavours[settings.flavour].topicProblem(topic) ??
      lengthProblem({ payloadBytes, topic, options, settings, limits });
    if (problem) {
      this.#deliveries.set(record.id, { status: "rejected", reason: problem });
      this.#unsendable.add(record.id);
      return;
    }
    const result = await link.publish(topic, payload, { ...options, signal });
    // Also what was not acknowledged went out, but for a link that was down already.
    if (result.status !== "offline") this.#bytes += payloadBytes;
    if (result.status === "acknowledged") {
      this.#isTaken = true;
      this.#deliveries.set(record.id, { status: "delivered" });
    } else {
      this.#notTaken(record, result);
    }
  }

  result(records: readonly QueuedRecord[]): BatchResult {
    const refusedInRow = this.#isTaken ? 0 : this.#refused.length;
    if (refusedInRow > this.#context.refusalsLeft) this.#takeBackRefusals();
    const deliveries = records.map(({ id }): Settled => {
      const delivery = this.#deliveries.get(id) ?? rest;
      return this.#unsendable.has(id) ? { id, delivery, isCertain: true } : { id, delivery };
    });
    const failure = this.#failure ? { failure: this.#failure } : {};
    return { status: "answered", deliveries, bytes: this.#bytes, refusedInRow, ...failure };
  }

  #notTaken(record: QueuedRecord, result: Exclude<PublishResult, { status: "acknowledged" }>): void {
    const { host } = this.#context;
    this.#heldStreams.add(record.stream);
    // Without a reason code it was no answer: the connection ended, or the wait for it.
    if (result.status === "offline" || result.reasonCode === undefined) {
      const reason = result.status === "offline" ? `the connection to ${host} was lost` : result.reason;
      this.#deliveries.set(record.id, { status: "retryable", reason });
      this.#failure ??= { reason, isReached: false, needsPerson: false, mayBeTooLarge: false };
      return;
    }
    const { reasonCode, reason } = result;
    const verdict = publishVerdict(reasonCode);
    if (verdict === "rejected") {
      // Refused for good, it holds nothing back.
      this.#heldStreams.delete(record.stream);
      this.#refused.push(record.id);
      this.#deliveries.set(record.id, { status: "rejected", reason: `${host} refused it: ${reason}` });
      return;
    }
    this.#deliveries.set(record.id, { status: "retryable", reason });
    if (verdict === "retry") return;
    const needsPerson = verdict === "needsPerson";
    const advice = needsPerson ? "; allow this client to publish to these topics" : "; waiting";
    this.#failure ??= {
      reason: `${host} takes no records: ${reason}${advice}`,
      isReached: true,
      needsPerson,
      mayBeTooLarge: false,
    };
  }

  /** A broker that refuses everything is broken or wrongly set up; every record is not. */
  #takeBackRefusals(): void {
    const last = this.#deliveries.get(this.#refused.at(-1) ?? "");
    const reason = last?.status === "rejected" ? last.reason : "";
    for (const id of this.#refused) this.#deliveries.set(id, { status: "retryable", reason });
    this.#failure ??= {
      reason: `every record is refused, the last with: ${reason}`,
      isReached: true,
      needsPerson: true,
      mayBeTooLarge: false,
    };
  }
}

function publishOptions(record: QueuedRecord, settings: MqttBridgeSettings): PublishOptions {
  const expiresAfterMs = settings.expiryMsByClass[record.class];
  return {
    qos: settings.qos,
    contentType: "application/json",
    userProperties: {
      id: record.id,
      class: record.class,
      ...(record.isHistorical ? { historical: "true" } : {}),
    },
    ...(expiresAfterMs === undefined ? {} : { expiresAfterMs }),
  };
}

/** Room for the fixed header, packet identifier, and the lengths and names of the properties. */
const packetOverheadBytes = 96;

function lengthProblem(about: {
  payloadBytes: number;
  topic: string;
  options: PublishOptions;
  settings: MqttBridgeSettings;
  limits: MqttLimits;
}): string | undefined {
  const { payloadBytes, topic, limits, settings } = about;
  const payloadBytesMax = Math.min(settings.payloadBytesMax, flavours[settings.flavour].payloadBytesMax);
  if (payloadBytes > payloadBytesMax)
    return `its payload of ${payloadBytes} bytes is longer than ${payloadBytesMax}`;
  const properties = Object.values(about.options.userProperties ?? {}).join("");
  const packetBytes = payloadBytes + Buffer.byteLength(topic + properties) + packetOverheadBytes;
  if (limits.packetBytesMax === undefined || packetBytes <= limits.packetBytesMax) return undefined;
  return `with its payload of ${payloadBytes} bytes it is longer than the ${limits.packetBytesMax} bytes the broker takes`;
}
