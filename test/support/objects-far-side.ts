import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { type Affliction, createKeeper, type FarSide } from "./far-side.ts";
import { createHttpPlace } from "./http-place.ts";

type Kept = { id: string; stream: string };

/**
 * A double of an S3 bucket: it keeps what is PUT under a path, and a second PUT replaces the first. (The real thing is
 * tested by `npm run bench -- sinks`.)
 */
export async function createBucketFarSide(): Promise<
  FarSide & { readonly objects: ReadonlyMap<string, Buffer> }
> {
  const keeper = createKeeper();
  const afflictions: Affliction[] = [];
  const objects = new Map<string, Buffer>();
  const place = await createHttpPlace((body, request, response) => {
    const affliction = afflictions.shift();
    if (request.method !== "PUT" || affliction === "breaks") {
      response.writeHead(503).end("<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>");
      return;
    }
    objects.set(request.url ?? "", body);
    for (const record of readObject(request.url ?? "", body)) keeper.keep(record);
    if (affliction === "keepsAndHangs") return;
    if (affliction === "keepsAndBreaks") response.destroy();
    else response.writeHead(200, { etag: '"00"' }).end();
  });
  return {
    url: `${place.origin}/bucket/prefix`,
    kept: keeper.kept,
    repeats: keeper.repeats,
    objects,
    afflict: (...more) => {
      afflictions.push(...more);
    },
    // Nothing in a record could keep it out of a file but what keeps it out of every sink.
    poisoned: (record) => ({ ...record, body: "no JSON" }),
    goAway: place.goAway,
    comeBack: place.comeBack,
  };
}

/** A folder that can be taken away, as a USB stick is. It has no half measures: it keeps or it is not there. */
export async function createFolderFarSide(): Promise<FarSide & { readonly root: string }> {
  const parent = mkdtempSync(join(tmpdir(), "edgewise-objects-"));
  const root = join(parent, "stick");
  const away = join(parent, "away");
  mkdirSync(root);
  const readAll = (): Kept[] => {
    const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.jsonl/.test(path),
    );
    return paths.sort().flatMap((path) => readObject(path, readFileSync(join(root, path))));
  };
  return {
    url: pathToFileURL(root).href,
    root,
    get kept() {
      return readAll();
    },
    repeats: () => readAll().length - new Set(readAll().map(({ id }) => id)).size,
    isSteady: true,
    afflict: () => {
      throw new Error("a folder has no afflictions");
    },
    poisoned: (record) => ({ ...record, body: "no JSON" }),
    goAway: async () => {
      renameSync(root, away);
    },
    comeBack: async () => {
      renameSync(away, root);
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

function readObject(path: string, body: Buffer): Kept[] {
  const text = (path.endsWith(".gz") ? gunzipSync(body) : body).toString("utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Kept);
}
