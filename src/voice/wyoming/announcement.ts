import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { createAddressFilter } from "../../core/address-ranges.ts";
import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { wyomingEvents } from "./events.ts";

/**
 * Tells the network where the Wyoming server is (`_wyoming._tcp.local`, RFC 6762 and 6763), so that Home Assistant finds it by itself.
 *
 * Limits: what is not announced within `announceMsMax` is told of once; it is still announced when a network comes. Taking it back
 * takes `closeMsMax` at most.
 */
export interface Announcement {
  /** Takes it back. */
  close(): Promise<void>;
}

const announceMsMax = 10_000;
const closeMsMax = 2_000;
const isLoopback = createAddressFilter(["127.0.0.0/8", "::1/128"]);

/** Whether others could reach a server that listens there. */
export function isReachable(host: string): boolean {
  return host !== "localhost" && !isLoopback(host);
}

/** Never rejects: without it the server can be added by hand. */
export async function announceServer(options: {
  /** Unique on the network; if it is not, a number is added. */
  name: string;
  host: string;
  port: number;
  clock: Clock;
  reporter: Reporter<typeof wyomingEvents>;
  /** Whether the machine has any network but the one within itself. */
  hasNetwork?: () => boolean;
}): Promise<Announcement> {
  const { name, host, port, clock, reporter, hasNetwork = hasAnyNetwork } = options;
  let isTold = false;
  const fail = (why: string) => {
    if (!isTold) reporter.report("unannounced", { name, port, why });
    isTold = true;
  };
  // The library says that it has announced it even where there is nobody to tell.
  if (!hasNetwork()) fail("this machine has no network now");
  // Here, so that a daemon that announces nothing does not load it.
  const { getResponder } = await import("@homebridge/ciao");
  const responder = getResponder();
  const family = isIP(host);
  const service = responder.createService({
    name,
    type: "wyoming",
    port,
    // What listens at one address only, or not by IPv6, is not announced at others.
    ...(family !== 0 && host !== "0.0.0.0" && host !== "::" ? { restrictedAddresses: [host] } : {}),
    disabledIpv6: family === 4,
  });
  const cancel = clock.after(announceMsMax, () => fail("the network takes no multicast"));
  service
    .advertise()
    .then(
      () => {
        if (!isTold) reporter.report("announced", { name: service.getFQDN(), port });
      },
      (error: unknown) => fail(errorMessage(error)),
    )
    .finally(cancel);
  return {
    async close() {
      cancel();
      let cancelWait = () => {};
      const late = new Promise<void>((resolve) => {
        cancelWait = clock.after(closeMsMax, resolve);
      });
      // Whoever does not hear of it learns it from the server that is gone.
      await Promise.race([responder.shutdown().catch(() => {}), late]);
      cancelWait();
    },
  };
}

function hasAnyNetwork(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ internal }) => !internal));
}
