import { errorMessage } from "../../../core/errors.ts";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import type { SendFailure, SendResult, Settled, Sink, SinkContext, SinkDefinition } from "../../sink.ts";
import { MissingPackageError } from "../missing-package.ts";
import type { ObjectsSettings } from "./config.ts";
import { createFolderStore } from "./folder-store.ts";
import { objectFormats } from "./object-format.ts";
import { objectFolder, objectName, objectOwner } from "./object-name.ts";
import type { ObjectStore } from "./object-store.ts";
import { createS3Store } from "./s3-store.ts";

/**
 * Records in files: in a folder, or in a bucket.
 *
 * 1. The records of one send that share a folder make one object, in the order given; objects are put one by one.
 * 2. An object's name is made from the ids in it: the same records put again replace themselves, and nothing else.
 * 3. After the first object that is not stored no other is begun. Who reads them orders records by id, within a class.
 */
export const objectsSink: SinkDefinition<ObjectsSettings> = {
  summary: "Files of records in a folder (USB stick, NFS) or in an S3-compatible bucket",
  create: createObjectsSink,
};

function createObjectsSink(settings: ObjectsSettings, context: SinkContext): Sink {
  const store: ObjectStore = settings.url.startsWith("file:")
    ? createFolderStore(settings, context)
    : createS3Store(settings, context);

  const owner = objectOwner(context.node, settings.name);

  const put = async (folder: string, records: readonly QueuedRecord[], signal: AbortSignal) => {
    const { node } = context;
    const { body, extension, contentType } = await objectFormats[settings.format](records, {
      node,
      compression: settings.compression,
    });
    const name = `${objectName(records, owner)}${extension}`;
    const path = folder === "" ? name : `${folder}/${name}`;
    return { bytes: body.length, outcome: await store.put({ path, body, contentType }, signal) };
  };

  return {
    async send(records, signal) {
      const stored: Settled[] = [];
      let bytes = 0;
      const startedMs = context.clock.monotonicMs();
      try {
        for (const [folder, group] of byFolder(records, settings.path, context.node)) {
          // Each object has the whole time-out; the rest of very many goes with the next send.
          if (context.clock.monotonicMs() - startedMs >= settings.timeoutMs) break;
          const { bytes: bytesOfThis, outcome } = await put(folder, group, signal);
          if (outcome.status === "failed")
            return unfinished(stored, bytes + (outcome.bytes ?? 0), outcome.failure);
          if (outcome.status === "tooLarge") {
            // Only a send of one object can be said to be too large; alone it is divided, or refused for good.
            if (group.length === records.length) return { ...outcome, bytes: bytesOfThis };
            return unfinished(stored, bytes + bytesOfThis, {
              ...failureOf(outcome.reason),
              mayBeTooLarge: true,
            });
          }
          bytes += bytesOfThis;
          for (const { id } of group) stored.push({ id, delivery: { status: "delivered" } });
        }
      } catch (error) {
        if (!(error instanceof MissingPackageError)) throw error;
        const reason = `${errorMessage(error)}; ${error.hint}`;
        return unfinished(stored, bytes, { ...failureOf(reason), isReached: false, needsPerson: true });
      }
      return { status: "answered", deliveries: stored, bytes };
    },
    warning: () => store.warning?.(),
    close: () => {
      store.close();
      return Promise.resolve();
    },
  };
}

function byFolder(
  records: readonly QueuedRecord[],
  template: string,
  node: string,
): Map<string, QueuedRecord[]> {
  const groups = new Map<string, QueuedRecord[]>();
  for (const record of records) {
    const folder = objectFolder(template, node, record);
    const group = groups.get(folder) ?? [];
    groups.set(folder, group);
    group.push(record);
  }
  return groups;
}

/** What is stored is said; the rest goes again. */
function unfinished(stored: readonly Settled[], bytes: number, failure: SendFailure): SendResult {
  if (stored.length === 0) return { status: "failed", failure, bytes };
  return { status: "answered", deliveries: stored, bytes, failure };
}

function failureOf(reason: string): SendFailure {
  return { reason, isReached: true, needsPerson: false, mayBeTooLarge: false };
}
