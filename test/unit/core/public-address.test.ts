import { expect, test } from "vitest";
import { isPublicAddress } from "../../../src/core/public-address.ts";

test.each([
  "8.8.8.8",
  "172.32.0.1",
  "::ffff:1.1.1.1",
  "::ffff:101:101",
  "2606:4700::1111",
  // Public IPv4 seen from a network that has IPv6 alone.
  "64:ff9b::808:808",
  "64:ff9b::8.8.8.8",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["this host", "0.0.0.0"],
  ["loopback", "127.0.0.1"],
  ["loopback in IPv6 clothes", "::ffff:127.0.0.1"],
  ["the same in digits", "::ffff:7f00:1"],
  ["loopback through NAT64", "64:ff9b::7f00:1"],
  ["the shortest through NAT64", "64:ff9b::1"],
  ["a private network", "192.168.1.1"],
  ["a carrier's own network", "100.64.0.1"],
  ["the metadata of a cloud machine", "169.254.169.254"],
  ["the same through NAT64", "64:ff9b::a9fe:a9fe"],
  ["multicast", "224.0.0.251"],
  ["broadcast", "255.255.255.255"],
  ["loopback of IPv6", "::1"],
  ["no address at all", "::"],
  ["a link's own", "fe80::1%eth0"],
  ["a link's own without its zone", "fe80::1"],
  ["a site's own", "fd12::3"],
  ["multicast of IPv6", "ff02::fb"],
  ["6to4 around a private one", "2002:c0a8:101::1"],
  ["documentation", "2001:db8::1"],
  ["local NAT64 prefixes", "64:ff9b:1::808:808"],
  ["a name", "localhost"],
  ["nothing", ""],
])("%s (%s) is not public", (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});
