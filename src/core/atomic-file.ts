import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces `file` by one with this content. After a power cut there is the old one or the new one, whole: the content
 * is on the disk before the name points to it, and the name before this resolves.
 */
export async function writeFileAtomically(file: string, content: string): Promise<void> {
  const temporary = `${file}.tmp`;
  try {
    await withFile(temporary, "w", async (handle) => {
      await handle.writeFile(content, "utf8");
      await handle.sync();
    });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(file));
}

/** Makes what was created, renamed or removed in `directory` survive a power cut. */
export function syncDirectory(directory: string): Promise<void> {
  return withFile(directory, "r", (handle) => handle.sync());
}

export async function withFile<T>(
  path: string,
  flags: string,
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(path, flags, 0o644);
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
