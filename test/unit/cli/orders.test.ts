import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
// Read before the tests, whose time limit is not for compiling what the verbs load when they run.
import "../../../src/cli/orders.ts";
import { parseOrder } from "../../../src/sync/down/order.ts";
import { signatureProblem } from "../../../src/sync/down/signature.ts";
import { cli, createFolder, type TestFolder } from "./support.ts";

let folder: TestFolder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const order = {
  id: "c1",
  target: { node: "barn" },
  kind: "configuration",
  version: 1,
  body: { mode: "replace", settings: {} },
};

function write(name: string, content: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function makeKey() {
  const file = join(folder.path, "ops.pem");
  const made = (await cli("orders", "keygen", "--out", file, "--json")).json() as { id: string; key: string };
  return { file, ...made };
}

describe("edgewise orders", () => {
  it("makes a key that only its owner can read, and never over another", async () => {
    const { file } = await makeKey();
    expect([statSync(file).mode & 0o777, readFileSync(file, "utf8")]).toEqual([
      0o600,
      expect.stringContaining("BEGIN PRIVATE KEY"),
    ]);
    const again = await cli("orders", "keygen", "--out", file);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("cannot be written") });
  });

  it("signs an order so that the device of the printed key takes it", async () => {
    const { file, id, key } = await makeKey();
    const signed = await cli(
      "orders",
      "sign",
      "--key",
      file,
      "--expires-in",
      "10m",
      write("order.json", order),
    );
    const document = parseOrder(signed.out);
    if (!document.ok) throw new Error(document.reason);
    expect(signatureProblem(document.value, [{ id, key, kinds: ["configuration"] }])).toBeUndefined();
    const { issuedAt, expiresAt } = document.value.order;
    expect(Date.parse(expiresAt ?? "") - Date.parse(issuedAt)).toBe(600_000);
  });

  it.each([
    ["that is no JSON", "{", "Expected property name"],
    ["of an unknown kind", { ...order, kind: "reboot" }, "kind"],
    ["of a command without an end", { ...order, kind: "command" }, "expiresAt"],
  ])("refuses to sign one %s", async (_, content, reason) => {
    const { file } = await makeKey();
    const refused = await cli("orders", "sign", "--key", file, write("order.json", content));
    expect(refused).toMatchObject({ code: 1, out: "", err: expect.stringContaining(reason) });
  });

  it("looks into the database of a daemon that does not run, and says when there is none", async () => {
    const listed = await cli("orders", "-c", folder.config({}));
    expect(listed.code).toBe(1);
    expect(listed.err).toContain("database");
  });
});
