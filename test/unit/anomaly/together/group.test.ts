import { describe, expect, it } from "vitest";
import { absenceFactor } from "../../../../src/anomaly/absence.ts";
import { createAlarmSlot } from "../../../../src/anomaly/alarm-control.ts";
import { alarmScore } from "../../../../src/anomaly/detectors/detector.ts";
import { createSeriesWatch } from "../../../../src/anomaly/series-watch.ts";
import { Group, groupLayout, type Member } from "../../../../src/anomaly/together/group.ts";
import { createNoise, dayMs, makeSeries, minuteMs, startMs, testSettings } from "../support.ts";

function createGroup(membersMax = 4, seenAt = startMs) {
  const group = new Group({ id: "device pump", stepMs: minuteMs, membersMax, seenAt, mayTrack: () => true });
  const join = (name: string) => group.join(createSeriesWatch(makeSeries(`pump/${name}`), [], testSettings));
  return { group, join };
}

function take(group: Group, member: Member, seenAt: number, value: number): void {
  group.gather(member, { value, at: seenAt, clock: "synced" }, seenAt);
}

const noise = createNoise(41);

/** Steps of three members that move together; answers the scores of each step. */
function run(
  group: Group,
  members: readonly Member[],
  steps: number,
  still: (step: number) => boolean = () => false,
) {
  const scores: number[][] = [];
  let cause = 0;
  for (let step = 0; step < steps; step += 1) {
    cause = 0.9 * cause + 0.4 * noise();
    for (const [index, member] of members.entries()) {
      const moved = index === 0 && still(step) ? 0 : cause;
      take(group, member, startMs + step * minuteMs + index * 1000, (index + 1) * moved + 0.05 * noise());
    }
    const verdicts = group.decide(testSettings, () => true);
    scores.push(
      members.map((member) => verdicts.find((verdict) => verdict.member === member)?.score ?? Number.NaN),
    );
  }
  return scores;
}

describe("a group", () => {
  it("ends its step on the clock of the data, whenever in it the first reading came", () => {
    const { group, join } = createGroup();
    const flow = join("flow") as Member;
    expect(group.stepEndAt).toBe(Number.POSITIVE_INFINITY);
    take(group, flow, startMs + 59_999, 1);
    expect(group.stepEndAt).toBe(startMs + minuteMs);
    group.decide(testSettings, () => true);
    expect(group.stepEndAt).toBe(Number.POSITIVE_INFINITY);
    take(group, flow, startMs + minuteMs, 1);
    expect(group.stepEndAt).toBe(startMs + 2 * minuteMs);
  });

  it("takes no more members than it may, and each at its own column", () => {
    const { join } = createGroup(2);
    expect([join("a"), join("b"), join("c")].map((member) => member?.column)).toEqual([0, 1, undefined]);
  });

  it("alarms on the one that does not move along, and on no other", () => {
    const { group, join } = createGroup();
    const members = ["a", "b", "c"].map((name) => join(name) as Member);
    const scores = run(group, members, 4000, (step) => step >= 3900);
    const alarmed = [0, 1, 2].filter((index) =>
      scores.slice(3900).some((row) => (row[index] ?? 0) >= alarmScore),
    );
    expect(alarmed).toEqual([0]);
    expect(
      scores
        .slice(0, 3900)
        .flat()
        .filter((score) => score >= alarmScore),
    ).toEqual([]);
  });

  it("keeps what it learnt in a layout of its own, member by member", () => {
    const { group, join } = createGroup();
    const members = ["a", "b", "c"].map((name) => join(name) as Member);
    run(group, members, 1000);
    const learnt = group.learnt();
    expect(learnt.memory).toHaveLength(groupLayout(4).fields);
    expect(learnt.states).toEqual(["pump/a", "pump/b", "pump/c", ""]);
    expect(groupLayout(4).signature).not.toBe(groupLayout(5).signature);

    const { group: next, join: joinNext } = createGroup();
    // Another order, and one that is new.
    const again = ["new", "c", "a"].map((name) => joinNext(name) as Member);
    next.restore({ ...learnt, learntMs: learnt.learntMs }, startMs);
    expect(next.explainedCount).toBe(2);
    expect(joinNext("b")?.column).toBe(3);
    expect(next.explainedCount).toBe(3);
    expect(again.map(({ column }) => column)).toEqual([0, 1, 2]);
  });

  it("keeps over the next save what was learnt of members not heard since the restart", () => {
    const { group, join } = createGroup();
    run(
      group,
      ["a", "b", "c"].map((name) => join(name) as Member),
      1000,
    );
    const { group: next, join: joinNext } = createGroup();
    joinNext("b");
    next.restore(group.learnt(), startMs);
    const saved = next.learnt();
    expect([...saved.states].sort()).toEqual(["", "pump/a", "pump/b", "pump/c"]);
    const { group: last, join: joinLast } = createGroup();
    last.restore(saved, startMs);
    for (const name of ["a", "b", "c"]) joinLast(name);
    expect(last.explainedCount).toBe(3);
  });

  it("gives the place of one not heard since the restart to a new one when it is full", () => {
    const { group, join } = createGroup(3);
    run(
      group,
      ["a", "b", "c"].map((name) => join(name) as Member),
      1000,
    );
    const { group: next, join: joinNext } = createGroup(3);
    next.restore(group.learnt(), startMs);
    for (const name of ["b", "c"]) joinNext(name);
    expect(joinNext("new")?.column).toBe(0);
    expect(next.explainedCount).toBe(2);
    expect(joinNext("a")).toBeUndefined();
    expect(next.learnt().states).toEqual(["pump/new", "pump/b", "pump/c"]);
  });

  it("knows how long it was away also when its memory comes before the first reading", () => {
    const { group } = createGroup(4, startMs + 30 * dayMs);
    expect(group.learntMs).toBe(0);
    group.restore(createGroup().group.learnt(), startMs);
    expect(group.absentMs).toBe(30 * dayMs);
    expect(absenceFactor(group, startMs + 30 * dayMs)).toBe(4);
  });

  it("lets an alarm on a member that fell silent end", () => {
    const { group, join } = createGroup();
    const [silent, ...others] = ["a", "b", "c"].map((name) => join(name) as Member) as [Member, Member];
    take(group, silent, startMs, 1);
    silent.alarm = { ...createAlarmSlot(), isActive: true };
    const scores = Array.from({ length: 15 }, (_unused, step) => {
      for (const member of others) take(group, member, startMs + step * minuteMs, step);
      const verdicts = group.decide(testSettings, () => true);
      return verdicts.find(({ member }) => member === silent)?.score;
    });
    expect(scores.slice(1, 11)).toEqual(Array(10).fill(undefined));
    expect(scores.slice(11)).toEqual(Array(4).fill(0));
  });

  it("learns nothing of what does not move", () => {
    const { group, join } = createGroup();
    const members = ["a", "b"].map((name) => join(name) as Member);
    for (let step = 0; step < 300; step += 1) {
      for (const member of members) take(group, member, startMs + step * minuteMs, step);
      expect(group.decide(testSettings, () => false)).toEqual([]);
    }
    expect(group.explainedCount).toBe(0);
  });
});
