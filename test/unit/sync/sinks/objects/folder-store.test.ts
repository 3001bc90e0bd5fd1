import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../../../src/core/clock.ts";
import { objectsConfig } from "../../../../../src/sync/sinks/objects/config.ts";
import { createFolderStore } from "../../../../../src/sync/sinks/objects/folder-store.ts";
import { objectName, objectOwner } from "../../../../../src/sync/sinks/objects/object-name.ts";
import { envelope } from "../../../../support/envelopes.ts";

let root: string;
const removed: { count: number; bytes: number }[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "edgewise-folder-"));
  removed.length = 0;
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (more: object = {}) =>
  createFolderStore(
    objectsConfig.parse({
      type: "objects",
      name: "stick",
      classes: ["incident"],
      url: pathToFileURL(root).href,
      freeBytesMin: 0,
      ...more,
    }),
    {
      node: "board-1",
      version: "0.0.0",
      clock: systemClock,
      connectMqtt: () => Promise.reject(new Error("unused")),
      onReconnect: () => undefined,
      onObjectsRemoved: (count, bytes) => removed.push({ count, bytes }),
    },
  );

const nameOf = (number: number, node = "board-1") =>
  `${objectName([envelope(number)], objectOwner(node, "stick"))}.jsonl`;
const put = (store: ReturnType<typeof open>, path: string, body = Buffer.from("x")) =>
  store.put({ path, body, contentType: "application/x-ndjson" }, new AbortController().signal);
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.includes("."));

test("an object is a file under its path, and a second put replaces it", async () => {
  const store = open();
  expect(await put(store, `a/b/${nameOf(1)}`)).toEqual({ status: "stored" });
  expect(await put(store, `a/b/${nameOf(1)}`, Buffer.from("two"))).toEqual({ status: "stored" });
  expect(filesOf(root)).toEqual([`a/b/${nameOf(1)}`]);
  expect(readFileSync(join(root, "a/b", nameOf(1)), "utf8")).toBe("two");
});

test("a folder that is not there is not made: the stick is not plugged in", async () => {
  rmSync(root, { recursive: true });
  const outcome = await put(open(), nameOf(1));
  expect(outcome).toMatchObject({
    status: "failed",
    failure: { isReached: false, needsPerson: true, reason: expect.stringContaining("plug the disk in") },
  });
  expect(() => readdirSync(root)).toThrow();
  mkdirSync(root);
});

test("a mount point with nothing mounted takes nothing", async () => {
  expect(await put(open({ mountPoint: root }), nameOf(1))).toMatchObject({
    status: "failed",
    failure: { reason: expect.stringContaining(`nothing is mounted at ${root}`) },
  });
  expect(await put(open({ mountPoint: "/proc" }), nameOf(1))).toEqual({ status: "stored" });
});

test("a disk that would get too full takes nothing", async () => {
  const outcome = await put(open({ freeBytesMin: Number.MAX_SAFE_INTEGER }), nameOf(1));
  expect(outcome).toMatchObject({
    status: "failed",
    failure: { isReached: true, needsPerson: true, reason: expect.stringContaining("freeBytesMin") },
  });
  expect(filesOf(root)).toEqual([]);
});

test("a file in the place of a folder is told", async () => {
  writeFileSync(join(root, "a"), "");
  expect(await put(open(), `a/${nameOf(1)}`)).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, reason: expect.stringContaining("remove it") },
  });
});

test("what a power cut left half written goes, what others put there stays", async () => {
  mkdirSync(join(root, "a"));
  writeFileSync(join(root, "a", `${nameOf(1)}.part`), "half");
  writeFileSync(join(root, "a", "holiday.jpg.part"), "half");
  writeFileSync(join(root, "notes.jsonl"), "mine");
  await put(open(), nameOf(2));
  expect(filesOf(root).sort()).toEqual([nameOf(2), "a/holiday.jpg.part", "notes.jsonl"]);
});

test("beyond bytesMax the oldest objects go first, those of earlier starts included, and are counted", async () => {
  const mebibyte = 1_048_576;
  mkdirSync(join(root, "old"));
  writeFileSync(join(root, "old", nameOf(1)), Buffer.alloc(mebibyte / 2));
  utimesSync(join(root, "old", nameOf(1)), 1, 1);
  writeFileSync(join(root, "holiday.jpg"), Buffer.alloc(2 * mebibyte));
  const store = open({ bytesMax: mebibyte });
  const body = Buffer.alloc(mebibyte / 2);
  await put(store, nameOf(2), body);
  expect(removed).toEqual([]);
  await put(store, nameOf(3), body);
  expect(filesOf(root).sort()).toEqual([nameOf(2), nameOf(3), "holiday.jpg"]);
  await put(store, nameOf(4), Buffer.alloc(mebibyte));
  expect(filesOf(root).sort()).toEqual([nameOf(4), "holiday.jpg"]);
  expect(removed).toEqual([
    { count: 1, bytes: mebibyte / 2 },
    { count: 2, bytes: mebibyte },
  ]);
});

test("an object that somebody took away makes room as well", async () => {
  const store = open({ bytesMax: 1_048_576 });
  await put(store, nameOf(1), Buffer.alloc(1_000_000));
  rmSync(join(root, nameOf(1)));
  expect(await put(store, nameOf(2), Buffer.alloc(1_000_000))).toEqual({ status: "stored" });
});

test("a stop gives up a put that has not ended", async () => {
  const outcome = await open().put(
    { path: nameOf(1), body: Buffer.from("x"), contentType: "x" },
    AbortSignal.abort(),
  );
  expect(outcome).toMatchObject({ status: "failed", failure: { reason: "edgewise is stopping" } });
});

test("what other gateways write into the same folder is neither counted nor removed", async () => {
  const others = [nameOf(1, "board-2"), `${nameOf(2, "board-2")}.part`];
  for (const name of others) writeFileSync(join(root, name), Buffer.alloc(1_000));
  const store = open({ bytesMax: 1_048_576 });
  expect(await put(store, nameOf(3), Buffer.alloc(1_048_000))).toEqual({ status: "stored" });
  expect(filesOf(root).sort()).toEqual([...others, nameOf(3)].sort());
  expect(removed).toEqual([]);
});
