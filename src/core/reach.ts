import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { createAddressFilter } from "./address-ranges.ts";
import { isPublicAddress } from "./public-address.ts";

/** In a list of hosts: every host with a public address. */
export const publicHosts = "public";

/**
 * Where a URL that somebody else has named may make this device send a request (what is known as server-side request
 * forgery is the lack of it).
 *
 * 1. A host is allowed by its name, or because its address is public: neither this device, nor a private, link-local
 *    (169.254.169.254 tells secrets of cloud machines), reserved or multicast address, nor one of the networks this
 *    device is in, which with IPv6 are public ones too.
 * 2. The address is judged in the look-up that the connection itself makes, so a name cannot be public when it is judged
 *    and private when it is used.
 */
export interface Reach {
  /** Why `url` may not be asked, as far as it can be told without looking its name up; undefined when it may. */
  problem(url: URL): string | undefined;
  /** For the connection to `url`; undefined where any address will do. */
  lookup(url: URL): LookupFunction | undefined;
}

export function createReach(options: {
  /** `NAME`, `NAME:PORT` (an IPv6 address in brackets), or {@link publicHosts}. */
  hosts: readonly string[];
  /** What the hint names. */
  setting: string;
  /** For tests. */
  lookup?: typeof systemLookup;
  /** For tests: the networks that this device is in, in CIDR notation. */
  ownNetworks?: () => readonly string[];
}): Reach {
  const { hosts, setting, lookup = systemLookup, ownNetworks = systemNetworks } = options;
  const isNamed = (url: URL) =>
    hosts.some((host) => [url.hostname, `${url.hostname}:${portOf(url)}`].includes(host.toLowerCase()));
  const isOpen = hosts.includes(publicHosts);
  const notListed = (url: URL) => `${url.host} is not among the hosts of ${setting}`;
  const notPublic = (url: URL) =>
    `${url.host} is this device or in its own networks, and not among the hosts of ${setting}`;
  const isAllowed = (address: string) =>
    isPublicAddress(address) && !createAddressFilter(ownNetworks())(address);

  return {
    problem(url) {
      if (isNamed(url)) return undefined;
      if (!isOpen) return notListed(url);
      const address = url.hostname.replace(/^\[|\]$/g, "");
      return isIP(address) === 0 || isAllowed(address) ? undefined : notPublic(url);
    },
    lookup(url) {
      if (isNamed(url)) return undefined;
      return (hostname, how, callback) => {
        lookup(hostname, { ...how, all: true }, (error, addresses) => {
          if (error) {
            callback(error, []);
            return;
          }
          const allowed = isOpen ? addresses.filter(({ address }) => isAllowed(address)) : [];
          const [first] = allowed;
          if (first === undefined) callback(new Error(isOpen ? notPublic(url) : notListed(url)), []);
          else if (how.all) callback(null, allowed);
          else callback(null, first.address, first.family);
        });
      };
    },
  };
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === "https:" ? "443" : "80");
}

function systemNetworks(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ cidr }) => cidr ?? []),
  );
}
