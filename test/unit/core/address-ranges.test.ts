import { describe, expect, it } from "vitest";
import { createAddressFilter, isAddressRange } from "../../../src/core/address-ranges.ts";

describe("address ranges", () => {
  it.each(["192.168.1.20", "10.0.0.0/8", "fe80::/10", "::1"])("takes %s", (text) => {
    expect(isAddressRange(text)).toBe(true);
  });

  it.each(["", "192.168.1", "10.0.0.0/33", "::1/129", "10.0.0.0/8/8", "10.0.0.0/", "kitchen"])(
    "refuses %j",
    (text) => {
      expect(isAddressRange(text)).toBe(false);
    },
  );

  it("counts IPv4 in IPv6 clothes as IPv4, however it is written", () => {
    const isLocal = createAddressFilter(["127.0.0.0/8"]);
    expect(["::ffff:127.0.0.1", "::ffff:7f00:1"].map(isLocal)).toEqual([true, true]);
    expect(["::ffff:8.8.8.8", "::7f00:1", "localhost", ""].map(isLocal)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
