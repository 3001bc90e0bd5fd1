import { describe, expect, it } from "vitest";
import { fromPlainError, toPlainError, translateDiskError } from "../../../src/store/errors.ts";

const failure = (code: string, message = "it says why") => Object.assign(new Error(message), { code });

describe("translateDiskError", () => {
  it.each([
    ["SQLITE_FULL", "store.full"],
    ["ENOSPC", "store.full"],
    ["EDQUOT", "store.full"],
    ["SQLITE_READONLY_DBMOVED", "store.readOnly"],
    ["EROFS", "store.readOnly"],
    ["EACCES", "store.forbidden"],
    ["SQLITE_CORRUPT_INDEX", "store.corrupt"],
    ["SQLITE_NOTADB", "store.corrupt"],
    ["SQLITE_BUSY", "store.busy"],
    ["SQLITE_IOERR_FSYNC", "store.disk"],
    ["EIO", "store.disk"],
    ["ERR_DLOPEN_FAILED", "store.module"],
    ["MODULE_NOT_FOUND", "store.module"],
  ])("gives %s the name %s, and keeps what was being done and the cause", (code, name) => {
    const cause = failure(code);
    const error = translateDiskError(cause, "cannot open the database in /data") as Error;
    expect(error).toMatchObject({ code: name, cause });
    expect(error.message).toContain("cannot open the database in /data");
    expect(fromPlainError(toPlainError(error))).toMatchObject({ code: name, message: error.message });
  });

  it("says in one line and with a way out that the native module is of another Node.js", () => {
    const cause = failure(
      "ERR_DLOPEN_FAILED",
      "The module 'better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115.",
    );
    const error = translateDiskError(cause, "cannot open the database") as Error & { hint: string };
    expect(error.message).not.toContain("\n");
    expect(error.hint).toContain("npm ci");
  });

  it.each([
    ["a bug", new TypeError("x is undefined")],
    ["an unknown code", failure("SQLITE_MISUSE")],
  ])("leaves %s as it is", (_, error) => {
    expect(translateDiskError(error, "anything")).toBe(error);
  });
});
