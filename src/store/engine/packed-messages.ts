import type { Delivery, Envelope, QueuedRecord } from "../../domain/envelope.ts";
import type { QueuePage } from "../../domain/ports.ts";
import type { CallResult, StoreCall } from "./calls.ts";
import type { EngineReply, EngineRequest } from "./engine-host.ts";
import { type PackedRecords, packRecords, unpackRecords } from "./packed-records.ts";

/**
 * Messages between the service and the store's thread, with what they carry by the thousand packed: records appended,
 * settlements, and records claimed or read. All records of a message are packed together.
 */
export type PackedRequest =
  | Exclude<EngineRequest, { type: "calls" }>
  | (Extract<EngineRequest, { type: "calls" }> & { records: PackedRecords });
export type PackedReply =
  | Exclude<EngineReply, { type: "results" }>
  | (Extract<EngineReply, { type: "results" }> & { records: PackedRecords });

interface PackedSettlements {
  ids: readonly string[];
  /** One for all, or one each. */
  deliveries: readonly Delivery[];
}

/** Gathers records of many lists, and hands them out again in the same order. */
function createPacker() {
  const all: (Envelope | QueuedRecord)[] = [];
  return {
    /** What stands for the list in the message. */
    put(records: readonly (Envelope | QueuedRecord)[]): number {
      for (const record of records) all.push(record);
      return records.length;
    },
    pack: () => packRecords(all),
  };
}

function createUnpacker(packed: PackedRecords) {
  const all = unpackRecords(packed);
  let next = 0;
  return (count: number) => {
    next += count;
    return all.slice(next - count, next);
  };
}

export function packRequest(request: EngineRequest): PackedRequest {
  if (request.type !== "calls") return request;
  const packer = createPacker();
  const calls = request.calls.map(({ method, args }): StoreCall => {
    if (method === "append" || method === "import") {
      return { method, args: [packer.put(args[0] as readonly Envelope[]), ...args.slice(1)] };
    }
    if (method === "settle") return { method, args: [args[0], packSettlements(args[1] as Settlements)] };
    return { method, args };
  });
  return { ...request, calls, records: packer.pack() };
}

export function unpackRequest(packed: PackedRequest): EngineRequest {
  if (packed.type !== "calls") return packed;
  const { type, time } = packed;
  const take = createUnpacker(packed.records);
  const calls = packed.calls.map(({ method, args }): StoreCall => {
    if (method === "append" || method === "import") {
      return { method, args: [take(args[0] as number), ...args.slice(1)] };
    }
    if (method === "settle") {
      return { method, args: [args[0], unpackSettlements(args[1] as PackedSettlements)] };
    }
    return { method, args };
  });
  return { type, time, calls };
}

/** `calls`: what the reply answers. */
export function packReply(reply: EngineReply, calls: readonly StoreCall[]): PackedReply {
  if (reply.type !== "results") return reply;
  const packer = createPacker();
  const results = reply.results.map((result, index): CallResult => {
    const method = calls[index]?.method;
    if (!result.ok) return result;
    if (method === "claim") return { ok: true, value: packer.put(result.value as QueuedRecord[]) };
    if (method !== "read") return result;
    const { records, next } = result.value as QueuePage;
    return { ok: true, value: { records: packer.put(records), next } };
  });
  return { ...reply, results, records: packer.pack() };
}

export function unpackReply(packed: PackedReply, calls: readonly StoreCall[]): EngineReply {
  if (packed.type !== "results") return packed;
  const { records, ...reply } = packed;
  const take = createUnpacker(records);
  const results = packed.results.map((result, index): CallResult => {
    const method = calls[index]?.method;
    if (!result.ok) return result;
    if (method === "claim") return { ok: true, value: take(result.value as number) };
    if (method !== "read") return result;
    const page = result.value as { records: number; next: number | undefined };
    return { ok: true, value: { records: take(page.records), next: page.next } };
  });
  return { ...reply, results };
}

type Settlements = readonly { id: string; delivery: Delivery }[];

function packSettlements(results: Settlements): PackedSettlements {
  const ids = results.map(({ id }) => id);
  const areDelivered = results.every(({ delivery }) => delivery.status === "delivered");
  return {
    ids,
    deliveries: areDelivered ? [{ status: "delivered" }] : results.map(({ delivery }) => delivery),
  };
}

function unpackSettlements({ ids, deliveries }: PackedSettlements): Settlements {
  const [first = { status: "delivered" }] = deliveries;
  return ids.map((id, index) => ({ id, delivery: deliveries[index] ?? first }));
}
