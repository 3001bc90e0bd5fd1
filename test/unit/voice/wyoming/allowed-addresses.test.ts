import { describe, expect, it } from "vitest";
import { createAddressFilter } from "../../../../src/core/address-ranges.ts";
import { wyomingConfig } from "../../../../src/voice/wyoming/config.ts";

describe("allowed addresses", () => {
  it("tells the local networks from the Internet by default", () => {
    const isLocal = createAddressFilter(wyomingConfig.parse({}).server.allowedAddresses);
    const addresses = ["127.0.0.1", "192.168.3.4", "::ffff:172.31.0.1", "fe80::1%eth0", "::1", "fd12::3"];
    expect(addresses.filter((address) => !isLocal(address))).toEqual([]);
    const foreign = ["8.8.8.8", "172.32.0.1", "2001:db8::1", "::ffff:1.1.1.1", "", "no address"];
    expect(foreign.filter(isLocal)).toEqual([]);
  });
});
