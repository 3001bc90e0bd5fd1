import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../../support/daemon.ts";
import type { Place } from "../place.ts";

const source = join(repositoryRoot, "test/faults/power-cut/disk/dropping-disk.c");
const mebibytes = 96;
const answerWithinMs = 20_000;

/** Why no such disk can be made here, or undefined when one can. */
export function droppingDiskProblem(): string | undefined {
  if (process.getuid?.() !== 0) return "only root can mount";
  for (const device of ["/dev/fuse", "/dev/loop-control"])
    if (!existsSync(device)) return `there is no ${device}`;
  for (const program of ["gcc", "mkfs.ext4", "e2fsck", "losetup", "mount", "umount"]) {
    if (spawnSync(program, ["-V"], { stdio: "ignore" }).error) return `there is no ${program}`;
  }
  return undefined;
}

/** An ext4 on a block device that drops what was not flushed when the power is cut. */
export interface DroppingDisk extends Place {
  /** Flushes are answered and do nothing from now on. */
  lie(): Promise<void>;
  readonly lostSectors: number;
  remove(): Promise<void>;
}

export async function createDroppingDisk(seed: number): Promise<DroppingDisk> {
  const parent = mkdtempSync(join(tmpdir(), "edgewise-dropping-disk-"));
  const program = join(parent, "dropping-disk");
  run("gcc", ["-O2", "-Wall", "-o", program, source]);
  const imagePlace = join(parent, "image");
  const mountPoint = join(parent, "disk");
  mkdirSync(imagePlace);
  mkdirSync(mountPoint);
  const disk = spawn(program, [imagePlace, String(mebibytes)], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: disk.stdout })[Symbol.asyncIterator]();
  await nextAnswer(answers);
  let cuts = 0;
  const attach = () => run("losetup", ["--find", "--show", join(imagePlace, `image-${cuts}`)]).trim();
  let device = attach();
  // Without checksums of its metadata, which a torn superblock would not pass; the journal has its own.
  run("mkfs.ext4", ["-q", "-O", "^metadata_csum", "-J", "size=4", device]);
  const mount = () => run("mount", ["-o", "noatime", device, mountPoint]);
  mount();
  let isOff = false;
  let lostSectors = 0;
  const ask = async (command: string): Promise<string> => {
    disk.stdin.write(`${command}\n`);
    return await nextAnswer(answers);
  };
  const detach = () => {
    run("umount", [mountPoint]);
    run("losetup", ["--detach", device]);
  };
  return {
    directory: join(mountPoint, "data"),
    memoryDirectory: join(parent, "in-memory"),
    cutsPower: true,
    get lostSectors() {
      return lostSectors;
    },
    async cut() {
      cuts += 1;
      isOff = true;
      const [, , sectors] = (await ask(`cut ${seed * 100_000 + cuts}`)).split(" ");
      lostSectors += Number(sectors);
    },
    async restore() {
      if (!isOff) return;
      detach();
      await ask("on");
      isOff = false;
      device = attach();
      // As at every boot. 1: it mended something.
      const { status, stdout } = spawnSync("e2fsck", ["-p", device], { encoding: "utf8" });
      if (status === null || status > 1) throw new Error(`e2fsck cannot mend the file system: ${stdout}`);
      mount();
    },
    async lie() {
      await ask("lie");
    },
    // Also of a disk that failed half way.
    async remove() {
      spawnSync("umount", ["--lazy", mountPoint]);
      spawnSync("losetup", ["--detach", device]);
      await ended(disk);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

async function nextAnswer(answers: AsyncIterator<string>): Promise<string> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the dropping disk does not answer")), answerWithinMs).unref();
  });
  const answer = await Promise.race([answers.next(), timeout]);
  if (answer.done) throw new Error("the dropping disk ended");
  return answer.value;
}

async function ended(disk: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => disk.once("close", resolve));
  disk.stdin?.end();
  await closed;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}
