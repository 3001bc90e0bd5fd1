import { access, constants } from "node:fs/promises";
import { join } from "node:path";

/** Whether the search path has a program that may be run, or it is the path of one. */
export async function isInstalled(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const folders = (environment.PATH ?? "").split(":").filter(Boolean);
  const paths = program.includes("/") ? [program] : folders.map((folder) => join(folder, program));
  for (const path of paths) {
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
