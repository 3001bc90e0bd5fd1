import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSinkProbes } from "../../../../src/app/doctor/sink-probes.ts";

it("says which file of keys cannot be read, and nothing where none is named", async () => {
  const { tls } = createSinkProbes();
  expect(await tls({})).toEqual({});
  const found = await tls({ caFile: join(tmpdir(), "edgewise-no-such-file.pem") });
  expect(found.problem).toMatch(/tls\.caFile cannot be read \(ENOENT/);
});

it("says why nothing can be put into a folder", async () => {
  const { folderProblem } = createSinkProbes();
  expect(await folderProblem(tmpdir(), undefined)).toBeUndefined();
  expect(await folderProblem(join(tmpdir(), "edgewise-no-such-folder"), undefined)).toMatch(/is not there/);
  expect(await folderProblem(tmpdir(), join(tmpdir(), "edgewise-no-such-mount"))).toMatch(
    /nothing is mounted/,
  );
});
