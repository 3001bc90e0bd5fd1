import { EdgewiseError } from "../core/errors.ts";

interface ErrorOptionsLike {
  hint?: string;
  cause?: unknown;
}

/** No room: the disk is full, or the database reached `store.bytesMax`. Nothing of the call was kept. */
export class StoreFullError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.full", message, {
      hint: "free space on the data disk, or raise store.bytesMax; edgewise goes on by itself then",
      ...options,
    });
  }
}

/** The file system or the file cannot be written. */
export class StoreReadOnlyError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.readOnly", message, {
      hint: "look in the kernel log for a failing card, and check who owns the data directory",
      ...options,
    });
  }
}

/** The disk answered with an error. */
export class StoreDiskError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.disk", message, {
      hint: "the card or disk may be failing; copy the data directory and replace it",
      ...options,
    });
  }
}

/** The data directory cannot be one, or this user may not use it. */
export class StoreForbiddenError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.forbidden", message, {
      hint: "give the directory to the user that edgewise runs as (chown), or name another one",
      ...options,
    });
  }
}

/** SQLite's native module cannot be loaded: it was built for another Node.js, or not at all. */
export class StoreModuleError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.module", message, {
      hint: "install edgewise again (`npm ci` in its folder) with the Node.js that runs it",
      ...options,
    });
  }
}

/** The database file is damaged. It is moved aside and a new one is made. */
export class StoreCorruptError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.corrupt", message, options);
  }
}

/** Another program held the database for longer than the wait. */
export class StoreBusyError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.busy", message, {
      hint: "close other programs that have the database open",
      ...options,
    });
  }
}

/** Another edgewise uses the same data directory. */
export class StoreLockedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.locked", message, {
      hint: "stop the other edgewise, or give this one another data directory",
      ...options,
    });
  }
}

/** The database was written by a newer edgewise. It is left as it is. */
export class StoreNewerSchemaError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.newerSchema", message, {
      hint: "install that version again, or move the file away to begin with an empty one",
      ...options,
    });
  }
}

/** Too many calls wait for the disk (`store.callQueueBytesMax`): this newest one was refused. */
export class StoreOverloadedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.overloaded", message, {
      hint: "the disk is slower than what is written to it; send less or use a faster one",
      ...options,
    });
  }
}

/** The store is not open: not started, stopped, or waiting for its disk. */
export class StoreUnavailableError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.unavailable", message, options);
  }
}

/** The store's thread died under the call; whether the call took effect is not known. It is started again. */
export class StoreCrashedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.crashed", message, options);
  }
}

/** A record or value larger than the store takes, or a query for more than it gives. */
export class StoreTooLargeError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("store.tooLarge", message, options);
  }
}

const storeErrors = {
  "store.full": StoreFullError,
  "store.readOnly": StoreReadOnlyError,
  "store.disk": StoreDiskError,
  "store.forbidden": StoreForbiddenError,
  "store.module": StoreModuleError,
  "store.corrupt": StoreCorruptError,
  "store.busy": StoreBusyError,
  "store.locked": StoreLockedError,
  "store.newerSchema": StoreNewerSchemaError,
  "store.overloaded": StoreOverloadedError,
  "store.unavailable": StoreUnavailableError,
  "store.crashed": StoreCrashedError,
  "store.tooLarge": StoreTooLargeError,
} as const;

/** An error as it crosses from the store's thread: classes do not survive the copy, codes do. */
export interface PlainError {
  code: string;
  message: string;
}

export function toPlainError(error: unknown): PlainError {
  if (error instanceof EdgewiseError) return { code: error.code, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "bug", message };
}

/** The named error again; anything without a code of ours is a bug and comes back as a plain `Error`. */
export function fromPlainError({ code, message }: PlainError): Error {
  const Class = storeErrors[code as keyof typeof storeErrors];
  return Class ? new Class(message) : new Error(message);
}

/** What SQLite or the file system threw, as one of ours; anything unknown (a bug) stays as it is. */
export function translateDiskError(error: unknown, doing: string): unknown {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (error instanceof EdgewiseError || typeof code !== "string") return error;
  const detail = `${doing}: ${(error as Error).message}`;
  const options = { cause: error };
  if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT")
    return new StoreFullError(detail, options);
  // Node's own words fill five lines; they are the cause.
  if (code === "ERR_DLOPEN_FAILED" || code === "MODULE_NOT_FOUND") {
    const reason = "SQLite's native module was not built for this Node.js, or not for this machine";
    return new StoreModuleError(`${doing}: ${reason}`, options);
  }
  if (code.startsWith("SQLITE_READONLY") || code === "EROFS") return new StoreReadOnlyError(detail, options);
  if (["EACCES", "EPERM", "ENOTDIR", "EEXIST"].includes(code))
    return new StoreForbiddenError(detail, options);
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB")
    return new StoreCorruptError(detail, options);
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED"))
    return new StoreBusyError(detail, options);
  const isDisk = code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_CANTOPEN") || code === "EIO";
  return isDisk ? new StoreDiskError(detail, options) : error;
}
