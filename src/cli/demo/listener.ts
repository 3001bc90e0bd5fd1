import type { IncidentChange } from "../../domain/incident.ts";
import type { MessageBus } from "../../domain/ports.ts";
import type { Answer } from "../../domain/utterance.ts";

export interface SeenIncident {
  incidentId: string;
  change: IncidentChange;
  severity: string;
  summary: string;
  /** When it was opened, in simulated time, ISO-8601. */
  openedAt: string;
  updatedAt: string;
}

/** A reply as it is published: with who gave the command. */
export interface SeenAnswer extends Answer {
  source: string;
}

/** What the daemon of the demo says over MQTT, as a phone or a dashboard would hear it. */
export function listenToDaemon(
  bus: Pick<MessageBus, "subscribe">,
  baseTopic: string,
  heard: { incident(incident: SeenIncident): void; answer(answer: SeenAnswer): void },
): void {
  bus.subscribe({
    name: "daemon",
    filters: [`${baseTopic}/incident/+`, `${baseTopic}/reply`],
    qos: 1,
    queue: { capacity: 1_000, whenFull: "dropOldest" },
    handle(messages) {
      for (const { topic, payload } of messages) {
        // An incident that is over is cleared with an empty message.
        if (payload.length === 0) continue;
        const content: unknown = JSON.parse(payload.toString());
        if (topic.endsWith("/reply")) heard.answer(content as SeenAnswer);
        else heard.incident(content as SeenIncident);
      }
    },
  });
}
