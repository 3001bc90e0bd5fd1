/**
 * How many alarms of learnt habits (a missing line, an order, a rate of one kind of line, a slow rise) a log may raise:
 * so many a week on the average, as many at once, but at least one. What comes within the half hour is the same piece of
 * news. Less sure ones leave a part of what is above one to surer ones, and what is far beyond ordinary always may. Of a
 * budget of 0 nothing may.
 */
export interface AlarmBudget {
  left: number;
  filledAt: number;
  spentAt: number;
}

export function createAlarmBudget(): AlarmBudget {
  return {
    left: Number.POSITIVE_INFINITY,
    filledAt: Number.NEGATIVE_INFINITY,
    spentAt: Number.NEGATIVE_INFINITY,
  };
}

/** Takes one alarm from the budget; answers whether there was one left. */
export function spendAlarm(
  budget: AlarmBudget,
  perWeek: number,
  spent: { score: number; seenAt: number },
): boolean {
  if (perWeek === 0) return false;
  const atOnce = Math.max(1, perWeek);
  const elapsedMs = Math.max(0, spent.seenAt - budget.filledAt);
  budget.left = Math.min(
    atOnce,
    budget.left + (Number.isFinite(elapsedMs) ? (elapsedMs * perWeek) / weekMs : 0),
  );
  budget.filledAt = Math.max(budget.filledAt, spent.seenAt);
  if (spent.seenAt - budget.spentAt < sameNewsMs) return true;
  const reserve = spent.score < sureScore ? reservedShare * (atOnce - 1) : 0;
  if (budget.left < 1 + reserve && spent.score < alwaysScore) return false;
  budget.spentAt = spent.seenAt;
  budget.left = Math.max(0, budget.left - 1);
  return true;
}

const weekMs = 7 * 86_400_000;
const sameNewsMs = 30 * 60_000;
/** Twice the limit. */
const sureScore = 0.66;
const reservedShare = 0.5;
/** Nine times the limit. */
const alwaysScore = 0.9;
