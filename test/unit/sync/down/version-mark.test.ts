import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createVersionMark, versionMarkFile } from "../../../../src/sync/down/version-mark.ts";
import { makeFolder } from "../../../support/model-folder.ts";

test("versions are kept in a file beside the database", async () => {
  const mark = createVersionMark(versionMarkFile(makeFolder()));
  expect(await mark.read()).toBeUndefined();
  await mark.write({ serial: 3, versions: { "command/ab": 7 } });
  await mark.write({ serial: 4, versions: { "command/ab": 8 } });
  expect(await mark.read()).toEqual({ serial: 4, versions: { "command/ab": 8 } });
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"serial":1}',
  '{"serial":"1","versions":{}}',
  '{"serial":1,"versions":{"a":"b"}}',
])("a file of %j is told as unreadable, with its name", async (text) => {
  const file = versionMarkFile(makeFolder());
  writeFileSync(file, text);
  await expect(createVersionMark(file).read()).rejects.toThrow(file);
});
