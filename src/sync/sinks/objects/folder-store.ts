import { mkdir, open, rename, stat, statfs, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorMessage } from "../../../core/errors.ts";
import { eitherSignal } from "../../network/either-signal.ts";
import type { SendFailure, SinkContext } from "../../sink.ts";
import type { ObjectsSettings } from "./config.ts";
import { FolderContents } from "./folder-contents.ts";
import { objectOwner } from "./object-name.ts";
import type { ObjectStore, PutOutcome, StoredObject } from "./object-store.ts";

/**
 * Objects as files under a folder: on a USB stick, an NFS share, another disk.
 *
 * 1. A file is written beside its place under a name ending in `.part`, synced, renamed, and its folder synced: under
 *    its own name it is whole, also after a power cut or a stick that was pulled out.
 * 2. The folder itself is never made: a stick that is not plugged in must not fill the disk under its mount point.
 * 3. At least `freeBytesMin` stay free. With `bytesMax` the oldest files are removed first, and counted.
 * 4. A put ends within `timeoutMs`: an NFS server that is away blocks a file operation for ever.
 */
export function createFolderStore(settings: ObjectsSettings, context: SinkContext): ObjectStore {
  const root = fileURLToPath(settings.url);
  let contents: FolderContents | undefined;
  /** A put that was given up and still hangs in the kernel; another must not join it. */
  let hanging: Promise<unknown> | undefined;

  const put = async (object: StoredObject): Promise<PutOutcome> => {
    const problem = await rootProblem(root, settings.mountPoint);
    if (problem !== undefined) {
      // What is found when it comes back may be another stick.
      contents = undefined;
      return failed(problem);
    }
    contents ??= await FolderContents.read(root, objectOwner(context.node, settings.name));
    const size = object.body.length;
    const removed = await contents.makeRoom(settings.bytesMax, size);
    if (removed.files > 0) context.onObjectsRemoved?.(removed.files, removed.bytes);
    const { bavail, bsize } = await statfs(root);
    if (bavail * bsize - size < settings.freeBytesMin) return failed(fullReason(root, bavail * bsize));
    await writeWhole(root, object);
    contents.added(object.path, size, context.clock.now());
    return { status: "stored" };
  };

  return {
    async put(object, signal) {
      if (hanging) return failed({ ...timedOut(root, settings.timeoutMs), isReached: false });
      const timeout = new AbortController();
      const cancelTimeout = context.clock.after(settings.timeoutMs, () => timeout.abort());
      const either = eitherSignal([signal, timeout.signal]);
      const running = put(object).catch((error: unknown) => {
        contents = undefined;
        return failed(describeDiskFailure(error, root));
      });
      try {
        const outcome = await Promise.race([running, aborted(either.signal)]);
        if (outcome !== undefined) return outcome;
        hanging = running.finally(() => {
          hanging = undefined;
        });
        return failed(signal.aborted ? stopping : timedOut(root, settings.timeoutMs));
      } finally {
        cancelTimeout();
        either.release();
      }
    },
    close: () => {
      contents = undefined;
    },
  };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

/** Why nothing can be put into the folder; undefined: it is there, and mounted where that is asked for. */
export async function rootProblem(
  root: string,
  mountPoint: string | undefined,
): Promise<SendFailure | undefined> {
  if (mountPoint !== undefined && !(await isMountPoint(mountPoint))) {
    return absent(`nothing is mounted at ${mountPoint}; plug the disk in, or set mountPoint`);
  }
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (!found) return absent(`the folder ${root} is not there; plug the disk in, or make the folder`);
  return found.isDirectory() ? undefined : absent(`${root} is no folder; set the url right`);
}

/** A mount point is on another device than the folder it is in. */
async function isMountPoint(path: string): Promise<boolean> {
  const [own, parent] = await Promise.all(
    [stat(path), stat(join(path, ".."))].map((one) => one.catch(() => undefined)),
  );
  return own !== undefined && parent !== undefined && (own.dev !== parent.dev || own.ino === parent.ino);
}

async function writeWhole(root: string, { path, body }: StoredObject): Promise<void> {
  const target = join(root, path);
  const folder = dirname(target);
  const firstMade = await mkdir(folder, { recursive: true });
  const part = `${target}.part`;
  const file = await open(part, "w");
  try {
    await file.writeFile(body);
    await file.sync();
  } catch (error) {
    await file.close();
    await unlink(part).catch(() => undefined);
    throw error;
  }
  await file.close();
  await rename(part, target);
  await syncFolder(folder);
  // New folders are entries of their parents, which a power cut may forget as well.
  if (firstMade !== undefined) {
    for (let made = folder; made.length >= firstMade.length; made = dirname(made))
      await syncFolder(dirname(made));
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } catch (error) {
    // Some network file systems do not sync folders: a rename there is as durable as they make it.
    if (!["EINVAL", "ENOTSUP", "EPERM"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    await folder.close();
  }
}

const knownFailures: Readonly<Record<string, { says: string; needsPerson: boolean }>> = {
  ENOSPC: { says: "the disk of {root} is full; make room, or set bytesMax", needsPerson: true },
  EDQUOT: { says: "the quota of {root} is used up; make room, or set bytesMax", needsPerson: true },
  EROFS: { says: "{root} can only be read; is the disk write-protected or failing?", needsPerson: true },
  EACCES: { says: "edgewise may not write to {root}; give it the permission", needsPerson: true },
  EPERM: { says: "edgewise may not write to {root}; give it the permission", needsPerson: true },
  EIO: { says: "the disk of {root} fails to read or write; is it plugged in, and sound?", needsPerson: true },
  ENOENT: { says: "{root} went away while it was written to", needsPerson: false },
  EEXIST: { says: "a file stands in {root} where a folder should; remove it", needsPerson: true },
  ENOTDIR: { says: "a file stands in {root} where a folder should; remove it", needsPerson: true },
  ESTALE: { says: "the server of {root} has lost the folder; mount it again", needsPerson: true },
  ENODEV: { says: "{root} went away while it was written to", needsPerson: false },
};

function describeDiskFailure(error: unknown, root: string): SendFailure {
  const code = String((error as NodeJS.ErrnoException).code);
  const known = knownFailures[code];
  const reason = known
    ? `${known.says.replace("{root}", root)} (${code})`
    : `an object could not be written to ${root}: ${errorMessage(error)}`;
  return { reason, isReached: false, needsPerson: known?.needsPerson ?? false, mayBeTooLarge: false };
}

function absent(reason: string): SendFailure {
  return { reason, isReached: false, needsPerson: true, mayBeTooLarge: false };
}

function fullReason(root: string, freeBytes: number): SendFailure {
  const freeMib = Math.floor(freeBytes / 1_048_576);
  return {
    reason: `the disk of ${root} has ${freeMib} MiB left, which freeBytesMin keeps free; make room, or set bytesMax`,
    isReached: true,
    needsPerson: true,
    mayBeTooLarge: false,
  };
}

function timedOut(root: string, timeoutMs: number): SendFailure {
  const reason = `${root} did not take an object within ${timeoutMs} ms`;
  return { reason, isReached: false, needsPerson: false, mayBeTooLarge: true };
}

const stopping: SendFailure = {
  reason: "edgewise is stopping",
  isReached: true,
  needsPerson: false,
  mayBeTooLarge: false,
};

function failed(failure: SendFailure): PutOutcome {
  return { status: "failed", failure };
}
