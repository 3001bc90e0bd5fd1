import type { Health } from "../core/lifecycle.ts";
import type { NanoTier } from "./nano/nano-tier.ts";
import type { OwnIntentsStatus } from "./own-intents/own-intents.ts";

/** How well commands are taken and understood now; of several troubles the worst is told. */
export function healthOf(now: {
  isStarted: boolean;
  isConnected: boolean;
  nano: Pick<NanoTier, "obstacle"> | undefined;
  own: OwnIntentsStatus;
  figures: Readonly<Record<string, number>>;
}): Health {
  const figures = { ...now.figures, ...ownFigures(now.own) };
  const degraded = (detail: string): Health => ({ status: "degraded", detail, figures });
  if (!now.isStarted) return degraded("Not started; commands are not taken.");
  if (!now.isConnected)
    return degraded("Not connected to the broker: questions are answered, but nothing can be switched.");
  const obstacle = now.nano?.obstacle();
  if (obstacle !== undefined) return degraded(`${obstacle} Only sentences of the templates are understood.`);
  const { problem } = now.own;
  if (problem !== undefined)
    return degraded(`Your own intents are understood by their examples only: ${problem}`);
  return { status: "ok", detail: "Taking commands and questions.", figures };
}

function ownFigures({ intents, examples, trainingMs }: OwnIntentsStatus): Record<string, number> {
  if (intents === 0) return {};
  const trained = trainingMs === undefined ? {} : { ownTrainingMs: Math.round(trainingMs) };
  return { ownIntents: intents, ownExamples: examples, ...trained };
}
