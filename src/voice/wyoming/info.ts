import type { WyomingOffer } from "./backend.ts";
import { isTable } from "./message.ts";

const attribution = { name: "edgewise", url: "https://www.npmjs.com/package/edgewise" };
/** What every program and model is called; Home Assistant shows it. */
const programName = "edgewise";

/** The data of `info`: what is on offer, as the protocol's reference package reads it. */
export function infoOf(offer: WyomingOffer): Record<string, unknown> {
  const { languages, version, recogniser } = offer;
  const artifact = (name: string, description: string, itsVersion = version) => ({
    name,
    attribution,
    installed: true,
    description,
    version: itsVersion,
  });
  const hears = recogniser !== undefined;
  return {
    asr: hears
      ? [
          {
            ...artifact(programName, "Speech to text of what can be said at this place, offline"),
            models: [{ ...artifact(programName, recogniser.description, recogniser.version), languages }],
            supports_transcript_streaming: true,
            requires_external_vad: !recogniser.hasOwnEndpoint,
            // The models are trained on sound as it comes; gain and noise reduction only take from it.
            prefers_auto_gain_enabled: false,
            prefers_noise_reduction_enabled: false,
          },
        ]
      : [],
    wake:
      hears && offer.wakePhrases.length > 0
        ? [
            {
              ...artifact(programName, "Wake phrases of your choice, offline"),
              models: offer.wakePhrases.map((phrase) => ({
                ...artifact(wakeName(phrase), phrase, recogniser.version),
                languages,
                phrase,
              })),
            },
          ]
        : [],
    intent: [
      {
        ...artifact(programName, "Understands commands and questions without acting"),
        models: [{ ...artifact(programName, "Sentences of this place"), languages }],
      },
    ],
    handle: [
      {
        ...artifact(programName, "Does commands and answers questions"),
        models: [{ ...artifact(programName, "Sentences of this place"), languages }],
        supports_handled_streaming: false,
        supports_home_control: true,
      },
    ],
    tts: [],
    mic: [],
    snd: [],
  };
}

/** Whether the `info` of a peer is one of {@link infoOf}. */
export function isEdgewise(data: Readonly<Record<string, unknown>>): boolean {
  const { handle } = data;
  return Array.isArray(handle) && handle.some((one) => isTable(one) && one.name === programName);
}

/** `Hey, Edgewise!` → `hey_edgewise`, the way names of wake words are written. */
export function wakeName(phrase: string): string {
  const name = phrase
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");
  return name || "wake";
}
