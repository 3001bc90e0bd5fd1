import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

const probeBytes = 64 * 1024;

/** `writtenBytes`: what the trying itself wrote, at most; a card wears from that too. */
interface DiskProbe {
  takesWrites: boolean;
  writtenBytes: number;
}

/**
 * Whether the directory's disk takes about `bytes` more and an fsync. Room is asked for and not tried: filling a full disk
 * every few seconds would wear it out and take its last bytes from everybody else. Then a small file is written and removed.
 */
export function probeDisk(directory: string, bytes: number): DiskProbe {
  const wanted = Math.max(probeBytes, bytes);
  if ((freeBytes(directory) ?? wanted) < wanted) return { takesWrites: false, writtenBytes: 0 };
  const path = join(directory, "edgewise.probe");
  try {
    const file = openSync(path, "w", 0o600);
    try {
      writeSync(file, Buffer.alloc(probeBytes, 0x5a));
      fsyncSync(file);
      return { takesWrites: true, writtenBytes: probeBytes };
    } finally {
      closeSync(file);
      rmSync(path, { force: true });
    }
  } catch {
    // Why, the database itself said.
    return { takesWrites: false, writtenBytes: probeBytes };
  }
}

/** Bytes that this user may still write on the directory's disk; undefined where it cannot be told. */
export function freeBytes(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
