import type { Random } from "../core/backoff.ts";
import { type Clock, every } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import type { SoundInputs } from "./sound-inputs.ts";
import type { SourceBoard } from "./source-board.ts";
import { type Announcement, announceServer, isReachable } from "./wyoming/announcement.ts";
import type { WyomingBackend } from "./wyoming/backend.ts";
import type { WyomingConfig } from "./wyoming/config.ts";
import type { wyomingEvents } from "./wyoming/events.ts";
import { createSatellites, type SatelliteState } from "./wyoming/satellites.ts";
import { startWyomingServer, type WyomingServer } from "./wyoming/server.ts";

/** How often the satellites are looked at, to show which can be reached. */
const lookMs = 2_000;

/** The Wyoming server, where it is enabled, and the satellites that edgewise connects to. */
export function createWyomingInputs(options: {
  config: WyomingConfig;
  /** What it is called on the network. */
  announcedName: string;
  backend: WyomingBackend;
  board: SourceBoard;
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof wyomingEvents>;
}): SoundInputs {
  const { config, board, clock } = options;
  const satellites = createSatellites({ ...options, config: config.satellites });
  let server: WyomingServer | undefined;
  let announcement: Announcement | undefined;
  let cancelLook = () => {};

  const look = () => {
    const states = new Map(satellites.states().map(({ name, state }) => [name, state]));
    for (const { name, area, url } of config.satellites) {
      const state = states.get(name);
      const problem = state === undefined ? undefined : problemOf(state, url);
      board.put({ name, kind: "wyoming", area, isUp: problem === undefined, problem });
    }
  };

  return {
    async start(isMuted) {
      if (config.server.isEnabled) server = await startWyomingServer({ ...options, config: config.server });
      const { host, isAnnounced } = config.server;
      if (server && isAnnounced && isReachable(host)) {
        const { port } = server;
        announcement = await announceServer({ ...options, name: options.announcedName, host, port });
      }
      satellites.pause(isMuted);
      satellites.start();
      look();
      cancelLook = every(clock, lookMs, look);
    },
    setMuted: (isMuted) => satellites.pause(isMuted),
    async stop() {
      cancelLook();
      await Promise.all([announcement?.close(), server?.close(), satellites.stop()]);
    },
  };
}

function problemOf(state: SatelliteState, url: string): string | undefined {
  if (state === "connected" || state === "paused") return undefined;
  if (state === "connecting") return `It is being connected to at ${url}.`;
  return `It cannot be reached at ${url}; check that it runs, and its address. It is tried again by itself.`;
}
