import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { createAddressFilter } from "../../core/address-ranges.ts";
import { LargerRecogniserError } from "./errors.ts";

/**
 * The address of a host, if it is in one of the networks. Connect to the address and not to the name: a name may stand for
 * another address the next time it is looked up.
 * @throws LargerRecogniserError when it is not, or there is no such host
 */
export async function localAddress(options: {
  url: string;
  host: string;
  networks: readonly string[];
  /** For tests. */
  resolve?: (host: string) => Promise<readonly string[]>;
}): Promise<string> {
  const { url, networks, resolve = resolveHost } = options;
  const host = options.host.replace(/^\[|\]$/g, "");
  let addresses: readonly string[];
  try {
    addresses = isIP(host) ? [host] : await resolve(host);
  } catch (error) {
    throw new LargerRecogniserError(url, `there is no host ${host}`, { cause: error });
  }
  const isLocal = createAddressFilter(networks);
  const found = addresses.find(isLocal);
  if (found !== undefined) return found;
  throw new LargerRecogniserError(
    url,
    `${host} is ${addresses.join(", ")}, which is not in a local network`,
    {
      hint: "Sound of your rooms is not sent there. To allow it, add the address to voice.larger.networks.",
    },
  );
}

async function resolveHost(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}
