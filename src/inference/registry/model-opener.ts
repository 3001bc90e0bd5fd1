import type { ModelSource } from "../model-source.ts";
import { isAccepted } from "./acceptance.ts";
import type { CatalogueModel } from "./catalogue.ts";
import { verifyModel } from "./model-folder.ts";
import { checkSignature, type Trust } from "./signature.ts";
import { readTrustedKeys } from "./trusted-keys.ts";
import { type HostVersions, requireVersions } from "./versions.ts";

export interface ModelPolicy {
  /** Folder of the keys shipped with the program. */
  keysDirectory: string;
  settings: () => { trustedKeys: readonly string[]; allowUnsigned: boolean };
  versions: HostVersions;
}

/** Everything that has to hold before a model may be opened, whenever that is. */
export async function openModel(
  model: CatalogueModel,
  policy: ModelPolicy,
  signal?: AbortSignal,
): Promise<{ source: ModelSource; trust: Trust | { status: "bundled" } }> {
  requireVersions(model.folder.manifest, policy.versions);
  // Damage first: accepting a model without a signature does not mend it.
  const source = await verifyModel(model.folder, signal);
  return { source, trust: await trustOf(model, policy) };
}

/** Bundled models came with the program: whoever can change them can change it. Checksums are all they need. */
async function trustOf(
  { origin, folder }: CatalogueModel,
  { keysDirectory, settings }: ModelPolicy,
): Promise<Trust | { status: "bundled" }> {
  if (origin === "bundled") return { status: "bundled" };
  const { trustedKeys, allowUnsigned } = settings();
  const keys = await readTrustedKeys({ directory: keysDirectory, configured: trustedKeys });
  const isUnsignedAllowed = allowUnsigned || (await isAccepted(folder.directory));
  return checkSignature(folder.signed, { keys, isUnsignedAllowed });
}
