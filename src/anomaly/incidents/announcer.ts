import type { Escalation, IncidentChange } from "../../domain/incident.ts";
import type { AlarmHabits } from "./alarm-habits.ts";
import { copyIncident } from "./evidence.ts";
import { firstSignOf } from "./first-sign.ts";
import type { PastIncidents } from "./past-incidents.ts";
import { sizeOf, type Tracked } from "./tracked.ts";
import type { TrackerOptions } from "./tracker-options.ts";

/** When incidents are announced, as what, and with what is known beyond their evidence. */
export class IncidentAnnouncer {
  readonly #options: AnnouncerOptions;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** A new one waits a moment for what belongs to it; changes are told at a pace. */
  announceIfDue(tracked: Tracked, seenAt: number, pace: { openDelayMs: number; updateMs: number }): void {
    const nowMs = this.#options.monotonicMs();
    if (!tracked.isAnnounced) {
      const waitedMs = Math.max(nowMs - tracked.openedMonotonicMs, seenAt - tracked.openedSeenAt);
      if (waitedMs >= pace.openDelayMs) this.announce(tracked);
      return;
    }
    if (tracked.isDirty && nowMs - tracked.announcedMonotonicMs >= pace.updateMs) this.announce(tracked);
  }

  announce(tracked: Tracked, given: IncidentChange = "updated"): void {
    if (!tracked.isDirty) return;
    tracked.isDirty = false;
    const change = !tracked.isAnnounced ? "opened" : tracked.isReopened ? "reopened" : given;
    tracked.isAnnounced = true;
    tracked.isReopened = false;
    tracked.announcedMonotonicMs = this.#options.monotonicMs();
    // Only what was told as a call for attention is what the next one is measured by.
    if (change !== "updated") tracked.announcedSize = sizeOf(tracked.incident);
    this.tell(tracked, change);
  }

  escalate(tracked: Tracked, because: Escalation["because"]): void {
    tracked.incident.escalated = { because, at: tracked.incident.updatedAt };
    tracked.isDirty = true;
    this.#options.report("incidentEscalated", tracked.incident, because);
    this.announce(tracked, "escalated");
  }

  tell({ incident, onsets, known }: Tracked, change: IncidentChange): void {
    const { habits, past } = this.#options;
    incident.revision += 1;
    incident.firstSign = firstSignOf(incident, habits);
    incident.follows = change === "closed" ? undefined : habits.following(onsets, known, lastOf(onsets));
    incident.earlier = past.like(incident);
    this.#options.announce(copyIncident(incident), change);
  }
}

export interface AnnouncerOptions extends Pick<TrackerOptions, "announce" | "report" | "monotonicMs"> {
  habits: AlarmHabits;
  past: PastIncidents;
}

function lastOf(onsets: ReadonlyMap<string, number>): number {
  return Math.max(0, ...onsets.values());
}
