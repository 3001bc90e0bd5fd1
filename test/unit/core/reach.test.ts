import type { lookup } from "node:dns";
import { expect, test } from "vitest";
import { createReach } from "../../../src/core/reach.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  "cdn.example": ["93.184.216.34"],
  "inside.example": ["10.0.0.5"],
  "both.example": ["10.0.0.5", "93.184.216.34"],
  "neighbour.example": ["2a00:1234::9"],
};

function create(hosts: readonly string[] = ["public"]) {
  const reach = createReach({
    hosts,
    setting: "fetchHosts",
    ownNetworks: () => ["2a00:1234::5/64", "192.168.7.2/24"],
    lookup: ((name: string, _how: object, done: (error: Error | null, found: object[]) => void) => {
      const found = names[name];
      if (found)
        done(
          null,
          found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
        );
      else done(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
    }) as typeof lookup,
  });
  /** The addresses a connection may use, or why there is none. */
  const addresses = (text: string, all = true) =>
    new Promise((resolve) => {
      const url = new URL(text);
      const look = reach.lookup(url);
      if (!look) return resolve("any");
      look(url.hostname, { all }, (error, found) => resolve(error ? error.message : found));
    });
  return { addresses, problem: (text: string) => reach.problem(new URL(text)) };
}

test.each([
  "http://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f.0.0.1:8080/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://169.254.169.254/latest/meta-data",
  "https://192.168.7.1/",
  "https://[2a00:1234::9]/",
])("%s is refused without asking anybody", (url) => {
  expect(create().problem(url)).toContain("is this device or in its own networks");
});

test("a name is judged by the addresses that the connection would use", async () => {
  const { addresses, problem } = create();
  expect(problem("https://inside.example/")).toBeUndefined();
  expect(await addresses("https://inside.example/")).toContain("not among the hosts of fetchHosts");
  expect(await addresses("https://neighbour.example/")).toContain("not among the hosts of fetchHosts");
  expect(await addresses("https://both.example/")).toEqual([{ address: "93.184.216.34", family: 4 }]);
  expect(await addresses("https://cdn.example/", false)).toBe("93.184.216.34");
  expect(await addresses("https://nowhere.example/")).toBe("no such name");
});

test("a listed host may lie anywhere, with a port only that one", async () => {
  const { addresses, problem } = create(["Inside.example", "127.0.0.1:9000", "[::1]:80"]);
  expect(problem("https://inside.example:8443/")).toBeUndefined();
  expect(await addresses("https://inside.example:8443/")).toBe("any");
  expect(problem("http://127.0.0.1:9000/body")).toBeUndefined();
  expect(problem("http://127.0.0.1:6379/")).toBe("127.0.0.1:6379 is not among the hosts of fetchHosts");
  expect(problem("http://[::1]/")).toBeUndefined();
});

test("without public hosts in the list no other host is even looked up", async () => {
  const { addresses, problem } = create(["cdn.example"]);
  expect(problem("https://both.example/")).toBe("both.example is not among the hosts of fetchHosts");
  expect(await addresses("https://both.example/")).toContain("is not among the hosts");
});
