import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { readCatalogue } from "../../src/inference/registry/catalogue.ts";
import { verifyModel } from "../../src/inference/registry/model-folder.ts";
import { pullModel } from "../../src/inference/registry/pull.ts";
import { type FileServer, startFileServer } from "../support/file-server.ts";
import { makeFolder, makeKey, makeManifest, plainFiles, signed } from "../support/model-folder.ts";

const built = new URL("../../dist/", import.meta.url).href;
const versions = { edgewise: "0.1.0", node: "20.19.0" };

/** Pulls, and is killed by its test somewhere on the way. Says each file operation before it is done. */
const pullOnce = `
  const { pullModel } = await import("${built}inference/registry/pull.js");
  const { trustedKey } = await import("${built}inference/registry/trusted-keys.js");
  const { systemClock } = await import("${built}core/clock.js");
  const [url, directory, pem] = process.argv.slice(1);
  process.stdout.write("ready\\n");
  await pullModel({
    url,
    directory,
    keys: [trustedKey(pem, "test")],
    isUnsignedAllowed: false,
    versions: ${JSON.stringify(versions)},
    bytesMax: 100_000_000,
    timeoutMs: 60_000,
    clock: systemClock,
    random: () => 0,
  });
`;

const key = makeKey();
/** Several files, of which one takes long enough to be killed in the middle of. */
const files = { ...plainFiles, "model.onnx": Buffer.alloc(8_000_000, "weights "), "more.txt": "more\n" };

function pullInChild(server: FileServer, directory: string): ChildProcess {
  const child = spawn(
    process.execPath,
    ["--input-type=module", "-e", pullOnce, server.url, directory, key.pem],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", (code) => resolve(code)));
}

describe("a pull that is killed", () => {
  test("leaves the whole model or none at every point, and the next one goes on to the end", async () => {
    const manifest = JSON.stringify(signed(makeManifest(files), key));
    const server = await startFileServer({ ...files, "manifest.json": manifest });
    const directory = join(makeFolder(), "models");
    let whole = 0;
    let resumed = 0;
    // Killed when the n-th request comes, and after more and more of its answer: at the manifest, in the middle of
    // the large file, between two files, after the last one.
    const points: { requestNumber: number; bytes: number; delayMs?: number }[] = [
      ...[1, 3, 5].map((requestNumber) => ({ requestNumber, bytes: 0 })),
      ...[500_000, 7_999_999].map((bytes) => ({ requestNumber: 2, bytes })),
      ...[0, 2, 8].map((delayMs) => ({ requestNumber: Number.POSITIVE_INFINITY, bytes: 0, delayMs })),
    ];
    for (const point of points) {
      server.requests.length = 0;
      const child = pullInChild(server, directory);
      server.behaviour.answer = (_request, response) => {
        if (server.requests.length === point.requestNumber) {
          if (point.bytes === 0) child.kill("SIGKILL");
          else {
            const content = files["model.onnx"];
            response.writeHead(200, { "content-length": content.length });
            response.write(content.subarray(0, point.bytes), () => child.kill("SIGKILL"));
          }
          return true;
        }
        // After the last file the model is put together: the kill falls somewhere into that.
        const { delayMs } = point;
        if (delayMs !== undefined && server.requests.length === 5) {
          response.once("finish", () => systemClock.after(delayMs, () => child.kill("SIGKILL")));
        }
        return false;
      };
      await exitOf(child);
      const { models, unreadable } = await readCatalogue({ bundled: "/nowhere", pulled: directory });
      expect(unreadable).toEqual([]);
      for (const { folder } of models) {
        await verifyModel(folder);
        whole += 1;
      }
      if (existsSync(join(directory, "tiny", ".1.0.0.partial"))) resumed += 1;
    }
    expect(resumed + whole).toBeGreaterThan(points.length / 2);
    server.behaviour.answer = undefined;
    const result = await pullModel({
      url: server.url,
      directory,
      keys: [key],
      isUnsignedAllowed: false,
      versions,
      bytesMax: 100_000_000,
      timeoutMs: 60_000,
      clock: systemClock,
      random: () => 0,
    });
    expect(result.directory).toBe(join(directory, "tiny", "1.0.0"));
    expect(existsSync(join(directory, "tiny", ".1.0.0.partial"))).toBe(false);
  });
});
