import { type IncidentQuestion, readIncidentQuestion } from "../asked/read-incident-question.ts";
import type { IntentName } from "../grammar/intents.ts";
import { phraseOf } from "./phrase.ts";
import { placeNamed } from "./places.ts";
import type { TierContext } from "./tier-context.ts";
import type { Reading } from "./understand.ts";
import { isWhole, type Understood } from "./understood.ts";

/**
 * A question about incidents by its words. Before the templates only where incidents were told just before: "go on" and
 * "when did it start" are about these then. After them, what they made of the text in `exact` stands, unless it is a
 * question about incidents as well that says less.
 */
export async function byIncident(
  text: string,
  exact: Understood | undefined,
  context: TierContext,
): Promise<readonly Understood[] | undefined> {
  const { incidents, world, nano } = context;
  if (exact && isWhole(exact) && !isVague(exact)) return undefined;
  const vocabulary = nano?.encoder.model?.vocabulary.indexes;
  const asked = readIncidentQuestion(text, {
    registry: world.registry,
    // Without a vocabulary any word may be one, and none is taken for a slip.
    isWord: (word) => vocabulary === undefined || vocabulary.has(word) || world.words.names.has(word),
  });
  if (!asked) return undefined;
  const understood = understoodAs(asked, text);
  if (!exact) {
    const isOfTold = asked.needs === "told" || asked.needs === "toldOrOpen" || asked.needs === "orState";
    return incidents.isTold && isOfTold ? [understood] : undefined;
  }
  if (isVague(exact) && isWhole(exact)) return isMoreThan(asked, exact) ? [understood] : undefined;
  return (await isMeant(asked, context)) ? [understood] : undefined;
}

/** "Is anything still open" asks about windows and about incidents. */
export function alsoIncidents(
  text: string,
  exact: Understood,
  { world }: TierContext,
): Understood | undefined {
  if (exact.interpretation?.reading.intent !== "queryState") return undefined;
  const asked = readIncidentQuestion(text, { registry: world.registry, isWord: () => true });
  return asked?.needs === "orState" ? understoodAs(asked, text) : undefined;
}

function isVague({ interpretation }: Understood): boolean {
  return interpretation?.reading.intent === "queryIncidents";
}

/** Both are about incidents: one with what was asked of it says more, and so does one with its time. */
function isMoreThan({ ask, period }: IncidentQuestion, { interpretation }: Understood): boolean {
  if (ask === "stillOpen") return false;
  return ask !== "happened" || (period !== undefined && interpretation?.reading.slots.period === undefined);
}

async function isMeant(asked: IncidentQuestion, context: TierContext): Promise<boolean> {
  const { incidents, interpretContext, world } = context;
  const { about = "" } = asked;
  switch (asked.needs) {
    case "nothing":
      return true;
    case "told":
      return incidents.isTold;
    case "toldOrOpen":
      // "It" is a thing where one was spoken of.
      return incidents.isTold || (interpretContext.lastThings.length === 0 && (await incidents.hasOpen()));
    case "known": {
      const isPlace = world.registry.byName(about).length > 0 || placeNamed(about, world.registry.areas);
      return (asked.ask === "happened" && Boolean(isPlace)) || (await incidents.isKnown(about));
    }
    case "orState":
      return true;
  }
}

function understoodAs({ ask, about, ordinal, period }: IncidentQuestion, text: string): Understood {
  const intent: IntentName =
    ask === "falseAlarm"
      ? "dismiss"
      : ask === "happened" || ask === "stillOpen"
        ? "queryIncidents"
        : "queryIncident";
  const slots = {
    ...(intent === "queryIncident" ? { aspect: ask } : {}),
    ...(about === undefined ? {} : { name: about }),
    ...(ordinal === undefined || intent === "queryIncidents" ? {} : { ordinal }),
    ...(period === undefined ? {} : { period }),
  };
  const reading: Reading = {
    intent,
    slots,
    slotTexts: about === undefined ? {} : { name: about },
    slotContext: {},
    metadata: {},
    literalLength: 0,
    wildcardCount: 0,
    similarity: 1,
    origin: "incident words",
    tier: "grammar",
    confidence: 1,
  };
  return {
    text,
    interpretation: {
      reading,
      phrase: phraseOf(reading),
      wishes: undefined,
      resolution: { status: "nothingNamed" },
    },
    foreign: undefined,
    isUncertain: false,
    unread: [],
    isPart: false,
  };
}
