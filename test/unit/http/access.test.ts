import { expect, test } from "vitest";
import { hasToken, hostName, isCrossSite, isHostAllowed, isLoopbackHost } from "../../../src/http/access.ts";

test.each([
  "localhost",
  "LOCALHOST",
  "edge.localhost",
  "127.0.0.1",
  "127.9.9.9",
  "::1",
  "[::1]",
  "::ffff:127.0.0.1",
])("%s is this device itself", (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each([
  "0.0.0.0",
  "::",
  "192.168.1.4",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "127.evil",
  "",
  "1270.0.0.1",
])("%j is not", (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});

test.each([
  ["localhost:8477", "localhost"],
  ["[::1]:8477", "[::1]"],
  ["Barn.Local", "barn.local"],
  ["user@localhost", undefined],
  ["localhost:8477/x", undefined],
  ["a b", undefined],
  ["localhost:", undefined],
  ["", undefined],
  [undefined, undefined],
])("the name in the Host header %j is %j", (header, name) => {
  expect(hostName(header)).toBe(name);
});

test("a rebound name is refused, a configured one is not", () => {
  expect(isHostAllowed("evil.example:8477", [])).toBe(false);
  expect(isHostAllowed("barn.local", ["Barn.local"])).toBe(true);
  expect(isHostAllowed("localhost:8477", [])).toBe(true);
});

const base = { method: "POST", host: "localhost:8477", origin: undefined, fetchSite: undefined };

test.each([
  ["a client that is no browser", base, false],
  ["a page of ours", { ...base, origin: "http://localhost:8477", fetchSite: "same-origin" }, false],
  ["a page of another host", { ...base, origin: "https://evil.example" }, true],
  ["a page of another port of this device", { ...base, origin: "http://localhost:3000" }, true],
  ["a page in a sandbox", { ...base, origin: "null" }, true],
  ["a foreign page whose origin was hidden", { ...base, fetchSite: "cross-site" }, true],
  [
    "a foreign GET that asks for the answer",
    { ...base, method: "GET", origin: "https://evil.example" },
    true,
  ],
  ["a link followed from elsewhere", { ...base, method: "GET", fetchSite: "cross-site" }, false],
  ["an address typed in", { ...base, method: "GET", fetchSite: "none" }, false],
])("%s is judged right", (_, request, isForeign) => {
  expect(isCrossSite(request)).toBe(isForeign);
});

const token = "0123456789abcdef";

test.each([`Bearer ${token}`, `bearer  ${token} `])("%j brings the token", (header) => {
  expect(hasToken(header, token)).toBe(true);
});

test.each([
  undefined,
  "",
  "Bearer",
  "Bearer ",
  `Basic ${token}`,
  token,
  `Bearer ${token}0`,
  `Bearer x ${token}`,
])("%j does not", (header) => {
  expect(hasToken(header, token)).toBe(false);
});
