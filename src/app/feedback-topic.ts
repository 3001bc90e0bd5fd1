import type { Clock } from "../core/clock.ts";
import { EdgewiseError } from "../core/errors.ts";
import { type FeedbackDesk, readFeedback } from "../domain/feedback.ts";
import type { ClockTrust, InboundMessage, MessageBus } from "../domain/ports.ts";
import { feedbackView } from "../http/views.ts";

export interface FeedbackTopicOptions {
  bus: MessageBus;
  baseTopic: string;
  desk: FeedbackDesk;
  clock: Clock;
  clockTrust: ClockTrust;
}

/**
 * Feedback by MQTT: `<base>/feedback` in, one answer to each on `<base>/feedback/reply`.
 *
 * Limits and invariants:
 * 1. A retained message is never taken: it would be given again at every reconnect.
 * 2. A payload above `payloadBytesMax`, or one that is no feedback, is refused with a reply that says why.
 * 3. Messages are taken one after the other; the rest wait, and when the queue is full unacknowledged at the broker.
 */
export class FeedbackTopic {
  #options: FeedbackTopicOptions;
  #unsubscribe = () => {};

  constructor(options: FeedbackTopicOptions) {
    this.#options = options;
  }

  start(): void {
    const { bus, baseTopic } = this.#options;
    this.#unsubscribe = bus.subscribe({
      name: "feedback",
      filters: [`${baseTopic}/feedback`],
      qos: 1,
      queue: { capacity: queueCapacity, whenFull: "block" },
      handle: async (messages) => {
        for (const message of messages) await this.#take(message);
      },
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  async #take(message: InboundMessage): Promise<void> {
    if (message.isRetained) return;
    const { bus, baseTopic, clock, clockTrust } = this.#options;
    const answer = await this.#answer(message.payload);
    const body = {
      schema: "edgewise.feedback.v1",
      at: new Date(clock.now()).toISOString(),
      clock: clockTrust.quality(),
      ...answer,
    };
    await bus.publish(`${baseTopic}/feedback/reply`, JSON.stringify(body), { qos: 1 });
  }

  async #answer(payload: Buffer): Promise<object> {
    const refuse = (reason: string, id?: string | number) => ({
      id,
      isTaken: false,
      error: { code: "feedback.invalid", message: `That is no feedback: ${reason}.` },
    });
    if (payload.length > payloadBytesMax) return refuse(`it has more than ${payloadBytesMax} bytes`);
    let value: unknown;
    try {
      value = JSON.parse(payload.toString());
    } catch {
      return refuse("it is not valid JSON");
    }
    const read = readFeedback(value);
    if (!read.ok) return refuse(read.reason, idOf(value));
    const { id } = read.value;
    try {
      const { learnt, ...answer } = await this.#options.desk.give(read.value);
      return { id, isTaken: true, ...answer, learnt: learnt.map(feedbackView) };
    } catch (error) {
      if (!(error instanceof EdgewiseError)) throw error;
      return { id, isTaken: false, error: { code: error.code, message: error.message, hint: error.hint } };
    }
  }
}

/** The id of what is no feedback otherwise, so that its sender knows which of its messages it was. */
function idOf(value: unknown): string | number | undefined {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "number" || (typeof id === "string" && id.length <= 100) ? id : undefined;
}

const payloadBytesMax = 16 * 1024;
const queueCapacity = 100;
