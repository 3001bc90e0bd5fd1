import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Whether a text is an address, or a range in CIDR notation. */
export function isAddressRange(text: string): boolean {
  return parse(text) !== undefined;
}

/** Whether an address lies in one of the ranges. IPv4 addresses in IPv6 clothes (`::ffff:…`) count as IPv4. */
export function createAddressFilter(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const parsed = parse(range);
    if (parsed) list.addSubnet(parsed.address, parsed.bits, parsed.family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
    if (isIPv4(plain)) return list.check(plain, "ipv4");
    return isIPv6(plain) && list.check(plain, "ipv6");
  };
}

function parse(text: string): { address: string; bits: number; family: "ipv4" | "ipv6" } | undefined {
  const [address = "", bitsText, ...rest] = text.split("/");
  const family = isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : undefined;
  if (!family || rest.length > 0) return undefined;
  const bitsMax = family === "ipv4" ? 32 : 128;
  if (bitsText === undefined) return { address, bits: bitsMax, family };
  if (!/^\d{1,3}$/.test(bitsText) || Number(bitsText) > bitsMax) return undefined;
  return { address, bits: Number(bitsText), family };
}
