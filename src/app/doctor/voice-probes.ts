import { systemClock as clock } from "../../core/clock.ts";
import { deviceTitle } from "../../voice/capture/device-list.ts";
import {
  chooseRecorder,
  installedRecorders,
  requireMicrophone,
} from "../../voice/capture/recorder-choice.ts";
import { reachLarger } from "../../voice/larger/reach.ts";
import { isInstalled } from "../../voice/program-path.ts";
import { SynthesisError } from "../../voice/speak/errors.ts";
import { durationMs } from "../../voice/speak/sound-output.ts";
import { createSynthesiser, synthesiserProblem } from "../../voice/speak/synthesiser.ts";
import { askPeer } from "../../voice/wyoming/ask-peer.ts";
import { dial } from "../../voice/wyoming/dial.ts";
import { WyomingPeerError } from "../../voice/wyoming/errors.ts";
import { isEdgewise } from "../../voice/wyoming/info.ts";
import { message } from "../../voice/wyoming/message.ts";
import type { HearingFacts, VoiceProbes } from "./probes.ts";

const reachMsMax = 3_000;
const probeText = "All is well.";

/** Looks at what hears and speaks here. `hearing` is found out once, however many checks want to know. */
export function createVoiceProbes(options: {
  hearing: () => Promise<HearingFacts>;
  environment: Readonly<Record<string, string | undefined>>;
}): VoiceProbes {
  const { environment } = options;
  const never = () => new AbortController().signal;
  let hearing: Promise<HearingFacts> | undefined;
  return {
    async recorder(config) {
      const { recorder, device, listed } = await chooseRecorder(config, environment);
      if (device === undefined && (await installedRecorders(environment)).includes("arecord"))
        await requireMicrophone(environment);
      const what = listed ? `${deviceTitle(listed)} (${device})` : (device ?? "the system's default device");
      return `${recorder} records ${what}`;
    },
    hearing() {
      hearing ??= options.hearing();
      return hearing;
    },
    async synthesis(config) {
      const missing = synthesiserProblem(config);
      const synthesise = createSynthesiser({ config, clock, environment });
      if (missing !== undefined || !synthesise)
        throw new SynthesisError(config.synthesiser, missing ?? "it cannot be made");
      return durationMs(await synthesise(probeText, never())) / 1_000;
    },
    isInstalled: (program) => isInstalled(program, environment),
    async reachPeer(url, usualPort) {
      const socket = await dial({ url, usualPort, timeoutMs: reachMsMax, clock, signal: never() });
      socket.destroy();
    },
    reachLarger: (config) => reachLarger({ config, clock, timeoutMs: reachMsMax }),
    async wyomingServer(url) {
      try {
        const isOurs = await askPeer({
          url,
          usualPort: 0,
          timeoutMs: reachMsMax,
          clock,
          signal: never(),
          ask: (connection) => connection.send(message("describe")),
          onMessage: ({ type, data }) => (type === "info" ? isEdgewise(data) : undefined),
        });
        return isOurs ? "edgewise" : "other";
      } catch (error) {
        // What speaks something else, or nothing at all, is another program.
        if (error instanceof WyomingPeerError) return "other";
        throw error;
      }
    },
  };
}
