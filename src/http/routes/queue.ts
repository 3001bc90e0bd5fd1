import { z } from "../../core/schema.ts";
import { recordClasses } from "../../domain/envelope.ts";
import type { QueueFilter } from "../../domain/ports.ts";
import { RequestError } from "../errors.ts";
import { countInput, parseInput, timeInput } from "../input.ts";
import type { Route } from "../route.ts";
import { queueView, recordView } from "../views.ts";

/** Bodies of one page of an export, in bytes. */
const pageBytesMax = 4_194_304;
const recordsMax = 1_000;

const sinkName = z.string().min(1).max(40);
const classNames = z.array(z.enum(recordClasses)).min(1);

const queueQuery = z.strictObject({ limit: countInput({ min: 0, max: 100, default: 10 }) });

const pageQuery = z.strictObject({
  from: z
    .string()
    .regex(/^\d{1,16}$/, "the `next` of the page before")
    .transform(Number)
    .default(0),
  limit: countInput({ min: 1, max: recordsMax, default: 100 }),
  class: z
    .string()
    .transform((text) => text.split(","))
    .pipe(classNames)
    .optional(),
  sink: sinkName.optional(),
  before: timeInput.optional(),
});

/** A record as `GET /api/queue/records` gives it; what else that says of it is left aside. */
const importedRecord = z.object({
  id: z.string().min(1).max(64),
  class: z.enum(recordClasses),
  stream: z.string().max(1_024),
  at: z.iso.datetime({ offset: true }),
  clock: z.enum(["synced", "unsynced"]),
  body: z.unknown().refine((body) => body !== undefined, "missing"),
});

const importBody = z.strictObject({
  records: z.array(importedRecord).min(1).max(recordsMax),
  source: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/), first: z.int().min(0) }).optional(),
});

/** Everything is meant only when it is said, so that a slip of the pen cannot empty the queue. */
const purgeBody = z
  .strictObject({
    classes: classNames.optional(),
    sink: sinkName.optional(),
    before: z.iso.datetime({ offset: true }).optional(),
    isEverything: z.literal(true).optional(),
  })
  .refine(
    ({ classes, sink, before, isEverything }) =>
      isEverything === true || classes !== undefined || sink !== undefined || before !== undefined,
    "name classes, sink or before, or say isEverything: true",
  );

const numbersBody = z.strictObject({ numbers: z.array(z.int().min(1)).min(1).max(10_000).optional() });
const drainBody = z.strictObject({ sink: sinkName.optional() });

/** What waits to be sent, and what a person does to it. */
export const queueRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/queue",
    summary: "what waits for the cloud, how the sinks do, and the dead letters: ?limit=10",
    isOpen: false,
    async handle({ query }, { api }) {
      const { limit } = parseInput(queueQuery, query, "query");
      return { body: queueView(await api.queue({ countMax: limit })) };
    },
  },
  {
    method: "GET",
    path: "/api/queue/records",
    summary: "the queue page by page: ?from=0&limit=100&class=a,b&sink=&before=; `next` begins the next page",
    isOpen: false,
    async handle({ query }, { api }) {
      const { from, limit, class: classes, sink, before } = parseInput(pageQuery, query, "query");
      const page = await api.queueRecords({
        ...filterOf({ classes, sink, before }),
        from,
        countMax: limit,
        bytesMax: pageBytesMax,
      });
      return { body: { records: page.records.map(recordView), next: page.next ?? null } };
    },
  },
  {
    method: "POST",
    path: "/api/queue/records",
    summary:
      "queue records of elsewhere under their own ids: body {records: [{id, class, stream, at, clock, body}], source?: {digest, first}}",
    isOpen: false,
    async handle({ body }, { api }) {
      const { records, source } = parseInput(importBody, body, "body");
      return {
        body: await api.importRecords(
          records.map((record) => ({
            ...record,
            at: Date.parse(record.at),
            body: JSON.stringify(record.body),
          })),
          source,
        ),
      };
    },
  },
  {
    method: "POST",
    path: "/api/queue/drain",
    summary: "send now what waits, whatever the sinks wait for: body {sink?}",
    isOpen: false,
    async handle({ body }, { api }) {
      const { sink } = parseInput(drainBody, body, "body");
      const sinks = api.drainNow(sink);
      if (sinks.length > 0) return { status: 202, body: { sinks } };
      throw new RequestError(
        404,
        "http.sinkUnknown",
        sink === undefined ? "No sink is switched on." : `There is no sink "${sink}" that is switched on.`,
        { hint: "GET /api/queue lists the sinks" },
      );
    },
  },
  {
    method: "POST",
    path: "/api/queue/purge",
    summary: "give records up, counted: body {classes?, sink?, before?} or {isEverything: true}",
    isOpen: false,
    async handle({ body }, { api }) {
      const { classes, sink, before } = parseInput(purgeBody, body, "body");
      const filter = filterOf({
        classes,
        sink,
        before: before === undefined ? undefined : Date.parse(before),
      });
      return { body: { purged: await api.purgeQueue(filter) } };
    },
  },
  {
    method: "POST",
    path: "/api/queue/requeue",
    summary: "queue refused records again for the sink that refused them: body {numbers?}",
    isOpen: false,
    async handle({ body }, { api }) {
      return { body: { requeued: await api.requeue(parseInput(numbersBody, body, "body").numbers) } };
    },
  },
  {
    method: "POST",
    path: "/api/queue/discard",
    summary: "forget refused records: body {numbers?}",
    isOpen: false,
    async handle({ body }, { api }) {
      return { body: { discarded: await api.discard(parseInput(numbersBody, body, "body").numbers) } };
    },
  },
];

function filterOf({
  classes,
  sink,
  before,
}: {
  classes: QueueFilter["classes"] | undefined;
  sink: string | undefined;
  before: number | undefined;
}): QueueFilter {
  return {
    ...(classes === undefined ? {} : { classes }),
    ...(sink === undefined ? {} : { sink }),
    ...(before === undefined ? {} : { before }),
  };
}
