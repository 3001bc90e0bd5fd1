import {
  type Anomaly,
  momentaryKinds,
  type Recovery,
  type Subject,
  subjectId,
} from "../../domain/anomaly.ts";
import type { Acknowledgement, ClosedBecause, Dismissal, Incident } from "../../domain/incident.ts";
import { severityRank, worse } from "../../domain/severity.ts";
import { AlarmHabits } from "./alarm-habits.ts";
import { IncidentAnnouncer } from "./announcer.ts";
import { ClosedIncidents } from "./closed-incidents.ts";
import { endOf } from "./ending.ts";
import { escalationOf, reminderDue, remindersWithin } from "./escalation.ts";
import { copyIncident, evidenceFrom, evidenceKey, foldEvidence, insertEvidence } from "./evidence.ts";
import { noteRest, noteReturn } from "./flapping.ts";
import { incidentSeverity } from "./incident-severity.ts";
import { type Arrival, homeOf } from "./joining.ts";
import { absorb } from "./merging.ts";
import { PastIncidents } from "./past-incidents.ts";
import { commonPlace, sightOf } from "./place.ts";
import { StormWatch } from "./storm.ts";
import {
  alignResumed,
  createTracked,
  keysMax,
  noteOnset,
  openMs,
  resumedTracked,
  sightsMax,
  type Tracked,
  timeIn,
} from "./tracked.ts";
import type { TrackerOptions, TrackerSettings } from "./tracker-options.ts";

/**
 * Groups anomalies close in time and place, or known to come together, into incidents.
 *
 * Limits and invariants:
 * 1. At most `openMax` incidents are open; opening one more closes the one that is quiet for longest.
 * 2. An incident holds at most `evidenceMax` lines and 32 sights; lines left out are counted, and their alarms
 *    still keep the incident open (up to 8192 of them).
 * 3. Every incident announced as opened is announced as closed, in this order, unless the process ends.
 * 4. `revision` grows by one with every announced change.
 * 5. Times of evidence far from where data time puts them (a line dated weeks before its neighbours, a wrong clock) are
 *    told in the time of the incident, so that they do not stretch it.
 *
 * All decisions use data time (`seenAt`), only the pace of announcements also the monotonic clock.
 */
export class IncidentTracker {
  settings: TrackerSettings;
  readonly #options: TrackerOptions;
  readonly #habits: AlarmHabits;
  readonly #past: PastIncidents;
  readonly #announcer: IncidentAnnouncer;
  readonly #storms = new StormWatch();
  readonly #closed = new ClosedIncidents();
  #open: Tracked[] = [];
  /** By subject id, the open incidents in which a line of a log is evidence that may be said again. */
  readonly #spoken = new Map<string, Tracked>();
  /** Taken up from before a restart, until data time is known. */
  #resumed: Tracked[] = [];

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.#habits = options.habits ?? new AlarmHabits();
    this.#past = options.past ?? new PastIncidents();
    this.#announcer = new IncidentAnnouncer({ ...options, habits: this.#habits, past: this.#past });
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
      this.#announcer.announce(tracked);
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
      this.#announcer.announce(tracked);
      return "noted";
    }
    this.#close(tracked, seenAt, note.verdict);
    this.#closed.forget(tracked);
    return "closed";
  }

  /** Takes up an incident that was open before a restart; `active` holds the keys of its alarms still on. */
  resume(incident: Incident, active: Set<string>): void {
    this.#makeRoom(incident.updatedAt);
    // What it reminded of was noted as a change, so that the time until its last one tells how often that was.
    const toldMs = incident.updatedAt - incident.openedAt;
    const tracked = resumedTracked(incident, {
      active,
      reminders: remindersWithin(toldMs, this.settings.unacknowledgedMs),
      monotonicMs: this.#options.monotonicMs(),
    });
    this.#open.push(tracked);
    this.#resumed.push(tracked);
    for (const { kind, subjectId: subject } of incident.evidence) {
      if (momentaryKinds.has(kind)) this.#spoken.set(subject, tracked);
    }
  }

  /** `mayOpen: false` (a repeat over the limits) only joins what is open. Answers whether it was taken. */
  add(anomaly: Anomaly, seenAt: number, mayOpen = true): boolean {
    this.#alignResumed(seenAt);
    const key = evidenceKey(anomaly.kind, subjectId(anomaly.subject));
    const arrival: Arrival = { key, sight: sightOf(anomaly, seenAt), seenAt };
    this.#learn(anomaly, key, seenAt);
    const home =
      homeOf(this.#open, arrival, this.#joining) ?? (mayOpen ? this.#homeOfOthers(arrival) : undefined);
    if (home === undefined && !mayOpen) return false;
    const tracked = home ?? this.#create(anomaly, seenAt);
    this.#join(tracked, anomaly, arrival);
    if (home === undefined) this.#unite(this.#storms.opened(tracked, seenAt, this.settings.stormMin), seenAt);
    return true;
  }

  /** A log said again what is evidence of an open incident: it is not over. Cheap for all other lines. */
  repeat(subject: string, at: number, seenAt: number): void {
    const tracked = this.#spoken.get(subject);
    const line = tracked?.incident.evidence.find(
      ({ kind, subjectId: id }) => id === subject && momentaryKinds.has(kind),
    );
    if (tracked === undefined || line === undefined) return;
    line.times += 1;
    line.lastAt = Math.max(line.lastAt, timeIn(tracked, at, seenAt));
    tracked.incident.updatedAt = Math.max(tracked.incident.updatedAt, line.lastAt);
    tracked.repeatedSeenAt = Math.max(tracked.repeatedSeenAt, seenAt);
  }

  recover(recovery: Recovery, seenAt: number): void {
    this.#alignResumed(seenAt);
    const key = evidenceKey(recovery.kind, recovery.subjectId);
    for (const tracked of this.#open) {
      if (!tracked.active.delete(key)) continue;
      const at = timeIn(tracked, recovery.at, seenAt);
      tracked.changedSeenAt = seenAt;
      tracked.isDirty = true;
      if (tracked.active.size === 0) noteRest(tracked, seenAt);
      const line = lineOf(tracked, recovery);
      if (line) {
        line.recoveredAt = at;
        if (line.kind === "gap" || line.kind === "stuck" || line.kind === "logSilent") {
          line.durationMs = Math.max(line.durationMs ?? 0, at - line.firstAt);
        }
      } else tracked.counted.recover({ type: typeOf(recovery), kind: recovery.kind }, 1);
      tracked.incident.updatedAt = Math.max(tracked.incident.updatedAt, at);
    }
  }

  /** Announces what waits and closes what is over. Called every few seconds of data time and of real time. */
  tick(seenAt: number): void {
    this.#alignResumed(seenAt);
    this.#habits.watch(seenAt);
    for (const tracked of [...this.#open]) {
      const because = endOf(tracked, seenAt, this.settings);
      if (because !== undefined) this.#close(tracked, seenAt, because);
      else {
        this.#remind(tracked, seenAt);
        this.#announcer.announceIfDue(tracked, seenAt, this.settings);
      }
    }
    this.#closed.forgetOld(seenAt, this.settings);
  }

  /** Announces every waiting change now, as before a stop. */
  flush(): void {
    for (const tracked of this.#open) this.#announcer.announce(tracked);
  }

  get #joining() {
    return { families: this.#options.families, habits: this.#habits, windowMs: this.settings.windowMs };
  }

  #alignResumed(seenAt: number): void {
    for (const tracked of this.#resumed.splice(0)) alignResumed(tracked, seenAt);
  }

  #learn({ kind, subject }: Anomaly, key: string, seenAt: number): void {
    const isOn = this.#open.some(({ active }) => active.has(key));
    if (isOn) return;
    const name = subject.type === "series" ? subject.series.name : subject.source;
    this.#habits.observe({ key, subjectId: subjectId(subject), type: subject.type, name, kind }, seenAt);
  }

  /** A closed incident that comes back, or the storm that is going on. */
  #homeOfOthers(arrival: Arrival): Tracked | undefined {
    const back = this.#closed.returning(arrival, this.#joining, this.settings);
    return back === undefined ? this.#storms.current(arrival.seenAt) : this.#reopen(back, arrival.seenAt);
  }

  #reopen(tracked: Tracked, seenAt: number): Tracked {
    this.#makeRoom(seenAt);
    this.#open.push(tracked);
    const { incident } = tracked;
    incident.status = "open";
    incident.closedAt = undefined;
    delete incident.closedBecause;
    // Who saw it then has not seen that it came back.
    delete incident.acknowledged;
    delete incident.dismissed;
    tracked.isReopened = true;
    tracked.isDirty = true;
    tracked.attentionSeenAt = seenAt;
    tracked.reminders = 0;
    tracked.closedMs += Math.max(0, seenAt - tracked.closedSeenAt);
    this.#options.report("incidentReopened", incident, "");
    return tracked;
  }

  #create(anomaly: Anomaly, seenAt: number): Tracked {
    this.#makeRoom(seenAt);
    const id = this.#options.createId(anomaly.at);
    const tracked = createTracked(anomaly, { id, seenAt, monotonicMs: this.#options.monotonicMs() });
    this.#open.push(tracked);
    this.#options.report("incidentOpened", tracked.incident, "");
    return tracked;
  }

  /** So many opened at once that they are one: the first takes up the others, and those already told of are closed. */
  #unite([first, ...others]: readonly Tracked[], seenAt: number): void {
    if (first === undefined || others.length === 0) return;
    for (const other of others) {
      absorb(first, other, this.settings.evidenceMax);
      for (const [subject, of] of this.#spoken) if (of === other) this.#spoken.set(subject, first);
      if (other.isAnnounced) this.#close(other, seenAt, "merged");
      else {
        // Nobody was told that it was opened, so nobody is told that it is closed.
        other.incident.status = "closed";
        this.#open.splice(this.#open.indexOf(other), 1);
        this.#options.report("incidentClosed", other.incident, "merged");
      }
      this.#closed.forget(other);
    }
    this.#options.report("incidentsMerged", first.incident, "");
    this.#changed(first, seenAt);
  }

  #join(tracked: Tracked, reported: Anomaly, { key, sight, seenAt }: Arrival): void {
    const { incident } = tracked;
    const at = timeIn(tracked, reported.at, seenAt);
    const anomaly = at === reported.at ? reported : { ...reported, at };
    const { subject, kind } = anomaly;
    incident.place = commonPlace(tracked.known.size === 0 ? undefined : incident.place, sight);
    tracked.counted.add(subject.type, subject.type === "log" ? subject.source : subjectId(subject));
    const isOn = tracked.active.has(key);
    if (!isOn) noteOnset(tracked, key, seenAt);
    if (!momentaryKinds.has(kind)) noteReturn(tracked, seenAt, this.settings.settleMs);
    if (tracked.known.has(key)) this.#foldKnown(tracked, anomaly, isOn);
    else {
      if (tracked.known.size < keysMax) tracked.known.add(key);
      const omitted = insertEvidence(incident.evidence, evidenceFrom(anomaly), this.settings.evidenceMax);
      if (omitted) tracked.counted.omit(omitted);
      if (tracked.sights.length < sightsMax) tracked.sights.push(sight);
    }
    // A never-seen line is over as soon as it was said: nothing of it recovers.
    if (momentaryKinds.has(kind)) this.#spoken.set(subjectId(subject), tracked);
    else if (tracked.active.size < keysMax) tracked.active.add(key);
    incident.updatedAt = Math.max(incident.updatedAt, anomaly.at);
    if (anomaly.clock === "unsynced") incident.clock = "unsynced";
    const before = severityRank(incident.severity);
    incident.severity = worse(incident.severity, anomaly.severity);
    this.#changed(tracked, seenAt, before);
  }

  /** Something happened to an incident: how bad it is now, and whether that is to be told at once. */
  #changed(tracked: Tracked, seenAt: number, before = severityRank(tracked.incident.severity)): void {
    const { incident } = tracked;
    tracked.changedSeenAt = seenAt;
    tracked.isDirty = true;
    incident.severity = incidentSeverity(incident, openMs(tracked, seenAt));
    const because = tracked.isAnnounced ? escalationOf(tracked, before) : undefined;
    if (because !== undefined && !tracked.isReopened) this.#announcer.escalate(tracked, because);
    else this.#announcer.announceIfDue(tracked, seenAt, this.settings);
  }

  #remind(tracked: Tracked, seenAt: number): void {
    if (!tracked.isAnnounced) return;
    const { incident } = tracked;
    const before = severityRank(incident.severity);
    if (tracked.active.size > 0) incident.severity = incidentSeverity(incident, openMs(tracked, seenAt));
    if (severityRank(incident.severity) > before) this.#announcer.escalate(tracked, "severer");
    else {
      const due = reminderDue(tracked, seenAt, this.settings.unacknowledgedMs);
      if (due === undefined) return;
      tracked.reminders = due;
      incident.updatedAt = Math.max(incident.updatedAt, timeIn(tracked, incident.updatedAt, seenAt));
      this.#announcer.escalate(tracked, "unacknowledged");
    }
  }

  #foldKnown(tracked: Tracked, anomaly: Anomaly, isOn: boolean): void {
    const { kind, subject } = anomaly;
    const line = lineOf(tracked, { kind, subjectId: subjectId(subject) });
    if (line === undefined) {
      if (!isOn && !momentaryKinds.has(kind)) tracked.counted.recover({ type: subject.type, kind }, -1);
      return;
    }
    foldEvidence(line, anomaly);
    // What comes back begins later than before.
    tracked.incident.evidence.sort((left, right) => left.firstAt - right.firstAt);
  }

  #close(tracked: Tracked, seenAt: number, reason: ClosedBecause): void {
    if (!tracked.isAnnounced) this.#announcer.announce(tracked);
    const { incident } = tracked;
    incident.status = "closed";
    incident.closedBecause = reason;
    // In the time of the evidence, which may differ from data time by a wrong clock. What is not over goes on until now.
    const quietMs = Math.max(0, seenAt - Math.max(tracked.changedSeenAt, tracked.repeatedSeenAt));
    incident.closedAt = incident.updatedAt + (reason === "recovered" ? 0 : quietMs);
    tracked.closedSeenAt = seenAt;
    tracked.isDirty = false;
    tracked.isReopened = false;
    this.#open.splice(this.#open.indexOf(tracked), 1);
    for (const [subject, of] of this.#spoken) if (of === tracked) this.#spoken.delete(subject);
    this.#closed.add(tracked);
    this.#options.report("incidentClosed", incident, reason);
    this.#announcer.tell(tracked, "closed");
    if (reason !== "merged") this.#past.add(incident);
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

function lineOf({ incident }: Tracked, { kind, subjectId: subject }: Pick<Recovery, "kind" | "subjectId">) {
  return incident.evidence.find((line) => line.kind === kind && line.subjectId === subject);
}

/** Kinds of logs are named after them. */
function typeOf({ kind }: Recovery): Subject["type"] {
  return kind.startsWith("log") ? "log" : "series";
}
