import type { Utterance } from "../../domain/utterance.ts";
import type { Asking } from "../act/act.ts";
import { actOwn } from "../own-intents/act-own.ts";
import type { OwnReading } from "../own-intents/own-reading.ts";
import { permissionFor } from "../safety/permissions.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";
import type { Result } from "./result.ts";

export async function carryOutOwn(
  own: OwnReading,
  how: { utterance: Utterance; options: AssistantOptions; given: Asking["given"]; isUncertain?: boolean },
): Promise<Result> {
  const { utterance, options } = how;
  const config = options.config();
  const startedMs = options.clock.monotonicMs();
  const acted = await actOwn(own, {
    acting: { ...options, limits: config },
    dryRun: utterance.dryRun,
    given: how.given,
    source: utterance.source,
    permission: permissionFor(config.permissions, utterance),
    isUncertain: how.isUncertain ?? false,
  });
  if (acted.outcome === "asked" && !utterance.dryRun) {
    options.dialogue.ask(
      sessionKey(utterance),
      { type: "own", asks: acted.asks ?? "confirm", own },
      config.confirmTimeoutMs,
    );
  }
  return {
    ...acted,
    reading: undefined,
    own,
    understandMs: 0,
    actMs: options.clock.monotonicMs() - startedMs,
  };
}
