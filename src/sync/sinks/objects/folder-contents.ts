import { readdir, stat, unlink } from "node:fs/promises";
import { join, relative } from "node:path";

interface KnownFile {
  /** Relative to the folder. */
  path: string;
  bytes: number;
  writtenAt: number;
}

const extensions = [".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"];

/**
 * The objects in a folder, read once and then kept by what is written and removed here. What is not one of ours is
 * neither counted nor touched.
 */
export class FolderContents {
  #root: string;
  #files: Map<string, KnownFile>;
  #bytes: number;

  private constructor(root: string, files: readonly KnownFile[]) {
    this.#root = root;
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Also removes what a power cut left half written. */
  static async read(root: string, owner: string): Promise<FolderContents> {
    const files: KnownFile[] = [];
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const whole = join(entry.parentPath, entry.name);
      if (isOurs(entry.name.replace(/\.part$/, ""), owner)) {
        if (entry.name.endsWith(".part")) await unlink(whole);
        else {
          const { size, mtimeMs } = await stat(whole);
          files.push({ path: relative(root, whole), bytes: size, writtenAt: mtimeMs });
        }
      }
    }
    files.sort((a, b) => a.writtenAt - b.writtenAt);
    return new FolderContents(root, files);
  }

  added(path: string, bytes: number, writtenAt: number): void {
    this.#forget(path);
    this.#files.set(path, { path, bytes, writtenAt });
    this.#bytes += bytes;
  }

  /** Removes the oldest files until `bytes` more fit into `bytesMax`. */
  async makeRoom(bytesMax: number | undefined, bytes: number): Promise<{ files: number; bytes: number }> {
    const removed = { files: 0, bytes: 0 };
    if (bytesMax === undefined) return removed;
    // A Map gives its entries in the order they were set, which is the order of writing.
    for (const file of this.#files.values()) {
      if (this.#bytes + bytes <= bytesMax) break;
      await unlink(join(this.#root, file.path)).catch((error: NodeJS.ErrnoException) => {
        // Taken away by whoever reads them, which is what they are for.
        if (error.code !== "ENOENT") throw error;
      });
      this.#forget(file.path);
      removed.files += 1;
      removed.bytes += file.bytes;
    }
    return removed;
  }

  #forget(path: string): void {
    this.#bytes -= this.#files.get(path)?.bytes ?? 0;
    this.#files.delete(path);
  }
}

/** `<ulid>-<ulid>-<owner><hash>.<extension>`: no file of anybody else, nor of another gateway, is taken for ours. */
function isOurs(name: string, owner: string): boolean {
  const dot = name.indexOf(".");
  const [, hash] = /^[0-9A-Z]{26}-[0-9A-Z]{26}-([0-9a-f]{20})$/.exec(name.slice(0, dot)) ?? [];
  return extensions.includes(name.slice(dot)) && hash?.startsWith(owner) === true;
}
