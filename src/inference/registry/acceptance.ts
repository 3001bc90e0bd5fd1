import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeFileAtomically } from "../../core/atomic-file.ts";
import { manifestFile } from "./manifest.ts";

/**
 * That the operator took this model without a trusted signature (`--allow-unsigned`), so that it also starts again
 * after the next boot. It holds for one content only: the sha256 of the manifest, which holds those of all files.
 */
export async function acceptUnsigned(directory: string, manifestText: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  await writeFileAtomically(acceptanceFile(directory), digest(manifestText));
}

export async function isAccepted(directory: string): Promise<boolean> {
  try {
    const accepted = await readFile(acceptanceFile(directory), "utf8");
    return accepted === digest(await readFile(join(directory, manifestFile), "utf8"));
  } catch {
    // Whatever keeps it from being read: then it was not accepted.
    return false;
  }
}

/** Beside the model's folder and hidden: nothing in the folder itself may differ from what was published. */
function acceptanceFile(directory: string): string {
  return join(dirname(directory), `.${basename(directory)}.accepted`);
}

function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
