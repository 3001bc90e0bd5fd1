import { join } from "node:path";
import { anomalyConfig } from "../../../../src/anomaly/config.ts";
import { createJudge } from "../../../../src/anomaly/judge.ts";
import { readPatternNetwork } from "../../../../src/app/pattern-network.ts";
import { repositoryRoot } from "../../../support/daemon.ts";
import type { Scorer } from "./scorer.ts";

/**
 * What `edgewise detect` says: its `score`, which is low again once a finding was reported, is for alarms; its
 * `unusualness`, which stays high while readings are unusual, for measures of all rows.
 */
export function createJudgeScores(): Scorer {
  const network = readPatternNetwork(join(repositoryRoot, "models", "anomaly", "weights.json"));
  const alarmsPerWeek = anomalyConfig.parse({}).falseAlarmsPerWeek;
  return {
    name: "edgewise",
    settings:
      "`edgewise detect`, default settings, columns judged jointly; its `score` for alarms (the windowed score and all at budget), " +
      "its `unusualness` for the measures of all rows (VUS-PR and average precision)",
    async score(_corpus, { at, columns }) {
      const judge = createJudge({ columns: columns.map((column) => column.name), network, alarmsPerWeek });
      const scores = new Float64Array(at.length);
      const lasting = new Float64Array(at.length);
      at.forEach((time, row) => {
        const judgement = judge.observe(
          columns.map(({ values }) => values[row] as number),
          time,
        );
        scores[row] = judgement.score;
        lasting[row] = judgement.unusualness;
      });
      return { scores, lasting };
    },
  };
}
