import type { Utterance } from "../../domain/utterance.ts";
import type { QuestionContext } from "../questions/context.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";

export function questionContext(utterance: Utterance, options: AssistantOptions): QuestionContext {
  return {
    registry: options.world().registry,
    states: options.states,
    directory: options.directory,
    history: options.history,
    incidents: options.incidents,
    teller: options.teller,
    told: options.dialogue.toldIncidents(sessionKey(utterance)),
    view: { now: options.clock.now(), timeZone: options.timeZone() },
    historyDays: options.config().historyDays,
    area: utterance.area,
    location: options.location,
  };
}
