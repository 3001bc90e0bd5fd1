import { EdgewiseError } from "../../core/errors.ts";

/** What came is not the Wyoming protocol, or beyond its limits; the connection cannot go on. */
export class WyomingProtocolError extends EdgewiseError {
  constructor(problem: string) {
    super("voice.wyomingProtocol", problem, {
      hint: "Something else than a Wyoming client may have connected: check the port it uses.",
    });
  }
}

/** The Wyoming server could not listen: the address is taken, not ours, or not allowed. */
export class WyomingListenError extends EdgewiseError {
  constructor(address: string, cause: NodeJS.ErrnoException) {
    const isTaken = cause.code === "EADDRINUSE";
    super(
      "voice.wyomingListenFailed",
      `the Wyoming server cannot listen on ${address}: ${isTaken ? "it is taken" : cause.message}`,
      {
        hint: isTaken
          ? "Another Wyoming service or another edgewise uses it; choose a free one with voice.wyoming.server.port or .socket."
          : "Set voice.wyoming.server.host to an address of this machine, or .socket to a path edgewise may write to.",
        cause,
      },
    );
  }
}

/** A Wyoming peer that edgewise connects to (a satellite, a synthesiser, a recogniser) failed. */
export class WyomingPeerError extends EdgewiseError {
  constructor(url: string, problem: string, cause?: unknown) {
    super("voice.wyomingPeer", `${url}: ${problem}`, {
      hint: "Check that it runs, and the host and port given for it.",
      cause,
    });
  }
}
