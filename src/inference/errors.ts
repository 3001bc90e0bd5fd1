import { EdgewiseError } from "../core/errors.ts";

interface ErrorOptionsLike {
  hint?: string;
  cause?: unknown;
}

/** ONNX Runtime itself cannot be loaded. */
export class RuntimeError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.runtime", message, {
      hint: "install edgewise again on 64-bit Linux (arm64 or x64), or correct inference.runtimePath",
      ...options,
    });
  }
}

/** The slot holds no model: none is installed for the task, or it could not be opened. */
export class NoModelError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.noModel", message, { hint: "see `edgewise models list`", ...options });
  }
}

/** A file of a model cannot be opened, or what it holds is not what the manifest declares. */
export class ModelUnusableError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.modelUnusable", message, {
      hint: "check the model with `edgewise models verify`, and pull it again or go back with `edgewise models rollback`",
      ...options,
    });
  }
}

/** A model that was opened did not give what its self-test expects. */
export class SelfTestError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.selfTest", message, {
      hint: "the model does not work on this board or with this ONNX Runtime; keep the version that is active",
      ...options,
    });
  }
}

/** A run ended in an error of the model or its runtime. */
export class ModelFailedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.modelFailed", message, options);
  }
}

/** The tensors of a request are not what the model takes. */
export class BadInputError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.badInput", message, options);
  }
}

/** `withinMs` passed before there was an answer. */
export class LateError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.late", message, options);
  }
}

/** Nobody wants the answer any more: the caller's signal aborted. */
export class AbortedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.aborted", message, options);
  }
}

/** Too many requests wait, and this was the least urgent of them. */
export class OverloadedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.overloaded", message, {
      hint: "ask less often, or raise inference.queueCountMax and inference.queueBytesMax",
      ...options,
    });
  }
}

/** The inference host died or was killed under the request. It is started again with its models. */
export class HostLostError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.hostLost", message, options);
  }
}

/** An out-of-process backend cannot be reached, hung up, or broke the contract. */
export class BackendLostError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.backendLost", message, {
      hint: "see the backend's own log; edgewise goes on with the next execution provider",
      ...options,
    });
  }
}

/** The service is stopping or not started. */
export class InferenceStoppedError extends EdgewiseError {
  constructor(message: string, options: ErrorOptionsLike = {}) {
    super("inference.stopped", message, options);
  }
}

const inferenceErrors = {
  "inference.runtime": RuntimeError,
  "inference.noModel": NoModelError,
  "inference.modelUnusable": ModelUnusableError,
  "inference.selfTest": SelfTestError,
  "inference.modelFailed": ModelFailedError,
  "inference.badInput": BadInputError,
  "inference.late": LateError,
  "inference.aborted": AbortedError,
  "inference.overloaded": OverloadedError,
  "inference.hostLost": HostLostError,
  "inference.backendLost": BackendLostError,
  "inference.stopped": InferenceStoppedError,
} as const;

/** An error as it crosses from the host's process: classes do not survive the copy, codes do. */
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
  const Class = inferenceErrors[code as keyof typeof inferenceErrors];
  return Class ? new Class(message) : new Error(message);
}
