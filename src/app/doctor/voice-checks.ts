import { createAddressFilter } from "../../core/address-ranges.ts";
import { EdgewiseError } from "../../core/errors.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { hasSources, type VoiceConfig } from "../../voice/config.ts";
import { type Check, type ConfiguredContext, whereConfigured } from "./check.ts";
import { type Finding, ok, problem, together, warning } from "./finding.ts";
import type { DoctorProbes } from "./probes.ts";

/** What is needed to hear and to answer. Nothing is told of it where voice is off, but that it is. */
export const voiceChecks = {
  voice: {
    title: "Voice",
    run: whereConfigured(async ({ loaded }) => ok(sourcesInWords(loaded.config.voice))),
  },
  microphone: {
    title: "Microphone",
    run: whereVoice(async ({ probes }, { microphone }) => {
      if (!microphone.isEnabled) return undefined;
      return attempt(async () => ok(await probes.voice.recorder(microphone)));
    }),
  },
  acousticModel: {
    title: "Acoustic model",
    run: whereVoice(async ({ probes }) => {
      const { model, problems } = await probes.voice.hearing();
      const hint = "see `edgewise models list`; the models that belong to edgewise come with it";
      if (model === undefined) return problem(`nothing can be heard: ${problems.join("; ")}`, hint);
      return problems.length > 0
        ? warning(
            `${model} loads, but words that no dictionary has are not read: ${problems.join("; ")}`,
            hint,
          )
        : ok(`${model} loads`);
    }),
  },
  spokenSentences: {
    title: "What can be said",
    run: whereVoice(async ({ probes }) => {
      const { sentences } = await probes.voice.hearing();
      if (!sentences) return undefined;
      const hint = "tell in voice.pronunciations how it is said; `edgewise voice enroll` says more";
      if ("problem" in sentences) return problem(sentences.problem, sentences.hint ?? hint);
      const { words, compileMs, unsayable } = sentences;
      const found = `${sayCount(words, "word")}, compiled in ${Math.round(compileMs)} ms`;
      if (unsayable.length === 0) return ok(found);
      return warning(`${found}; sentences with ${someOf(unsayable)} cannot be heard`, hint);
    }),
  },
  wakePhrases: {
    title: "Wake phrases",
    run: whereVoice(async ({ probes }) => {
      const { phrases } = await probes.voice.hearing();
      if (phrases.length === 0) return ok("none: a command begins with a button or a message");
      return together(
        phrases.map(({ phrase, problems, note }) => {
          const name = `“${phrase}”`;
          const all = [...problems, ...(note === undefined ? [] : [note])];
          if (all.length === 0) return { name, ...ok("easy to say and to tell apart") };
          return { name, ...warning(all.join(" "), `edgewise voice enroll --phrase "…" tries another`) };
        }),
      );
    }),
  },
  spokenReplies: {
    title: "Spoken replies",
    run: whereVoice(async ({ probes }, voice) => {
      const { synthesiser, earcons } = voice.speak;
      if (synthesiser === "none" && !earcons) return ok("replies are text only");
      const found = [...(synthesiser === "none" ? [] : [await speech(probes, voice)])];
      if (voice.microphone.isEnabled) found.push(await player(probes, voice));
      return found.length === 0 ? ok("earcons only") : together(found);
    }),
  },
  wyomingServer: {
    title: "Wyoming server",
    run: whereVoice(async ({ probes }, { wyoming }) => {
      if (!wyoming.server.isEnabled) return undefined;
      return wyomingServer(probes, wyoming.server);
    }),
  },
  satellites: {
    title: "Satellites",
    run: whereVoice(async ({ probes }, { wyoming: { satellites } }) => {
      if (satellites.length === 0) return undefined;
      const reached = satellites.map(async ({ name, url }) => ({
        name,
        ...(await attempt(async () => {
          await probes.voice.reachPeer(url, satellitePort);
          return ok("accepts connections");
        }, warning)),
      }));
      return together(await Promise.all(reached));
    }),
  },
  largerRecogniser: {
    title: "Larger recogniser",
    run: whereVoice(async ({ probes }, { larger }) => {
      if (larger.recogniser === "none") return undefined;
      // Voice goes on without it.
      return attempt(async () => {
        await probes.voice.reachLarger(larger);
        return ok(`${larger.url} accepts connections`);
      }, warning);
    }),
  },
} as const satisfies Record<string, Check>;

const satellitePort = 10_700;
const namedMax = 5;

function whereVoice(run: (context: ConfiguredContext, voice: VoiceConfig) => Promise<Finding | undefined>) {
  return whereConfigured(async (context) => {
    const { voice } = context.loaded.config;
    return hasSources(voice) ? run(context, voice) : undefined;
  });
}

function sourcesInWords(voice: VoiceConfig): string {
  if (!hasSources(voice)) return "off: no microphone, satellite or other source of sound is configured";
  const { microphone, wyoming, mqtt, hermes } = voice;
  return `listens by ${sayList([
    ...(microphone.isEnabled ? ["a microphone"] : []),
    ...(wyoming.server.isEnabled ? ["a Wyoming server"] : []),
    ...(wyoming.satellites.length > 0 ? [sayCount(wyoming.satellites.length, "satellite")] : []),
    ...(mqtt.isEnabled ? ["MQTT"] : []),
    ...(hermes.isEnabled ? ["Hermes"] : []),
  ])}`;
}

/** What goes wrong for a reason that a person can mend is a finding; `as` says how bad. */
async function attempt(
  run: () => Promise<Finding>,
  as: (detail: string, hint: string) => Finding = problem,
): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof EdgewiseError)) throw error;
    return as(error.message, error.hint ?? "check the settings of voice");
  }
}

/** Without a voice of its own it still answers as text. */
async function speech(
  { voice: probes }: DoctorProbes,
  { speak }: VoiceConfig,
): Promise<Finding & { name: string }> {
  const found = await attempt(async () => {
    const seconds = await probes.synthesis(speak);
    return ok(`made ${seconds.toFixed(1)} s of sound`);
  }, warning);
  return { name: speak.synthesiser, ...found };
}

async function player({ voice: probes }: DoctorProbes, { speak }: VoiceConfig) {
  const [program = ""] = speak.player;
  const isThere = await probes.isInstalled(program);
  return {
    name: program,
    ...(isThere
      ? ok("is installed")
      : warning(
          "is not installed, so nothing sounds at the microphone of this device",
          `install it${program === "aplay" ? " (apt install alsa-utils)" : ""}, or name another program in voice.speak.player`,
        )),
  };
}

async function wyomingServer(
  probes: DoctorProbes,
  { host, port, allowedAddresses }: VoiceConfig["wyoming"]["server"],
): Promise<Finding> {
  if (port === 0) return ok("takes any free port");
  const near = nearAddress(host);
  const place = `${host}:${port}`;
  const [isFree, daemon] = await Promise.all([
    probes.connectProblem(near, port).then((reason) => reason !== undefined),
    probes.daemon(),
  ]);
  const isRunning = daemon.state === "running";
  if (isFree) {
    if (!isRunning) return ok(`${place} is free`);
    return problem(
      `the daemon runs, but does not listen on ${place}`,
      "restart it if the configuration is newer than its start; `edgewise status` and its log say more",
    );
  }
  // Whom it does not serve it does not answer either.
  if (isRunning && !createAddressFilter(allowedAddresses)(near))
    return ok(`the daemon runs, and ${place} is taken; it does not answer this machine itself`);
  const url = `tcp://${near.includes(":") ? `[${near}]` : near}:${port}`;
  if ((await probes.voice.wyomingServer(url)) === "edgewise") return ok(`edgewise answers on ${place}`);
  return problem(
    `another program has ${place}`,
    "set voice.wyoming.server.port to a free one, or stop the other program (faster-whisper takes 10300 too)",
  );
}

/** Where this machine finds what listens on all of its addresses. */
function nearAddress(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

function someOf(words: readonly string[]): string {
  const named = words.slice(0, namedMax).map((word) => `“${word}”`);
  const more = words.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : sayList(named);
}
