import type { SentenceBlock } from "./types.ts";

/**
 * Home Assistant's intents by our names, so that sentences written for it do what they say here. One that has
 * no counterpart keeps its name: it is understood, and the reply says that edgewise cannot do it.
 */
interface Alias {
  intent: string;
  /** Slots given by the intent itself. */
  slots?: Readonly<Record<string, string | number>>;
  /** Our names of slots that are called otherwise there. */
  slotNames?: Readonly<Record<string, string>>;
}

const everywhere = { device_class: "deviceClass", volume_level: "volume", color: "colour" } as const;

const homeAssistantIntents: Readonly<Record<string, Alias>> = {
  HassTurnOn: { intent: "turnOn" },
  HassTurnOff: { intent: "turnOff" },
  HassToggle: { intent: "toggle" },
  HassOpenCover: { intent: "open" },
  HassCloseCover: { intent: "close" },
  HassOpenValve: { intent: "open" },
  HassCloseValve: { intent: "close" },
  HassStopMoving: { intent: "stop" },
  HassSetPosition: { intent: "set" },
  HassLightSet: { intent: "set", slotNames: { temperature: "colourTemperature" } },
  HassFanSetSpeed: { intent: "set", slotNames: { percentage: "speed" } },
  HassSetVolume: { intent: "set" },
  HassClimateSetTemperature: { intent: "set" },
  HassHumidifierSetpoint: { intent: "set", slotNames: { humidity: "value" } },
  HassHumidifierMode: { intent: "set" },
  HassGetState: { intent: "queryState" },
  HassClimateGetTemperature: { intent: "queryState", slots: { measure: "temperature" } },
  HassVacuumStart: { intent: "start", slots: { domain: "vacuum" } },
  HassNevermind: { intent: "cancel" },
};

/** What turning on and off means for domains whose things are not switched. */
const byDomain: Readonly<Record<string, { turnOn: string; turnOff: string }>> = {
  cover: { turnOn: "open", turnOff: "close" },
  valve: { turnOn: "open", turnOff: "close" },
  lock: { turnOn: "lock", turnOff: "unlock" },
  script: { turnOn: "start", turnOff: "stop" },
};

/** Home Assistant's domains by our entity kinds, where they differ. */
const kindsByDomain: Readonly<Record<string, string>> = {
  media_player: "media",
  binary_sensor: "binarySensor",
  input_boolean: "switch",
  script: "scene",
};

/** The block under our names of intents, slots and kinds; a block of our own comes back as it is. */
export function toOwnNames(block: SentenceBlock): SentenceBlock {
  const alias = Object.hasOwn(homeAssistantIntents, block.intent)
    ? homeAssistantIntents[block.intent]
    : undefined;
  if (!alias) return block;
  const slotNames = { ...everywhere, ...alias.slotNames, ...block.slotNames };
  const slots: Record<string, string | number> = { ...alias.slots };
  for (const [slot, value] of Object.entries(block.slots)) {
    slots[slotNames[slot as keyof typeof slotNames] ?? slot] = slot === "domain" ? ownKind(value) : value;
  }
  if (slots.domain !== undefined && block.intent === "HassVacuumStart" && mentionsName(block))
    delete slots.domain;
  return {
    ...block,
    intent: ownIntent(alias.intent, block),
    slots,
    slotNames,
    requiresContext: ownContext(block.requiresContext),
    excludesContext: ownContext(block.excludesContext),
    metadata: { ...block.metadata, homeAssistantIntent: block.intent },
  };
}

function ownIntent(intent: string, block: SentenceBlock): string {
  if (intent !== "turnOn" && intent !== "turnOff") return intent;
  const domain = block.slots.domain ?? block.requiresContext.domain;
  const domains = Array.isArray(domain) ? domain : [domain];
  const meanings = new Set(domains.map((each) => byDomain[String(each)]?.[intent] ?? intent));
  const [only = intent] = meanings;
  return meanings.size === 1 ? only : intent;
}

function ownContext(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(context, "domain")) return context;
  const { domain } = context;
  return { ...context, domain: Array.isArray(domain) ? domain.map(ownKind) : ownKind(domain) };
}

function ownKind<T>(domain: T): T | string {
  return typeof domain === "string" ? (kindsByDomain[domain] ?? domain) : domain;
}

function mentionsName(block: SentenceBlock): boolean {
  return block.sentences.some((sentence) => /\{(?:name|[^}]*:name)\}/.test(sentence));
}
