import { isAddressRange } from "../../core/address-ranges.ts";
import { section, setting, z } from "../../core/schema.ts";

/** An address or a range of them. */
export const addressRange = z
  .string()
  .refine(isAddressRange, 'expected an address or a range, such as "192.168.1.20" or "192.168.0.0/16"');

/** Networks that are not the Internet: loopback, RFC 1918, link-local, and their like of IPv6 (RFC 4193, RFC 4291). */
export const localNetworks = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/** Where a Wyoming peer listens. */
export const peerUrl = z
  .string()
  .max(300)
  .regex(
    /^tcp:\/\/(?:\[[0-9a-fA-F:]+\]|[^/\s:@?#[\]]+)(?::[1-9]\d{0,4})?$|^unix:\/\/\/[^\s?#]+$/,
    'expected "tcp://host:port" or "unix:///path"',
  );

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "lower-case letters, digits, hyphens and underscores, at most 64");

const server = section(
  {
    isEnabled: setting(
      z.boolean().default(false),
      "Offer speech to text, wake phrases and commands by Wyoming, to Home Assistant and to satellites",
    ),
    host: setting(
      z.string().min(1).default("127.0.0.1"),
      "Address to listen on; `0.0.0.0` for all of this machine. The protocol knows no passwords and no encryption",
    ),
    port: setting(z.int().min(0).max(65_535).default(10_300), "Port to listen on; 0 takes any free one"),
    isAnnounced: setting(
      z.boolean().default(true),
      "Announce it on the local network (`_wyoming._tcp.local`), so that Home Assistant finds it; never where it listens on this machine only",
    ),
    socket: setting(
      z.string().min(1).max(100).optional(),
      "Path of a Unix socket to listen on as well; a socket that is left there is replaced",
    ),
    allowedAddresses: setting(
      z.array(addressRange).max(64).default(localNetworks),
      "Addresses and ranges that may connect; by default the local networks only",
    ),
    connectionsMax: setting(z.int().min(1).max(1_000).default(32), "Most connections open at a time"),
    idleMs: setting(
      z.int().min(1_000).max(86_400_000).default(300_000),
      "A connection on which no message comes for so long is closed, in milliseconds",
    ),
    utteranceMsMax: setting(
      z.int().min(1_000).max(300_000).default(30_000),
      "Longest sound of one utterance, in milliseconds; the rest is dropped",
    ),
    areas: setting(
      z.record(z.string().min(1).max(100), z.string().min(1).max(100)).default({}),
      "Area of a client by its address, such as `192.168.1.20: kitchen`, so that “the light” is the one there",
    ),
  },
  "The Wyoming server",
);

const satellite = z.strictObject({
  name: setting(name, "What the satellite is called; the source of its commands"),
  url: setting(peerUrl, "Where it listens: `tcp://host:port`; without a port, 10700. Or `unix:///path`"),
  area: setting(z.string().min(1).max(100).optional(), "Area it stands in"),
});

export const wyomingConfig = section(
  {
    server,
    satellites: setting(
      z
        .array(satellite)
        .max(64)
        .refine(
          (list) => new Set(list.map((each) => each.name)).size === list.length,
          "each needs its own name",
        )
        .default([]),
      "Satellites (`wyoming-satellite`) that edgewise connects to, so that they need no Home Assistant",
    ),
  },
  "Satellites and Home Assistant by the Wyoming protocol",
);

export type WyomingConfig = z.infer<typeof wyomingConfig>;
export type SatelliteConfig = WyomingConfig["satellites"][number];
