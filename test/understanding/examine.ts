import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { type Case, type Place, type PlaceName, readPlace, type Turn } from "./case.ts";
import { type Heard, judgeMessages, judgeTurn, type SentMessage, type Verdict } from "./compare.ts";
import { createDevices, type Devices } from "./devices.ts";
import { type Mouth, typedMouth } from "./mouth.ts";
import { zoneAt } from "./zone.ts";

/** One thing said, and how the daemon took it. */
export interface TurnResult extends Verdict {
  say: string;
  area: string | undefined;
  outcome: string;
  tier: string;
  reply: string;
  /** Messages to devices, as text. */
  sent: string[];
}

export interface CaseResult {
  id: string;
  place: string;
  category: string;
  debatable: string | undefined;
  turns: TurnResult[];
  isExact: boolean;
  /** Messages nobody asked for. */
  wrong: string[];
  /** Those of them that went to something with a safety class. */
  wrongSafety: string[];
}

/** With its models, on a machine that is busy with other things. */
const readyTimeoutMs = 120_000;
/** Longest wait for a device: those here report at once, those that report nothing are not waited for. */
const verifyTimeoutMs = 1_000;
/** Longest wait for what a report sets off. */
const ruleTimeoutMs = 1_500;
/** Commands for later in the cases are for two seconds after. */
const delayTimeoutMs = 3_500;
/** Somewhere with a sunrise and a sunset on every day of the year. */
const location = { latitude: 52.5, longitude: 0 };
/** The hour of the day at the place, so that "today" holds the history and "tonight" is to come. */
const localHour = 14;

/** Another way to say things than to type them. */
export interface OtherMouth {
  /** What the daemon is configured with besides. */
  config: Record<string, unknown>;
  open(daemon: DaemonProcess, client: TestClient): Promise<Mouth>;
}

/**
 * Says the wanted cases of a place to a real daemon with its own broker, over MQTT or by another mouth, with devices that
 * report what they were told, and judges what it sends and replies. What waits for a time of day is said last, and waited for
 * together.
 */
export async function examine(
  name: PlaceName,
  isWanted: (one: Case) => boolean = () => true,
  otherMouth?: (place: Place) => OtherMouth,
): Promise<CaseResult[]> {
  const whole = readPlace(name);
  const place = { ...whole, cases: whole.cases.filter(isWanted) };
  const other = otherMouth?.(place);
  const daemon = await startDaemon({
    config: { ...siteConfig(place), ...other?.config },
    isExpectedToFail: true,
  });
  let client: TestClient | undefined;
  let mouth: Mouth | undefined;
  try {
    await daemon.waitForEvent("daemon.ready", { timeoutMs: readyTimeoutMs });
    client = await connectClient(daemon.brokerPort(), ["#"]);
    mouth = other ? await other.open(daemon, client) : typedMouth(place, client);
    const examination = new Examination(place, { daemon, client, mouth });
    await examination.setUp();
    return await examination.run();
  } finally {
    mouth?.end();
    await client?.end();
    await daemon.stop();
    await removeDaemon(daemon);
  }
}

/** Whether a message to this topic moves something that a person must be asked about first, or must not be moved. */
export function isSafetyTopic(place: Pick<Place, "entities">, topic: string): boolean {
  return place.entities.some(
    (entity) => topic.startsWith(`${entity.topic}/`) && (entity.safety !== undefined || isRisky(entity)),
  );
}

function isRisky({ kind, deviceClass }: Place["entities"][number]): boolean {
  if (kind === "lock" || kind === "siren") return true;
  return kind === "cover" && ["garage", "gate", "door"].includes(deviceClass ?? "");
}

/** What a daemon of a place is configured with. */
export function siteConfig({
  node,
  entities,
  areas,
}: Pick<Place, "node" | "entities" | "areas">): Record<string, unknown> {
  return {
    daemon: { node, timeZone: zoneAt(localHour).timeZone, location },
    commands: {
      entities,
      areas,
      verifyTimeoutMs,
      // Everything is said within a minute here.
      actionsPerMinute: 100_000,
      actionsPerEntityPerMinute: 10_000,
      actionsPerSourcePerMinute: 10_000,
      sessionsMax: 1_000,
    },
  };
}

/** A command for later, and what of it has not been seen yet. */
interface Awaited {
  result: CaseResult;
  turn: TurnResult;
  expected: Turn["later"] & object;
  messages: SentMessage[];
}

class Examination {
  readonly #place: Place;
  readonly #daemon: DaemonProcess;
  readonly #client: TestClient;
  readonly #mouth: Mouth;
  readonly #devices: Devices;
  readonly #sent: SentMessage[] = [];
  readonly #awaited: Awaited[] = [];
  #onMessage = () => {};

  constructor(
    place: Place,
    { daemon, client, mouth }: { daemon: DaemonProcess; client: TestClient; mouth: Mouth },
  ) {
    this.#place = place;
    this.#daemon = daemon;
    this.#client = client;
    this.#mouth = mouth;
    this.#devices = createDevices(place);
    client.onMessage((message) => this.#hear(message));
  }

  async setUp(): Promise<void> {
    await this.#publish(this.#devices.past(Date.now()));
    await this.#publish(this.#devices.all());
    await this.#settle();
  }

  async run(): Promise<CaseResult[]> {
    const { cases } = this.#place;
    const results = new Map<Case, CaseResult>();
    const [timed, others] = [cases.filter(isTimed), cases.filter((one) => !isTimed(one))];
    for (const one of others) results.set(one, await this.#examine(one));
    await this.#reset();
    for (const one of timed) results.set(one, await this.#examine(one));
    await this.#until(() => this.#awaited.every(isComplete), delayTimeoutMs);
    for (const awaited of this.#awaited) this.#judgeLater(awaited);
    return cases.flatMap((one) => results.get(one) ?? []);
  }

  async #examine(one: Case): Promise<CaseResult> {
    if (!isTimed(one)) await this.#reset();
    const result: CaseResult = {
      id: one.id,
      place: this.#place.name,
      category: one.category,
      debatable: one.debatable,
      turns: [],
      isExact: true,
      wrong: [],
      wrongSafety: [],
    };
    for (const turn of one.turns) {
      const heard = await this.#say(turn, one.id);
      const said: TurnResult = {
        say: turn.say,
        area: turn.area,
        outcome: heard.outcome,
        tier: heard.tier,
        reply: heard.reply,
        sent: heard.messages.map(({ topic, payload }) => `${topic} ${payload}`),
        ...judgeTurn(turn, heard),
      };
      result.turns.push(said);
      this.#add(result, said);
      if (turn.publish) await this.#trigger(turn, said, result);
      else if (turn.later) this.#awaited.push({ result, turn: said, expected: turn.later, messages: [] });
    }
    return result;
  }

  /** Says it and waits for the reply; messages to devices go out before it. */
  async #say(turn: Turn, caseId: string): Promise<Heard & { tier: string }> {
    const first = this.#sent.length;
    const answer = await this.#mouth.say(turn, caseId);
    return { ...answer, messages: this.#sent.slice(first) };
  }

  /** Reports what a rule waits for, and waits for what it then does. */
  async #trigger(turn: Turn, said: TurnResult, result: CaseResult): Promise<void> {
    const expected = turn.later ?? { do: {} };
    if (said.outcome !== "done" && said.outcome !== "answered") {
      this.#judgeLater({ result, turn: said, expected, messages: [] });
      return;
    }
    const first = this.#sent.length;
    const reports = Object.entries(turn.publish ?? {});
    await this.#publish(reports.map(([topic, state]) => this.#devices.report(topic, state)));
    const messages = () => this.#sent.slice(first);
    await this.#until(() => judgeMessages(expected.do, {}, messages()).problems.length === 0, ruleTimeoutMs);
    this.#judgeLater({ result, turn: said, expected, messages: messages() });
  }

  #judgeLater({ result, turn, expected, messages }: Awaited): void {
    const { wrong, problems } = judgeMessages(expected.do, {}, messages);
    turn.sent.push(...messages.map(({ topic, payload }) => `later ${topic} ${payload}`));
    turn.problems.push(...problems.map((text) => `later ${text}`));
    turn.wrong.push(...wrong);
    turn.areActionsRight &&= wrong.length === 0 && problems.length === 0;
    turn.isExact &&= turn.areActionsRight;
    this.#add(result, { ...turn, wrong });
  }

  #add(result: CaseResult, { isExact, wrong }: Pick<TurnResult, "isExact" | "wrong">): void {
    result.isExact &&= isExact;
    result.wrong.push(...wrong.map(({ text }) => text));
    result.wrongSafety.push(
      ...wrong.filter(({ topic }) => isSafetyTopic(this.#place, topic)).map(({ text }) => text),
    );
  }

  /** A message seen on the broker: a report of ours, or one to a device, which obeys. */
  #hear(message: SentMessage): void {
    const { topic, payload } = message;
    if (topic.startsWith("edgewise/") || this.#devices.isReport(topic)) return;
    for (const report of this.#devices.obey({ topic, payload })) {
      void this.#client.publish(report.topic, report.payload, { qos: 0 });
    }
    const later = this.#awaited.find(
      ({ expected, messages }) =>
        judgeMessages(expected.do, {}, [...messages, { topic, payload }]).problems.length <
        judgeMessages(expected.do, {}, messages).problems.length,
    );
    if (later) later.messages.push({ topic, payload });
    else this.#sent.push({ topic, payload });
    this.#onMessage();
  }

  async #reset(): Promise<void> {
    const reports = this.#devices.reset();
    if (reports.length === 0) return;
    await this.#publish(reports);
    await this.#settle();
  }

  async #publish(reports: readonly SentMessage[]): Promise<void> {
    await Promise.all(reports.map(({ topic, payload }) => this.#client.publish(topic, payload)));
  }

  /** A round trip through the daemon's event loop: it has then read what was published before. */
  async #settle(): Promise<void> {
    await this.#daemon.get("/api/status");
  }

  #until(isDone: () => boolean, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#onMessage = () => {};
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.#onMessage = () => {
        if (isDone()) finish();
      };
      this.#onMessage();
    });
  }
}

function isTimed({ turns }: Case): boolean {
  return turns.some(({ later, publish }) => later !== undefined && publish === undefined);
}

function isComplete({ turn, expected, messages }: Awaited): boolean {
  const isKept = turn.outcome === "done" || turn.outcome === "answered";
  return !isKept || judgeMessages(expected.do, {}, messages).problems.length === 0;
}
