import type { IntentName } from "../grammar/intents.ts";
import type { DecodedText } from "./decode.ts";

/** A deed and the words that say it: verbs by themselves, particles only where no verb of either side is said. */
interface Side {
  intent: IntentName;
  verbs: readonly string[];
  particles: readonly string[];
}

/**
 * Deeds that are the opposite of each other. A model may take one for the other, and then what was said counts: "open
 * the blinds" never closes them.
 */
const opposites: readonly (readonly [Side, Side])[] = [
  [
    { intent: "open", verbs: ["open", "opened", "opening", "raise", "lift"], particles: [] },
    {
      intent: "close",
      verbs: ["close", "closed", "closing", "shut", "shutting", "lower"],
      particles: ["down"],
    },
  ],
  [
    { intent: "turnOn", verbs: ["activate", "enable"], particles: ["on"] },
    { intent: "turnOff", verbs: ["deactivate", "disable", "kill"], particles: ["off"] },
  ],
  [
    { intent: "lock", verbs: ["lock", "locked", "locking"], particles: [] },
    { intent: "unlock", verbs: ["unlock", "unlocked", "unlocking"], particles: [] },
  ],
  [
    { intent: "start", verbs: ["start", "started", "starting"], particles: [] },
    { intent: "stop", verbs: ["stop", "stopped", "stopping", "halt"], particles: [] },
  ],
];

/** Verbs whose particle says the deed: "turn on the lamp"; elsewhere "on" may be where something is. */
const particleVerbs = new Set("turn turning switch switching put pull get bring roll wind move".split(" "));

/** The model's intent, or its opposite where only words for that one are said outside the spans. */
export function asSaid(intent: IntentName, { spans, words }: DecodedText): IntentName {
  const pair = opposites.find((sides) => sides.some((side) => side.intent === intent));
  if (!pair) return intent;
  const isFree = (index: number) => !spans.some(({ start, end }) => index >= start && index < end);
  const saysVerb = ({ verbs }: Side) =>
    words.some(({ text }, index) => isFree(index) && verbs.includes(text));
  const saysParticle = ({ particles }: Side) =>
    words.some(
      ({ text }, index) =>
        isFree(index) &&
        particles.includes(text) &&
        (index === words.length - 1 || particleVerbs.has(words[index - 1]?.text ?? "")),
    );
  const said = pair.filter(saysVerb);
  const meant = said.length > 0 ? said : pair.filter(saysParticle);
  return meant.length === 1 && meant[0] ? meant[0].intent : intent;
}
