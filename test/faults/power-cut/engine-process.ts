import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Random } from "../../../src/core/backoff.ts";
import type { Envelope, QueuedRecord } from "../../../src/domain/envelope.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { QueuePage } from "../../../src/domain/ports.ts";
import { forkRandom } from "../../../src/simulate/engine/random.ts";
import { createStoreService, type StoreService } from "../../../src/store/service.ts";
import { isNewcomer } from "./audit.ts";
import { keepImporting, keepPurging } from "./desk-work.ts";
import { createFastClock } from "./fast-clock.ts";
import { workOf } from "./focus-work.ts";
import { appendedStreams, madeRecord, madeStreams } from "./made-record.ts";
import type { Group, Heard, RoundPlan, Said } from "./protocol.ts";
import { sabotageSynchronous } from "./sabotage.ts";
import { silentMetrics } from "./silent-metrics.ts";
import { isAggregate } from "./thinned-book.ts";

/**
 * The process that is killed: the store service as the daemon uses it, with every write path under way. It says on
 * standard output what it is about to do and what was acknowledged, and asks its parent as the far side.
 */
const plan = JSON.parse(process.argv[2] ?? "") as RoundPlan;
const random: Random = forkRandom(plan.seed, `round ${plan.round}`);
const clock = createFastClock(plan);
const work = workOf(plan.focus);
/** To wait on, for a moment: nobody ever wakes it. */
const nothing = new Int32Array(new SharedArrayBuffer(4));
const everything = { countMax: 1e9, bytesMax: 1e15 };
const historyStart = Date.UTC(2026, 0, 5);

/** Written before this returns, so that what was said before the kill is heard: `process.stdout` would queue it when the pipe is full. */
function say(line: Said): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN") throw error;
      Atomics.wait(nothing, 0, 0, 1);
    }
  }
}

if (plan.sabotage === "synchronousOff") sabotageSynchronous();
const service = createStoreService({
  config: plan.config,
  directory: plan.directory,
  observability: {
    clock,
    metrics: silentMetrics,
    log: {
      write(level, event, _message, fields) {
        if (level === "warn" || level === "error" || event === "store.stageMoved")
          say({ said: "event", event, fields });
      },
    },
  },
  random,
  clockTrust: { quality: () => "synced" },
  thread: plan.sabotage === "synchronousOff" ? "inline" : "worker",
});
const { outbox } = service;

const waiters = new Map<number, (heard: Heard) => void>();
createInterface({ input: process.stdin }).on("line", (line) => {
  const heard = JSON.parse(line) as Heard;
  waiters.get(heard.ticket)?.(heard);
  waiters.delete(heard.ticket);
});
let lastTicket = 0;
let isStopping = false;

async function append(group: Group): Promise<void> {
  const records = Array.from({ length: group.count }, (_, index) =>
    madeRecord(plan.seed, group.stream, group.from + index, {
      at: clock.now(),
      clock: "synced",
      monotonicMs: clock.monotonicMs(),
    }),
  );
  say({ said: "appending", ...group });
  if (plan.sabotage === "earlyAcknowledgement") say({ said: "appended", ...group });
  try {
    const place = await outbox.append(records);
    const isTaken = place === "disk" || place === plan.config.staging.place;
    say({ said: isTaken ? "appended" : "refused", ...group });
  } catch {
    say({ said: "refused", ...group });
  }
}

/** Appends to one stream, one call after the other; `parallel` calls of different streams are under way at a time. */
async function keepAppending(stream: number): Promise<void> {
  let number = plan.next[stream] ?? 1;
  while (!isStopping) {
    const count = 1 + Math.floor(random() ** 2 * work.groupMax);
    await append({ stream, from: number, count });
    number += count;
    await pause(work.appendPauseMs);
  }
}

async function keepDelivering(sink: string, isToTheEnd: boolean): Promise<void> {
  for (;;) {
    const countMax = isToTheEnd ? 1_000 : 1 + Math.floor(random() ** 2 * work.claimMax);
    const records = await outbox.claim(sink, { countMax, bytesMax: isToTheEnd ? 1e7 : 1e6 });
    if (records.length > 0) await deliver(sink, records);
    else if (isToTheEnd) return;
    else await pause(2);
  }
}

async function deliver(sink: string, records: readonly QueuedRecord[]): Promise<void> {
  lastTicket += 1;
  const ticket = lastTicket;
  const settleAll = () =>
    outbox.settle(
      sink,
      records.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
  if (plan.sabotage === "earlySettle") await settleAll();
  say({
    said: "send",
    ticket,
    sink,
    records: records.map(({ id, class: recordClass, stream, at, clock: quality, body }) => ({
      id,
      class: recordClass,
      stream,
      at,
      clock: quality,
      body,
    })),
  });
  const heard = await new Promise<Heard>((resolve) => waiters.set(ticket, resolve));
  await pause(work.settlePauseMs);
  await outbox.settle(
    sink,
    heard.isLost
      ? records.map(({ id }) => ({ id, delivery: { status: "retryable", reason: "no answer" } }))
      : heard.results.map(({ id, status }) => ({
          id,
          delivery: status === "delivered" ? { status } : { status, reason: "as planned" },
        })),
  );
  say({ said: "settled", ticket });
}

async function keepRequeueing(): Promise<void> {
  for (;;) {
    await pause(20);
    say({ said: "requeueing" });
    await outbox.requeue();
    say({ said: "requeued" });
  }
}

/** One version after the other of a state, an incident and a learnt memory. */
async function keepPutting(): Promise<void> {
  for (let version = plan.stateVersion; ; version += 1) {
    say({ said: "putting", version });
    await Promise.all([
      service.state.put("faults/version", String(version)),
      service.incidents.save(incidentOf(version)),
      service.memories.save([
        { seriesId: "s", layout: "v1", seenAt: clock.now(), body: Buffer.alloc(700, version % 251) },
        { seriesId: "version", layout: "v1", seenAt: clock.now(), body: Buffer.from(String(version)) },
      ]),
    ]);
    say({ said: "put", version });
    await pause(work.appendPauseMs);
  }
}

function incidentOf(version: number): Incident {
  const incident = {
    id: "01HINCIDENT",
    status: "open",
    openedAt: historyStart + version,
    evidence: [{ subjectId: `s${version % 3}`, place: { device: "d" } }],
    version,
  };
  return incident as unknown as Incident;
}

/** One sample a minute of data time, as fast as they are taken. */
async function keepSampling(firstMinute: number): Promise<void> {
  const series = {
    index: 0,
    id: "s",
    topic: "s",
    field: "",
    kind: "numeric",
    name: "s",
    place: {},
    labels: {},
    states: [],
  };
  for (let minute = firstMinute; ; minute += 1) {
    service.samples.onSample({
      series,
      at: historyStart + minute * 60_000,
      value: minute,
      clock: "synced",
      isLate: false,
    } as unknown as Parameters<StoreService["samples"]["onSample"]>[0]);
    if (minute % 5 === 0) await pause(1);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}

/** Tells what the disk holds, before anything is changed. Answers the minutes of history. */
async function audit(): Promise<number> {
  for (const { name } of plan.sinks) {
    // A claim ends where an id comes a second time, as it may for a newcomer.
    const isRead = work.auditsBy === "read" || isNewcomer(name);
    const records = isRead ? await readAll(name) : await outbox.claim(name, everything);
    say({
      said: "owed",
      sink: name,
      records: records.map(({ id, class: recordClass, stream, body }) => ({
        id,
        class: recordClass,
        stream,
        body: isTold({ class: recordClass, stream, body }) ? body : "",
      })),
    });
    await outbox.release(name);
  }
  const letters = await outbox.deadLetters(1_000_000);
  say({ said: "deadLetters", letters: letters.map(({ sink, record }) => ({ sink, id: record.id })) });
  const { dropped } = await outbox.counts();
  say({ said: "dropped", byClass: dropped });
  const minutes = await service.history.rollups("s", "minute", historyStart, historyStart + 400 * 86_400_000);
  const isWhole = minutes.every(
    ({ start, count, min, max }, index) =>
      start === historyStart + index * 60_000 && count === 1 && min === index && max === index,
  );
  const incident = (await service.incidents.get("01HINCIDENT")) as unknown as
    | { version?: number }
    | undefined;
  const memory = (await service.memories.load(["version"]))[0];
  say({
    said: "found",
    state: Number((await service.state.get("faults/version")) ?? 0),
    incident: incident?.version ?? 0,
    memory: memory ? Number(Buffer.from(memory.body).toString()) : 0,
    minutes: isWhole ? minutes.length : -1,
  });
  say({ said: "audited" });
  return minutes.length;
}

/** Whether the audit looks at the body. */
function isTold(record: Pick<Envelope, "class" | "stream" | "body">): boolean {
  return record.class === "command" || record.stream === "gap" || isAggregate(record);
}

async function readAll(sink: string): Promise<QueuedRecord[]> {
  const records: QueuedRecord[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page: QueuePage = await outbox.read({ sink, from, ...everything });
    records.push(...page.records);
    from = page.next;
  }
  return records;
}

async function stop(): Promise<never> {
  isStopping = true;
  await service.stop({ signal: AbortSignal.timeout(20_000), remainingMs: () => 20_000 });
  say({ said: "stopped" });
  process.exit(0);
}

// Calls that a stop refuses are no fault; anything else that fails is.
process.on("unhandledRejection", (error) => {
  if (!isStopping) throw error;
});
await service.start(new AbortController().signal);
say({ said: "opened" });
await outbox.registerSinks(plan.sinks.map(({ name, classes }) => ({ name, classes: [...classes] })));
const minutes = await audit();
// In the order of their streams before anything new, as a recorder that keeps its buffer does.
for (const group of plan.retries) await append(group);
if (plan.isLast) {
  say({ said: "requeueing" });
  await outbox.requeue();
  await Promise.all(plan.sinks.map(({ name }) => keepDelivering(name, true)));
  say({ said: "drained" });
  await stop();
}
await service.reconfigure(plan.workConfig);
const tasks: Promise<unknown>[] = [];
for (const stream of appendedStreams) {
  const isWanted = work.classes.some((name) => name === madeStreams[stream]?.class);
  if (isWanted && random() < work.streamShare) tasks.push(keepAppending(stream));
}
for (const { name } of plan.sinks) {
  for (let worker = 0; worker < work.workersPerSink; worker += 1) tasks.push(keepDelivering(name, false));
}
if (work.isRequeueing) tasks.push(keepRequeueing());
if (work.isPutting) tasks.push(keepPutting());
if (work.isSampling) tasks.push(keepSampling(minutes));
const deskWork = { outbox, plan, random, clock, say, pause };
if (work.isImporting) tasks.push(keepImporting(deskWork));
if (work.isPurging) tasks.push(keepPurging(deskWork));
if (work.stopAfterMs !== undefined) {
  await pause(random() * work.stopAfterMs);
  await stop();
}
await Promise.all(tasks);
