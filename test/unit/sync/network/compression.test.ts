import * as zlib from "node:zlib";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compress, compressionProblem } from "../../../../src/sync/network/compression.ts";

const long = Buffer.from("a reading of the boiler ".repeat(200));
const hasZstd = "zstdCompress" in zlib;

test("a long body comes out smaller and can be read again", async () => {
  const { body, encoding } = await compress(long, "gzip");
  expect(encoding).toBe("gzip");
  expect(body.length).toBeLessThan(long.length / 10);
  expect(gunzipSync(body)).toEqual(long);
});

test("a short body, and any body without compression, stays as it is and is not announced", async () => {
  expect(await compress(Buffer.from("short"), "gzip")).toEqual({
    body: Buffer.from("short"),
    encoding: undefined,
  });
  expect(await compress(long, "none")).toEqual({ body: long, encoding: undefined });
});

test.runIf(hasZstd)("zstd works where this Node has it", async () => {
  const { zstdDecompressSync } = zlib as unknown as { zstdDecompressSync: (bytes: Buffer) => Buffer };
  const { body, encoding } = await compress(long, "zstd");
  expect(encoding).toBe("zstd");
  expect(zstdDecompressSync(body)).toEqual(long);
  expect(compressionProblem("zstd")).toBeUndefined();
});

test.skipIf(hasZstd)("a Node without zstd says so, and what to do", async () => {
  expect(compressionProblem("zstd")).toMatch(/^Node .* has no zstd, which came with Node 22\.15; use gzip/);
  await expect(compress(long, "zstd")).rejects.toThrow("has no zstd");
});
