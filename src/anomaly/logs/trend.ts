/**
 * Whether the warnings and errors of a log grow slowly, without a burst. What is counted are minutes in which there was
 * one, so that a burst counts little; the last day is compared with each day from three days to four weeks ago. It is a
 * rise when more came than on any of them by half, by far more than they differ, and when the share of them among all
 * lines grew too: a log that says more of everything does not get worse.
 *
 * Limits: `binsKept` bins of six hours. Nothing is said before a week was watched, and days without a line are left out:
 * nobody listened, or they tell nothing of problems.
 */
export class ProblemTrend {
  /** Of each bin: minutes with a problem, problems, lines. */
  readonly #bins = new Float64Array(3 * binsKept);
  #bin = -1;
  #firstBin = -1;
  #minute = -1;
  #judgedBin = -1;

  observe(seenAt: number, isProblem: boolean): void {
    this.#moveTo(seenAt);
    const base = 3 * (this.#bin % binsKept);
    this.#bins[base + 2] = (this.#bins[base + 2] as number) + 1;
    if (!isProblem) return;
    this.#bins[base + 1] = (this.#bins[base + 1] as number) + 1;
    const minute = Math.floor(seenAt / 60_000);
    if (minute <= this.#minute) return;
    this.#minute = minute;
    this.#bins[base] = (this.#bins[base] as number) + 1;
  }

  /** How the last day compares with those before, at the end of each bin; undefined in between and while unknown. */
  judge(seenAt: number): Rise | undefined {
    this.#moveTo(seenAt);
    if (this.#bin < 0 || this.#judgedBin === this.#bin) return undefined;
    this.#judgedBin = this.#bin;
    const last = this.#bin - 1;
    const days: DayCount[] = [];
    for (
      let end = last - daysSkipped * binsPerDay;
      end - binsPerDay + 1 >= this.#oldest();
      end -= binsPerDay
    ) {
      const day = this.#dayUntil(end);
      if (day.lines > 0) days.push(day);
    }
    if (days.length < daysMin) return undefined;
    const today = this.#dayUntil(last);
    const mean = days.reduce((sum, { minutes }) => sum + minutes, 0) / days.length;
    const variance = days.reduce((sum, { minutes }) => sum + (minutes - mean) ** 2, 0) / days.length;
    const most = Math.max(...days.map(({ minutes }) => minutes));
    const limit = Math.max(minutesMin, 1.5 * most, 2 * mean, mean + spreads * Math.sqrt(variance + mean));
    const shareMost = Math.max(...days.map(shareOf));
    const shareRatio = shareMost > 0 ? shareOf(today) / (1.3 * shareMost) : Number.POSITIVE_INFINITY;
    const counts = days.map(({ problems }) => problems);
    return {
      ratio: Math.min(today.minutes / limit, shareRatio),
      problems: today.problems,
      usualMost: Math.max(...counts),
      usual: counts.reduce((sum, count) => sum + count, 0) / days.length,
    };
  }

  learnt(): number[] {
    return [this.#bin, this.#firstBin, ...this.#bins];
  }

  static readonly fields = 2 + 3 * 112;

  restore(numbers: ArrayLike<number>): void {
    this.#bin = numbers[0] as number;
    this.#firstBin = numbers[1] as number;
    for (let index = 0; index < this.#bins.length; index += 1)
      this.#bins[index] = numbers[2 + index] as number;
    this.#judgedBin = this.#bin;
  }

  #oldest(): number {
    return Math.max(this.#firstBin + 1, this.#bin - binsKept + 1);
  }

  #dayUntil(end: number): DayCount {
    const day = { minutes: 0, problems: 0, lines: 0 };
    for (let bin = end - binsPerDay + 1; bin <= end; bin += 1) {
      const base = 3 * (bin % binsKept);
      day.minutes += this.#bins[base] as number;
      day.problems += this.#bins[base + 1] as number;
      day.lines += this.#bins[base + 2] as number;
    }
    return day;
  }

  #moveTo(seenAt: number): void {
    const bin = Math.floor(seenAt / binMs);
    if (this.#bin < 0) {
      this.#firstBin = bin;
      this.#bin = bin;
      return;
    }
    if (bin <= this.#bin) return;
    const from = Math.max(this.#bin + 1, bin - binsKept + 1);
    for (let fresh = from; fresh <= bin; fresh += 1)
      this.#bins.fill(0, 3 * (fresh % binsKept), 3 * (fresh % binsKept) + 3);
    this.#bin = bin;
  }
}

/** The last day beside the days before. */
export interface Rise {
  /** Times the limit; 1 and above is a rise. */
  ratio: number;
  /** Warnings and errors of the last day, the most of any day before, and the mean of these. */
  problems: number;
  usualMost: number;
  usual: number;
}

export const riseWindowMs = 86_400_000;

interface DayCount {
  minutes: number;
  problems: number;
  lines: number;
}

function shareOf({ minutes, lines }: DayCount): number {
  return lines === 0 ? 0 : minutes / lines;
}

const binMs = 6 * 3_600_000;
const binsPerDay = 4;
const binsKept = 112;
/** The days just before are left out: in a slow rise they are part of it. */
const daysSkipped = 3;
const daysMin = 4;
const minutesMin = 12;
const spreads = 5;
