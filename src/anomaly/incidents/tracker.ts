import { type Anomaly, momentaryKinds, type Recovery, subjectId } from "../../domain/anomaly.ts";
import type { Acknowledgement, ClosedBecause, Dismissal, Incident } from "../../domain/incident.ts";
import { severityRank, worse } from "../../domain/severity.ts";
import { copyIncident, evidenceFrom, evidenceKey, foldEvidence, insertEvidence } from "./evidence.ts";
import { closeness, commonPlace, type Sight, sightOf, sightOfEvidence, type TopicFamilies } from "./place.ts";

/**
 * Groups anomalies close in time and place into incidents.
 *
 * Limits and invariants:
 * 1. At most `openMax` incidents are open; opening one more closes the one that is quiet for longest.
 * 2. An incident holds at most `evidenceMax` lines and 32 sights; lines left out are counted, and their alarms
 *    still keep the incident open (up to 4096 of them).
 * 3. Every incident announced as opened is announced as closed, in this order, unless the process ends.
 * 4. `revision` grows by one with every announced change.
 *
 * 5. Times of evidence far from where data time puts them (a line dated weeks before its neighbours, a wrong clock) are
 *    told in the time of the incident, so that they do not stretch it.
 *
 * All decisions use data time (`seenAt`), only the pace of announcements also the monotonic clock.
 */
export interface TrackerOptions {
  settings: TrackerSettings;
  families: TopicFamilies;
  createId: (nowMs: number) => string;
  monotonicMs: () => number;
  announce(incident: Incident, change: "opened" | "updated" | "closed"): void;
  report(
    event: "incidentOpened" | "incidentReopened" | "incidentClosed",
    incident: Incident,
    reason: string,
  ): void;
}

export interface TrackerSettings {
  windowMs: number;
  openDelayMs: number;
  settleMs: number;
  quietMs: number;
  reopenMs: number;
  updateMs: number;
  openMax: number;
  evidenceMax: number;
}

interface Tracked {
  incident: Incident;
  sights: Sight[];
  /** Keys of evidence whose alarm has not recovered. */
  active: Set<string>;
  /** Keys of all evidence, also of what was left out. */
  known: Set<string>;
  changedSeenAt: number;
  openedSeenAt: number;
  openedMonotonicMs: number;
  closedSeenAt: number;
  isAnnounced: boolean;
  isDirty: boolean;
  announcedMonotonicMs: number;
}

const sightsMax = 32;
/** Times of one incident that lie farther apart in the data than on arrival are not believed. */
const strayMs = 3_600_000;
/** An incident with running alarms takes up what comes within this many windows at the same device or area. */
const deviceWindows = 12;
const areaWindows = 6;
const keysMax = 4096;
const closedMax = 32;

export class IncidentTracker {
  settings: TrackerSettings;
  #options: TrackerOptions;
  #open: Tracked[] = [];
  /** Lately closed, oldest first: candidates for opening again. */
  #closed: Tracked[] = [];

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.settings = options.settings;
  }

  get openCount(): number {
    return this.#open.length;
  }

  /** Copies of the open incidents, oldest first. */
  openIncidents(): Incident[] {
    return this.#open.map(({ incident }) => copyIncident(incident));
  }

  /** Notes on open incidents that a person has seen them, and announces it; answers which were new to it. */
  acknowledge(ids: readonly string[], note: Acknowledgement): string[] {
    const fresh = this.#open.filter(
      ({ incident }) => ids.includes(incident.id) && incident.acknowledged === undefined,
    );
    for (const tracked of fresh) {
      tracked.incident.acknowledged = { ...note };
      tracked.isDirty = true;
      this.#announce(tracked);
    }
    return fresh.map(({ incident }) => incident.id);
  }

  /**
   * A person said that these alarms of an open incident are none: it is closed, and what comes later is not joined to
   * it, unless another of its alarms is still on; then it is only noted. Answers what became of it.
   */
  dismiss(
    id: string,
    { keys, note, seenAt }: { keys: readonly string[]; note: Dismissal; seenAt: number },
  ): "closed" | "noted" | "unchanged" {
    const tracked = this.#open.find(({ incident }) => incident.id === id);
    if (tracked === undefined) return "unchanged";
    for (const key of keys) tracked.active.delete(key);
    tracked.incident.dismissed = { ...note };
    tracked.isDirty = true;
    if (tracked.active.size > 0) {
      this.#announce(tracked);
      return "noted";
    }
    this.#close(tracked, seenAt, note.verdict);
    this.#closed = this.#closed.filter((one) => one !== tracked);
    return "closed";
  }

  /** Takes up an incident that was open before a restart; `active` holds the keys of its alarms still on. */
  resume(incident: Incident, active: Set<string>): void {
    this.#makeRoom(incident.updatedAt);
    this.#open.push({
      incident: copyIncident(incident),
      sights: incident.evidence.slice(0, sightsMax).map(sightOfEvidence),
      active,
      known: new Set(incident.evidence.map(({ kind, subjectId: subject }) => evidenceKey(kind, subject))),
      changedSeenAt: incident.updatedAt,
      openedSeenAt: incident.openedAt,
      openedMonotonicMs: this.#options.monotonicMs(),
      closedSeenAt: Number.NEGATIVE_INFINITY,
      isAnnounced: true,
      isDirty: false,
      announcedMonotonicMs: Number.NEGATIVE_INFINITY,
    });
  }

  /** `mayOpen: false` (a repeat over the limits) only joins what is open. Answers whether it was taken. */
  add(anomaly: Anomaly, seenAt: number, mayOpen = true): boolean {
    const sight = sightOf(anomaly, seenAt);
    const key = evidenceKey(anomaly.kind, subjectId(anomaly.subject));
    const tracked =
      this.#find(key, sight, seenAt) ?? (mayOpen ? this.#reopen(key, sight, seenAt) : undefined);
    if (tracked) {
      this.#join(tracked, anomaly, key, sight, seenAt);
      return true;
    }
    if (!mayOpen) return false;
    this.#makeRoom(seenAt);
    this.#join(this.#create(anomaly, seenAt), anomaly, key, sight, seenAt);
    return true;
  }

  recover(recovery: Recovery, seenAt: number): void {
    const key = evidenceKey(recovery.kind, recovery.subjectId);
    for (const tracked of this.#open) {
      if (!tracked.active.delete(key)) continue;
      const at = timeIn(tracked, recovery.at, seenAt);
      tracked.changedSeenAt = seenAt;
      tracked.isDirty = true;
      const line = tracked.incident.evidence.find(
        ({ kind, subjectId: subject }) => kind === recovery.kind && subject === recovery.subjectId,
      );
      if (line) {
        line.recoveredAt = at;
        if (line.kind === "gap" || line.kind === "stuck" || line.kind === "logSilent") {
          line.durationMs = Math.max(line.durationMs ?? 0, at - line.firstAt);
        }
      }
      tracked.incident.updatedAt = Math.max(tracked.incident.updatedAt, at);
    }
  }

  /** Announces what waits and closes what is over. Called every few seconds of data time and of real time. */
  tick(seenAt: number): void {
    for (const tracked of [...this.#open]) {
      const quietMs = seenAt - tracked.changedSeenAt;
      if (tracked.active.size === 0 && quietMs >= this.settings.settleMs) {
        this.#close(tracked, seenAt, "recovered");
      } else if (quietMs >= this.settings.quietMs) {
        this.#close(tracked, seenAt, "quiet");
      } else {
        this.#announceIfDue(tracked, seenAt);
      }
    }
    this.#closed = this.#closed.filter(({ closedSeenAt }) => seenAt - closedSeenAt < this.settings.reopenMs);
  }

  /** Announces every waiting change now, as before a stop. */
  flush(): void {
    for (const tracked of this.#open) this.#announce(tracked);
  }

  #find(key: string, sight: Sight, seenAt: number): Tracked | undefined {
    const same = this.#open.find(({ known }) => known.has(key));
    if (same) return same;
    let best: Tracked | undefined;
    let bestCloseness = 0;
    for (const tracked of this.#open) {
      const found = this.#closeness(tracked, sight);
      if (found <= bestCloseness || !this.#isNear(tracked, found, sight, seenAt)) continue;
      best = tracked;
      bestCloseness = found;
    }
    return best;
  }

  /**
   * Whether it comes soon enough after the last change of the incident. A silence counts from its beginning, not
   * from when it was noticed; at one device or area a slow fault goes on showing while its alarms last.
   */
  #isNear(tracked: Tracked, found: number, sight: Sight, seenAt: number): boolean {
    const { windowMs } = this.settings;
    const isRunning = tracked.active.size > 0;
    const windows = isRunning && found === 4 ? deviceWindows : isRunning && found === 3 ? areaWindows : 1;
    return (sight.silentSince ?? seenAt) - tracked.changedSeenAt <= windows * windowMs;
  }

  #closeness(tracked: Tracked, sight: Sight): number {
    let best = 0;
    for (const other of tracked.sights) {
      best = Math.max(best, closeness(other, sight, this.#options.families, this.settings.windowMs));
      if (best === 4) break;
    }
    return best;
  }

  #reopen(key: string, sight: Sight, seenAt: number): Tracked | undefined {
    const index = this.#closed.findLastIndex(
      (tracked) =>
        seenAt - tracked.closedSeenAt < this.settings.reopenMs &&
        (tracked.known.has(key) || this.#comesBackAs(tracked, sight, seenAt)),
    );
    const tracked = this.#closed[index];
    if (!tracked) return undefined;
    this.#makeRoom(seenAt);
    this.#closed.splice(index, 1);
    this.#open.push(tracked);
    tracked.incident.status = "open";
    tracked.incident.closedAt = undefined;
    delete tracked.incident.closedBecause;
    // Who saw it then has not seen that it came back.
    delete tracked.incident.acknowledged;
    delete tracked.incident.dismissed;
    tracked.isDirty = true;
    this.#options.report("incidentReopened", tracked.incident, "");
    return tracked;
  }

  /** The same device again; or sensors of which only now is known that they fell silent back then. */
  #comesBackAs(tracked: Tracked, sight: Sight, seenAt: number): boolean {
    const found = this.#closeness(tracked, sight);
    return (
      found === 4 ||
      (found > 0 && sight.silentSince !== undefined && this.#isNear(tracked, found, sight, seenAt))
    );
  }

  #create(anomaly: Anomaly, seenAt: number): Tracked {
    const incident: Incident = {
      id: this.#options.createId(anomaly.at),
      status: "open",
      severity: anomaly.severity,
      openedAt: anomaly.at,
      updatedAt: anomaly.at,
      closedAt: undefined,
      clock: anomaly.clock,
      place: {},
      evidence: [],
      evidenceOmitted: 0,
      summary: "",
      revision: 0,
    };
    const tracked: Tracked = {
      incident,
      sights: [],
      active: new Set(),
      known: new Set(),
      changedSeenAt: seenAt,
      openedSeenAt: seenAt,
      openedMonotonicMs: this.#options.monotonicMs(),
      closedSeenAt: Number.NEGATIVE_INFINITY,
      isAnnounced: false,
      isDirty: true,
      announcedMonotonicMs: Number.NEGATIVE_INFINITY,
    };
    this.#open.push(tracked);
    this.#options.report("incidentOpened", incident, "");
    return tracked;
  }

  #join(tracked: Tracked, reported: Anomaly, key: string, sight: Sight, seenAt: number): void {
    const { incident } = tracked;
    const at = timeIn(tracked, reported.at, seenAt);
    const anomaly = at === reported.at ? reported : { ...reported, at };
    const before = incident.severity;
    incident.place = commonPlace(tracked.known.size === 0 ? undefined : incident.place, sight);
    if (tracked.known.has(key)) this.#foldKnown(tracked, anomaly);
    else {
      if (tracked.known.size < keysMax) tracked.known.add(key);
      const omitted = insertEvidence(incident.evidence, evidenceFrom(anomaly), this.settings.evidenceMax);
      if (omitted) incident.evidenceOmitted += 1;
      if (tracked.sights.length < sightsMax) tracked.sights.push(sight);
    }
    // A never-seen line is over as soon as it was said: nothing of it recovers.
    if (!momentaryKinds.has(anomaly.kind) && tracked.active.size < keysMax) tracked.active.add(key);
    incident.severity = worse(incident.severity, anomaly.severity);
    incident.updatedAt = Math.max(incident.updatedAt, anomaly.at);
    if (anomaly.clock === "unsynced") incident.clock = "unsynced";
    tracked.changedSeenAt = seenAt;
    tracked.isDirty = true;
    const isWorse = severityRank(incident.severity) > severityRank(before);
    if (isWorse && tracked.isAnnounced) this.#announce(tracked);
    else this.#announceIfDue(tracked, seenAt);
  }

  #foldKnown(tracked: Tracked, anomaly: Anomaly): void {
    const subject = subjectId(anomaly.subject);
    const line = tracked.incident.evidence.find(
      ({ kind, subjectId: known }) => kind === anomaly.kind && known === subject,
    );
    if (line === undefined) return;
    foldEvidence(line, anomaly);
    // What comes back begins later than before.
    tracked.incident.evidence.sort((left, right) => left.firstAt - right.firstAt);
  }

  #announceIfDue(tracked: Tracked, seenAt: number): void {
    const nowMs = this.#options.monotonicMs();
    if (!tracked.isAnnounced) {
      const waitedMs = Math.max(nowMs - tracked.openedMonotonicMs, seenAt - tracked.openedSeenAt);
      if (waitedMs >= this.settings.openDelayMs) this.#announce(tracked);
      return;
    }
    if (tracked.isDirty && nowMs - tracked.announcedMonotonicMs >= this.settings.updateMs)
      this.#announce(tracked);
  }

  #announce(tracked: Tracked): void {
    if (!tracked.isDirty) return;
    tracked.isDirty = false;
    const change = tracked.isAnnounced ? "updated" : "opened";
    tracked.isAnnounced = true;
    tracked.announcedMonotonicMs = this.#options.monotonicMs();
    tracked.incident.revision += 1;
    this.#options.announce(copyIncident(tracked.incident), change);
  }

  #close(tracked: Tracked, seenAt: number, reason: ClosedBecause): void {
    if (!tracked.isAnnounced) this.#announce(tracked);
    const { incident } = tracked;
    incident.status = "closed";
    incident.closedBecause = reason;
    // In the time of the evidence, which may differ from data time by a wrong clock. What is not over goes on until now.
    const quietMs = Math.max(0, seenAt - tracked.changedSeenAt);
    incident.closedAt = incident.updatedAt + (reason === "recovered" ? 0 : quietMs);
    tracked.closedSeenAt = seenAt;
    tracked.isDirty = false;
    incident.revision += 1;
    this.#open.splice(this.#open.indexOf(tracked), 1);
    this.#closed.push(tracked);
    if (this.#closed.length > closedMax) this.#closed.shift();
    this.#options.report("incidentClosed", incident, reason);
    this.#options.announce(copyIncident(incident), "closed");
  }

  #makeRoom(seenAt: number): void {
    while (this.#open.length >= this.settings.openMax) {
      let quietest = this.#open[0] as Tracked;
      for (const tracked of this.#open)
        if (tracked.changedSeenAt < quietest.changedSeenAt) quietest = tracked;
      this.#close(quietest, seenAt, "room");
    }
  }
}

/** The time of the data itself, unless it lies far from where data time puts it in this incident. */
function timeIn({ incident, openedSeenAt }: Tracked, at: number, seenAt: number): number {
  const expectedAt = incident.openedAt + (seenAt - openedSeenAt);
  return Math.abs(at - expectedAt) <= strayMs ? at : expectedAt;
}
