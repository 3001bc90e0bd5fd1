import { resolve } from "node:path";
import type { Command } from "commander";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../../app/model-places.ts";
import { EdgewiseError } from "../../core/errors.ts";
import { type CatalogueModel, findModel, readCatalogue } from "../../inference/registry/catalogue.ts";
import { readModelFolder } from "../../inference/registry/model-folder.ts";
import { openModel } from "../../inference/registry/model-opener.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { createOutput } from "../output.ts";
import { safeText, terminalStyle } from "../style.ts";
import { nameOf } from "./text.ts";

interface Verdict {
  model: string;
  directory: string;
  isGood: boolean;
  /** `bundled`, `verified` by the key `keyId`, or `unsigned` and accepted. */
  trust?: { status: string; keyId?: string };
  error?: { code: string; message: string; hint: string | undefined };
}

export function registerModelsVerify(models: Command): void {
  withConfigOptions(models.command("verify"))
    .argument("[model]", "as ID or ID@VERSION, or the path of a model's folder; all models when left out")
    .description(
      "check size and sha256 of every file, the signature and the self-test's form; exit code 1 if bad",
    )
    .action(async (name: string | undefined, options: ConfigOptions) => {
      const { config } = loadFor(options);
      const { found, verdicts } = await select(name, config.daemon.dataDirectory);
      const policy = {
        keysDirectory: modelKeysDirectory,
        settings: () => config.inference,
        versions: modelHostVersions(),
      };
      for (const model of found) {
        const about = { model: nameOf(model.folder.manifest), directory: model.folder.directory };
        verdicts.push(
          await openModel(model, policy).then(
            ({ trust }) => ({ ...about, isGood: true, trust }),
            (error: unknown) => ({ ...about, isGood: false, error: plainError(error) }),
          ),
        );
      }
      const isGood = verdicts.every((verdict) => verdict.isGood);
      createOutput(options.json ?? false).result(verdictsText(verdicts), { isGood, models: verdicts });
      if (!isGood) process.exitCode = 1;
    });
}

async function select(
  name: string | undefined,
  dataDirectory: string,
): Promise<{ found: CatalogueModel[]; verdicts: Verdict[] }> {
  if (name?.includes("/")) {
    const folder = await readModelFolder(resolve(name));
    return { found: [{ origin: "pulled", folder }], verdicts: [] };
  }
  const catalogue = await readCatalogue(modelPlaces(dataDirectory));
  if (name !== undefined) return { found: [findModel(catalogue, name)], verdicts: [] };
  const verdicts = catalogue.unreadable.map(({ directory, reason }) => ({
    model: directory,
    directory,
    isGood: false,
    error: { code: "model.damaged", message: reason, hint: "pull it again, or remove the folder" },
  }));
  return { found: catalogue.models, verdicts };
}

function plainError(error: unknown): NonNullable<Verdict["error"]> {
  if (!(error instanceof EdgewiseError)) throw error;
  return { code: error.code, message: error.message, hint: error.hint };
}

function verdictsText(verdicts: readonly Verdict[]): string {
  const style = terminalStyle();
  if (verdicts.length === 0) return "No model is at hand.";
  return verdicts
    .map(({ model, isGood, trust, error }) => {
      if (isGood) {
        const says =
          trust?.status === "verified" ? `signed by the trusted key ${trust.keyId ?? ""}` : trust?.status;
        return `${style.green("good")}  ${safeText(model)}  ${style.dim(says ?? "")}`;
      }
      const lines = (error?.message ?? "").split("\n").map((line) => `      ${safeText(line)}`);
      return [`${style.red("bad ")}  ${safeText(model)}`, ...lines, `      → ${error?.hint ?? ""}`].join(
        "\n",
      );
    })
    .join("\n");
}
