import { isIPv4, isIPv6 } from "node:net";
import { createAddressFilter } from "./address-ranges.ts";

/** IPv4 that no router of the public internet forwards, by the IANA special-purpose registry (RFC 6890 and its updates). */
const isSpecialIPv4 = createAddressFilter([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
/** Of IPv6 only this part is given out for public use. */
const isGlobalIPv6 = createAddressFilter(["2000::/3"]);
/** What of it is not: Teredo and other protocols, documentation, and 6to4, which has an IPv4 address inside. */
const isSpecialIPv6 = createAddressFilter(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);
/**
 * IPv4 inside IPv6: as it is mapped for programs (RFC 4291), and as NAT64 (RFC 6052), by which networks that have IPv6
 * alone, as many mobile ones, reach IPv4.
 */
const ipv4Prefixes = ["::ffff:", "64:ff9b::"];

/** Whether an address is one of the public internet, and not of a private, local, reserved or multicast range. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !isSpecialIPv4(address);
  // A zone stands only behind addresses of one link.
  if (!isIPv6(address) || address.includes("%")) return false;
  const embedded = embeddedIPv4(address);
  if (embedded !== undefined) return !isSpecialIPv4(embedded);
  return isGlobalIPv6(address) && !isSpecialIPv6(address);
}

function embeddedIPv4(address: string): string | undefined {
  // A URL writes every address in one way.
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const prefix = ipv4Prefixes.find((start) => written.startsWith(start));
  const groups = prefix === undefined ? [] : written.slice(prefix.length).split(":");
  if (groups.length < 1 || groups.length > 2) return undefined;
  const value = groups.reduce((sum, group) => sum * 65_536 + Number.parseInt(group || "0", 16), 0);
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
}
