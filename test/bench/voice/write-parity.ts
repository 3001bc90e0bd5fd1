import { writeFileSync } from "node:fs";
import { type ChainFigures, measureChain, parityFixture } from "../../support/voice-parity.ts";

/** Writes what the whole chain makes of a command with the model that ships, for `test/contract/voice-parity.test.ts`: after a new model. */
const figures: ChainFigures = await measureChain();
const rounded = (value: number) => Number(value.toFixed(3));
const frames = figures.frames.map(([label, value]) => `    ["${label}", ${rounded(value)}]`).join(",\n");
const { model, text, confidence, wakeScore } = figures;
writeFileSync(
  parityFixture,
  `{
  "model": "${model}",
  "text": "${text}",
  "confidence": ${rounded(confidence)},
  "wakeScore": ${rounded(wakeScore)},
  "frames": [
${frames}
  ]
}
`,
);
