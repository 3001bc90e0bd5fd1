import type { Series } from "../domain/sample.ts";

/**
 * The values of an enumeration are numbered as its states are first seen, which differs from one start to the
 * next. Detectors that remember states of before a restart go on with the numbers of then: this translates.
 *
 * At most `namesMax` names are remembered, since texts that change for ever would add up over restarts. A state beyond
 * has a code of its own until the next start.
 */
export class StateCodes {
  /** Names by code. */
  readonly names: string[];
  #series: Pick<Series, "states">;
  #codeByValue: number[] = [];

  constructor(series: Pick<Series, "states">, names: readonly string[]) {
    this.#series = series;
    this.names = names.slice(0, namesMax);
  }

  /** The code that detectors know a value of the series by. */
  codeOf(value: number): number {
    const known = this.#codeByValue[value];
    if (known !== undefined) return known;
    const name = this.#series.states[value];
    if (name === undefined) return value;
    let code = this.names.indexOf(name);
    if (code < 0) code = this.names.length < namesMax ? this.names.push(name) - 1 : namesMax + value;
    this.#codeByValue[value] = code;
    return code;
  }

  /** The value of the series for a code; undefined for a state that was not seen since the start. */
  valueOf(code: number): number | undefined {
    const name = code < namesMax ? this.names[code] : this.#series.states[code - namesMax];
    const value = name === undefined ? -1 : this.#series.states.indexOf(name);
    return value < 0 ? undefined : value;
  }
}

export const namesMax = 256;
