import type { UnitName } from "./units.ts";

export type Comparison = "above" | "below" | "atLeast" | "atMost" | "equals";

export type ConditionTest =
  | { kind: "state"; state: string; isNegated: boolean }
  /**
   * `measure`: what the words say is compared, "warmer than" a temperature. `isEitherWay`: "hits", from above as from
   * below, whichever it is on its way to.
   */
  | {
      kind: "number";
      comparison: Comparison;
      value: number;
      unit: UnitName | undefined;
      measure?: string;
      isEitherWay?: boolean;
    }
  | { kind: "between"; from: number; to: number; unit: UnitName | undefined; isNegated: boolean };
