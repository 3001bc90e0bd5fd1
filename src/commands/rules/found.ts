import type { ConditionTest } from "../../text/condition-test.ts";
import type { Watched } from "./rule.ts";

/** What is watched for a condition, and the test it has to pass there: a jam sensor is `on` when its line is jammed. */
export interface Found {
  watched: readonly Watched[];
  /** Of several, whether one is enough. */
  isAny: boolean;
  test: ConditionTest;
}
