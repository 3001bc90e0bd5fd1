import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { isAccepted } from "../../../../src/inference/registry/acceptance.ts";
import { readCatalogue } from "../../../../src/inference/registry/catalogue.ts";
import { translateDiskFailure } from "../../../../src/inference/registry/errors.ts";
import { readModelFolder, verifyModel } from "../../../../src/inference/registry/model-folder.ts";
import { type PullOptions, pullModel } from "../../../../src/inference/registry/pull.ts";
import { type FileServer, startFileServer } from "../../../support/file-server.ts";
import {
  type LooseManifest,
  type ModelFiles,
  makeFolder,
  makeKey,
  makeManifest,
  plainFiles,
  signed,
  writeModel,
} from "../../../support/model-folder.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const key = makeKey();
const model = plainFiles["model.onnx"] as Buffer;

async function serveModel(
  files: ModelFiles = plainFiles,
  manifest: LooseManifest = signed(makeManifest(files), key),
): Promise<FileServer> {
  return startFileServer({ ...files, "manifest.json": JSON.stringify(manifest) });
}

function options(url: string, directory: string, more: Partial<PullOptions> = {}): PullOptions {
  return {
    url,
    directory,
    keys: [key],
    isUnsignedAllowed: false,
    versions: { edgewise: "0.1.0", node: "20.19.0" },
    bytesMax: 1_000_000,
    timeoutMs: 60_000,
    clock: systemClock,
    random: () => 0,
    ...more,
  };
}

async function visibleIn(directory: string): Promise<string[]> {
  const { models, unreadable } = await readCatalogue({ bundled: "/nowhere", pulled: directory });
  return [
    ...models.map(({ folder }) => `${folder.manifest.id}@${folder.manifest.version}`),
    ...unreadable.map(({ reason }) => reason),
  ];
}

describe("pull", () => {
  it("brings a signed model from a web server, whole and verified", async () => {
    const server = await serveModel();
    const directory = join(makeFolder(), "models");
    const progress: number[] = [];
    const result = await pullModel(
      options(server.url, directory, { onProgress: (done) => progress.push(done) }),
    );
    expect(result).toMatchObject({ wasHere: false, trust: { status: "verified", keyId: key.keyId } });
    expect(result.directory).toBe(join(directory, "tiny", "1.0.0"));
    await verifyModel(await readModelFolder(result.directory));
    expect(progress.at(-1)).toBe(result.bytes);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(readdirSync(join(directory, "tiny"))).toEqual(["1.0.0"]);
  });

  it("brings one from a folder by its file URL, and from the URL of its manifest", async () => {
    const folder = makeFolder();
    writeModel(folder, plainFiles, signed(makeManifest(), key));
    const url = pathToFileURL(folder).href;
    for (const from of [`${url}/`, `${url}/manifest.json`]) {
      const directory = makeFolder();
      await pullModel(options(from, directory));
      expect(await visibleIn(directory)).toEqual(["tiny@1.0.0"]);
    }
  });

  it("fetches nothing again when the model is here and whole", async () => {
    const server = await serveModel();
    const directory = makeFolder();
    await pullModel(options(server.url, directory));
    server.requests.length = 0;
    expect((await pullModel(options(server.url, directory))).wasHere).toBe(true);
    expect(server.requests.map(({ path }) => path)).toEqual(["manifest.json"]);
  });

  it("replaces a model that is here and damaged", async () => {
    const server = await serveModel();
    const directory = makeFolder();
    const { directory: folder } = await pullModel(options(server.url, directory));
    writeFileSync(join(folder, "model.onnx"), "rubbish");
    expect((await pullModel(options(server.url, directory))).wasHere).toBe(false);
    await verifyModel(await readModelFolder(folder));
  });

  it("goes on where the connection broke off, as often as there is progress", async () => {
    const server = await serveModel();
    const directory = makeFolder();
    server.behaviour.diesAfter = 3_000;
    let retries = 0;
    await pullModel(options(server.url, directory, { onRetry: () => (retries += 1) }));
    expect(retries).toBeGreaterThan(5);
    const ranges = server.requests.filter(({ path }) => path === "model.onnx").map(({ range }) => range);
    expect(ranges[0]).toBeUndefined();
    const starts = ranges.slice(1).map((range) => Number(/\d+/.exec(range ?? "")?.[0]));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThan(model.length - 3_001);
  });

  it("gives up when there is no progress, shows nothing, and goes on from there when asked again", async () => {
    const server = await serveModel();
    const directory = makeFolder();
    server.behaviour.answer = (request, response) => {
      if (request.url !== "/model.onnx") return false;
      if (request.headers.range === undefined) {
        response
          .writeHead(200, { etag: '"v1"' })
          .write(model.subarray(0, 1_000), () => request.socket.destroy());
      } else request.socket.destroy();
      return true;
    };
    await expect(pullModel(options(server.url, directory))).rejects.toThrow(
      expect.objectContaining({ code: "model.remoteUnreachable", hint: expect.stringContaining("goes on") }),
    );
    expect(await visibleIn(directory)).toEqual([]);
    server.behaviour.answer = undefined;
    server.requests.length = 0;
    await pullModel(options(server.url, directory));
    expect(server.requests.find(({ path }) => path === "model.onnx")).toMatchObject({
      range: "bytes=1000-",
      ifRange: '"v1"',
    });
    expect(await visibleIn(directory)).toEqual(["tiny@1.0.0"]);
  });

  it("starts a file again when the server knows no ranges", async () => {
    const server = await serveModel();
    server.behaviour.hasRanges = false;
    server.behaviour.diesAfter = 3_000;
    const directory = makeFolder();
    await pullModel(
      options(server.url, directory, {
        onRetry: () => {
          server.behaviour.diesAfter = undefined;
        },
      }),
    );
    await verifyModel(await readModelFolder(join(directory, "tiny", "1.0.0")));
  });

  it.each([true, false])(
    "fetches a file as a whole when the pieces do not belong together (server with ETags: %s)",
    async (hasETags) => {
      const server = await serveModel();
      server.behaviour.hasETags = hasETags;
      const other = Buffer.from(model).fill("x");
      server.files.set("model.onnx", other);
      server.behaviour.diesAfter = 3_000;
      const directory = makeFolder();
      await pullModel(
        options(server.url, directory, {
          onRetry: () => {
            server.files.set("model.onnx", model);
            server.behaviour.diesAfter = undefined;
          },
        }),
      );
      await verifyModel(await readModelFolder(join(directory, "tiny", "1.0.0")));
    },
  );

  it.each<[string, (server: FileServer) => void, string]>([
    [
      "a file of the same length with another content",
      (server) => server.files.set("model.onnx", Buffer.from(model).fill("x")),
      "model.downloadWrong",
    ],
    [
      "a file that never ends",
      (server) => server.files.set("model.onnx", Buffer.concat([model, model])),
      "model.downloadWrong",
    ],
    ["a missing labels file", (server) => server.files.delete("words/vocabulary.txt"), "model.remoteRefused"],
    [
      "a truncated manifest",
      (server) =>
        server.files.set("manifest.json", (server.files.get("manifest.json") as Buffer).subarray(0, 700)),
      "model.manifestInvalid",
    ],
    [
      "an endless manifest",
      (server) => server.files.set("manifest.json", Buffer.alloc(4_000_000, " ")),
      "model.manifestInvalid",
    ],
    ["no manifest", (server) => server.files.delete("manifest.json"), "model.remoteRefused"],
    [
      "a manifest without a signature",
      (server) => server.files.set("manifest.json", Buffer.from(JSON.stringify(makeManifest()))),
      "model.unsigned",
    ],
    [
      "a signature by a stranger",
      (server) =>
        server.files.set("manifest.json", Buffer.from(JSON.stringify(signed(makeManifest(), makeKey())))),
      "model.keyUntrusted",
    ],
    [
      "a manifest that was changed after it was signed",
      (server) =>
        server.files.set(
          "manifest.json",
          Buffer.from(JSON.stringify({ ...signed(makeManifest(), key), task: "speech" })),
        ),
      "model.signatureInvalid",
    ],
    [
      "a model for a newer edgewise",
      (server) =>
        server.files.set(
          "manifest.json",
          Buffer.from(
            JSON.stringify(signed(makeManifest(plainFiles, { minimum: { edgewise: "9.0.0" } }), key)),
          ),
        ),
      "model.tooNew",
    ],
    [
      "a self-test that cannot be read",
      (server) => {
        const files = { ...plainFiles, "self-test.json": "[{" };
        server.files.set("self-test.json", Buffer.from("[{"));
        server.files.set("manifest.json", Buffer.from(JSON.stringify(signed(makeManifest(files), key))));
      },
      "model.manifestInvalid",
    ],
  ])("refuses %s and shows nothing of it", async (_title, spoil, code) => {
    const server = await serveModel();
    spoil(server);
    const directory = makeFolder();
    await expect(pullModel(options(server.url, directory))).rejects.toThrow(
      expect.objectContaining({ code }),
    );
    expect(await visibleIn(directory)).toEqual([]);
  });

  it("remembers that the operator took an unsigned model, for this content only", async () => {
    const server = await serveModel(plainFiles, makeManifest());
    const directory = makeFolder();
    const result = await pullModel(options(server.url, directory, { isUnsignedAllowed: true }));
    expect(result.trust).toEqual({ status: "unsigned" });
    expect(await isAccepted(result.directory)).toBe(true);
    const manifest = join(result.directory, "manifest.json");
    writeFileSync(manifest, `${readFileSync(manifest, "utf8")} `);
    expect(await isAccepted(result.directory)).toBe(false);
  });

  it("refuses a model above the limit before it fetches a file", async () => {
    const server = await serveModel();
    await expect(pullModel(options(server.url, makeFolder(), { bytesMax: 20_000 }))).rejects.toThrow(
      expect.objectContaining({ code: "model.tooLarge", hint: expect.stringContaining("pullBytesMax") }),
    );
    expect(server.requests.map(({ path }) => path)).toEqual(["manifest.json"]);
  });

  it("never changes a version in place", async () => {
    const directory = makeFolder();
    await pullModel(options((await serveModel()).url, directory));
    const files = { ...plainFiles, "words/vocabulary.txt": "other\n" };
    await expect(pullModel(options((await serveModel(files)).url, directory))).rejects.toThrow(
      expect.objectContaining({ code: "model.versionTaken" }),
    );
    await verifyModel(await readModelFolder(join(directory, "tiny", "1.0.0")));
  });

  it("ends a pull from a server that goes silent, and one that takes too long as a whole", async () => {
    const server = await serveModel();
    server.behaviour.answer = (request) => request.url === "/model.onnx";
    for (const [timeoutMs, code] of [
      // The virtual hours pass while the machine is busy with something else, too.
      [1e12, "model.remoteUnreachable"],
      [20_000, "model.pullTimedOut"],
    ] as const) {
      const clock = createVirtualClock();
      const failed = pullModel(options(server.url, makeFolder(), { clock, timeoutMs })).then(
        () => undefined,
        (error: unknown) => error,
      );
      let error: unknown;
      void failed.then((reason) => {
        error = reason;
      });
      while (error === undefined) await clock.advance(1_000);
      expect(error).toMatchObject({ code });
    }
  });

  it("stops when the person gives it up, and keeps what it has", async () => {
    const server = await serveModel();
    const stopping = new AbortController();
    server.behaviour.diesAfter = 3_000;
    const directory = makeFolder();
    const pulling = pullModel(
      options(server.url, directory, { signal: stopping.signal, onRetry: () => stopping.abort() }),
    );
    await expect(pulling).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(existsSync(join(directory, "tiny", ".1.0.0.partial"))).toBe(true);
    expect(await visibleIn(directory)).toEqual([]);
  });

  it("calls a full disk a full disk, and says that the next pull goes on", () => {
    for (const code of ["ENOSPC", "EDQUOT"]) {
      const error = translateDiskFailure(Object.assign(new Error("write"), { code }), "/data/models");
      expect(error).toMatchObject({
        code: "model.diskFull",
        message: "There is no room for the model in /data/models: the disk is full.",
        hint: expect.stringContaining("goes on from where it stopped"),
      });
    }
  });

  it("says who owns the folder when it may not write there", async () => {
    const server = await serveModel();
    const file = join(makeFolder(), "a-file");
    writeFileSync(file, "");
    await expect(pullModel(options(server.url, file))).rejects.toThrow(
      expect.objectContaining({ code: "model.disk", hint: expect.stringContaining("user of the daemon") }),
    );
  });

  it.each([
    ["http://models.example/tiny/", "only from this machine"],
    ["http://localhost.models.example/tiny/", "only from this machine"],
    ["ftp://models.example/tiny/", "ftp:// is not supported"],
    ["https://user:secret@models.example/tiny/", "must not stand in the URL"],
    ["https://models.example/tiny", "ends neither in /"],
    ["file://srv/models/", "three slashes"],
    ["models/tiny", "it is no URL"],
  ])("takes no model from %s", async (url, reason) => {
    const failed = pullModel(options(url, makeFolder()));
    await expect(failed).rejects.toThrow(expect.objectContaining({ code: "model.locationRefused" }));
    await expect(failed).rejects.toThrow(reason);
    await expect(failed).rejects.not.toThrow("secret");
  });

  it("follows redirects to allowed places only, and not for ever", async () => {
    const server = await serveModel();
    const moved = await startFileServer({});
    moved.behaviour.answer = (request, response) => {
      response.writeHead(302, { location: `${server.url}${(request.url ?? "").slice(1)}` }).end();
      return true;
    };
    expect((await pullModel(options(moved.url, makeFolder()))).wasHere).toBe(false);
    const bad = ["http://models.example/x", "file:///etc/passwd", "/manifest.json"];
    for (const location of bad) {
      moved.behaviour.answer = (_request, response) => {
        response.writeHead(302, { location }).end();
        return true;
      };
      await expect(pullModel(options(moved.url, makeFolder()))).rejects.toThrow(
        /only from this machine|redirects from|more than 5 times/,
      );
    }
  });
});
