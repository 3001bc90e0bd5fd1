import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import type { ManifestProblem } from "./manifest-problems.ts";

interface ErrorOptionsLike {
  hint?: string;
  cause?: unknown;
}

/** manifest.json is not what a manifest has to be; the message lists each place, what stands there and what may. */
export class ManifestInvalidError extends EdgewiseError {
  readonly problems: readonly ManifestProblem[];

  constructor(file: string, problems: readonly ManifestProblem[]) {
    const lines = problems.map(({ path, found, allowed }) => {
      const place = path === "" ? file : `${file}: ${path}`;
      return `${place}: found ${found}; expected ${allowed}`;
    });
    super("model.manifestInvalid", lines.join("\n"), {
      hint: "ask the model's publisher for a corrected model; docs/models.md describes the format",
    });
    this.problems = problems;
  }
}

/** A file of a model is missing, too short, too long, or has another content than its manifest says. */
export class ModelDamagedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("model.damaged", message, {
      hint: "pull the model again, or reinstall edgewise if it is a bundled one",
      ...options,
    });
  }
}

/** The signature of a manifest does not belong to its content: it was changed after it was signed. */
export class SignatureInvalidError extends EdgewiseError {
  constructor(message: string) {
    super("model.signatureInvalid", message, {
      hint: "do not use this model; get it again from its publisher",
    });
  }
}

/** The model carries no signature, and the configuration asks for one. */
export class UnsignedModelError extends EdgewiseError {
  constructor(model: string) {
    super("model.unsigned", `The model ${model} is not signed.`, {
      hint: "get a signed one, or accept it with inference.allowUnsigned: true (once: --allow-unsigned)",
    });
  }
}

/** The model is signed with a key that this device does not trust. */
export class UntrustedKeyError extends EdgewiseError {
  constructor(model: string, keyId: string, trusted: readonly string[]) {
    const known = trusted.length === 0 ? "No key is trusted" : `Trusted keys: ${trusted.join(", ")}`;
    super(
      "model.keyUntrusted",
      `The model ${model} is signed with the key ${keyId}, which is not trusted here. ${known}.`,
      {
        hint: "add the publisher's public key to inference.trustedKeys, or accept it with inference.allowUnsigned: true (once: --allow-unsigned)",
      },
    );
  }
}

/** A key file or a key of the configuration is none that can be used. */
export class KeyInvalidError extends EdgewiseError {
  constructor(where: string, reason: string, hint: string) {
    super("model.keyInvalid", `${where}: ${reason}`, { hint });
  }
}

/** The model needs a newer edgewise or Node.js. */
export class ModelTooNewError extends EdgewiseError {
  constructor(model: string, needs: string, has: string) {
    super("model.tooNew", `The model ${model} needs ${needs}; this is ${has}.`, {
      hint: "update it, or take an older version of the model",
    });
  }
}

/** There is no such model, version, task or variant. */
export class ModelUnknownError extends EdgewiseError {
  constructor(message: string, hint = "`edgewise models list` shows what there is") {
    super("model.unknown", message, { hint });
  }
}

/** Which model is active could not be written down; nothing was changed. */
export class StateWriteError extends EdgewiseError {
  constructor(file: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === "ENOSPC" || code === "EDQUOT" ? "the disk is full" : errorMessage(cause);
    super("model.stateNotWritten", `${file} could not be written: ${reason}. Nothing was changed.`, {
      hint: "free space, or check who owns the data directory",
      cause,
    });
  }
}

/** The URL is none that a model is pulled from. */
export class LocationRefusedError extends EdgewiseError {
  constructor(location: string, reason: string) {
    super("model.locationRefused", `No model is pulled from ${location}: ${reason}.`, {
      hint: "give the https:// or file:// URL of a manifest.json, or of its folder with a / at the end",
    });
  }
}

/** The far side answered, and will not give what is asked for. */
export class RemoteRefusedError extends EdgewiseError {
  constructor(message: string) {
    super("model.remoteRefused", message, {
      hint: "check the URL, and that all files of the model are there",
    });
  }
}

/** The far side cannot be reached, or broke off: trying again may help, and goes on where it stopped. */
export class RemoteUnreachableError extends EdgewiseError {
  constructor(host: string, cause: unknown) {
    super("model.remoteUnreachable", `${host} cannot be reached or broke off: ${networkReason(cause)}.`, {
      hint: "run the same command again: it goes on from where it stopped",
      cause,
    });
  }
}

/** `fetch failed` says nothing; its cause does. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return errorMessage(cause.errors[0]);
  return errorMessage(cause);
}

/** A downloaded file is not the one of the manifest, whichever of the two is wrong. */
export class DownloadWrongError extends EdgewiseError {
  constructor(path: string, reason: string) {
    super(
      "model.downloadWrong",
      `The file ${path} that was downloaded is not the one of the manifest: ${reason}.`,
      {
        hint: "nothing of it is used; the publisher has to correct the files, or somebody changes them on the way",
      },
    );
  }
}

/** The pull as a whole took too long. */
export class PullTimedOutError extends EdgewiseError {
  constructor(timeoutMs: number) {
    super("model.pullTimedOut", `The pull took longer than ${Math.round(timeoutMs / 1_000)} s.`, {
      hint: "run the same command again: it goes on from where it stopped; inference.pullTimeoutMs is the limit",
    });
  }
}

/** The model is larger than the operator lets a model be. */
export class ModelTooLargeError extends EdgewiseError {
  constructor(model: string, bytes: number, bytesMax: number) {
    super("model.tooLarge", `The model ${model} has ${bytes} bytes; ${bytesMax} is the most here.`, {
      hint: "raise inference.pullBytesMax, or take a smaller model",
    });
  }
}

/** No room for the model. */
export class ModelDiskFullError extends EdgewiseError {
  constructor(directory: string, detail: string, cause?: unknown) {
    super("model.diskFull", `There is no room for the model in ${directory}: ${detail}.`, {
      hint: "free space and run the same command again: it goes on from where it stopped",
      cause,
    });
  }
}

/** The folder for pulled models cannot be written. */
export class ModelDiskError extends EdgewiseError {
  constructor(file: string, cause: unknown) {
    super("model.disk", `${file} cannot be written: ${errorMessage(cause)}.`, {
      hint: "check who owns the data directory; run it as the user of the daemon",
      cause,
    });
  }
}

/** The same version exists with another content: a version, once published, is never changed. */
export class VersionTakenError extends EdgewiseError {
  constructor(model: string) {
    super("model.versionTaken", `There is another ${model} here already, with other files.`, {
      hint: "a version is never changed in place: the publisher has to give the new one a new version",
    });
  }
}

/** What the file system threw, as one of ours; anything else stays as it is. */
export function translateDiskFailure(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof EdgewiseError || typeof code !== "string") return error;
  if (code === "ENOSPC" || code === "EDQUOT") return new ModelDiskFullError(file, "the disk is full", error);
  const isDisk = ["EACCES", "EPERM", "EROFS", "EIO", "ENOTDIR", "EEXIST", "EISDIR", "EMFILE"].includes(code);
  return isDisk ? new ModelDiskError(file, error) : error;
}

/** There is no model before the active one, and no bundled one. */
export class NothingToRollBackError extends EdgewiseError {
  constructor(task: string) {
    super("model.nothingToRollBack", `There is no other model for the task ${task} to go back to.`, {
      hint: "`edgewise models list` shows what there is; `edgewise models activate` takes one",
    });
  }
}

/** The shadow model has another task than it is to be compared for, or is the active one itself. */
export class ShadowRefusedError extends EdgewiseError {
  constructor(message: string) {
    super("model.shadowRefused", message, { hint: "name another version of the task's model" });
  }
}
