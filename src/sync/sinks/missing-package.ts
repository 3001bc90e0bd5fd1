import { EdgewiseError } from "../../core/errors.ts";

/** A package that only some sinks need was left out of this installation, or does not run on this Node.js. */
export class MissingPackageError extends EdgewiseError {
  constructor(name: string, use: string, cause: unknown) {
    super("sync.missingPackage", `${use} need the package ${name}, which cannot be loaded`, {
      hint: `run npm install ${name} where edgewise is installed`,
      cause,
    });
  }
}
