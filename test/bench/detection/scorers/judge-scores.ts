import { join } from "node:path";
import { anomalyConfig } from "../../../../src/anomaly/config.ts";
import { createJudge, type Judgement } from "../../../../src/anomaly/judge.ts";
import { readPatternNetwork } from "../../../../src/app/pattern-network.ts";
import { repositoryRoot } from "../../../support/daemon.ts";
import type { Scorer } from "./scorer.ts";

/**
 * The scores of `edgewise detect`. `score` is low again once a finding was reported, `unusualness` stays high while
 * readings are unusual; both are in its output, and compared as two detectors.
 */
export function createJudgeScores(name: string, kind: "score" | "unusualness"): Scorer {
  const network = readPatternNetwork(join(repositoryRoot, "models", "anomaly"));
  const alarmsPerWeek = anomalyConfig.parse({}).falseAlarmsPerWeek;
  return {
    name,
    settings: `the \`${kind}\` of \`edgewise detect\`, default settings, columns judged jointly`,
    async score(_corpus, { at, columns }) {
      const judge = createJudge({ columns: columns.map((column) => column.name), network, alarmsPerWeek });
      return at.map((time, row) => {
        const judgement: Judgement = judge.observe(
          columns.map(({ values }) => values[row] as number),
          time,
        );
        return judgement[kind];
      });
    },
  };
}
