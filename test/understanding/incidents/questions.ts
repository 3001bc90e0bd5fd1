import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { repositoryRoot } from "../../support/daemon.ts";
import { type PastKey, pastKeys } from "./past.ts";

const key = z.enum(pastKeys as [PastKey, ...PastKey[]]);
const expectation = z.strictObject({
  outcome: z.enum(["done", "answered"]).optional(),
  about: z.array(key).default([]),
  notAbout: z.array(key).default([]),
  tell: z.array(z.union([z.string(), z.array(z.string()).min(1)])).default([]),
  lacks: z.array(z.string()).default([]),
});
export type IncidentExpectation = z.infer<typeof expectation>;

const group = z.strictObject({
  meaning: z.string(),
  half: z.enum(["development", "heldBack"]),
  before: z.string().optional(),
  expect: expectation.optional(),
  say: z.array(z.string()).optional(),
  cases: z.array(expectation.extend({ say: z.string() })).optional(),
});

/** One thing asked, after `before` where that is said first. */
export interface IncidentQuestion {
  meaning: string;
  half: "development" | "heldBack";
  before: string | undefined;
  say: string;
  expect: IncidentExpectation;
}

/** Reads `questions.yaml`; throws with what is wrong when it is not of the format above. */
export function readIncidentQuestions(): IncidentQuestion[] {
  const file = join(repositoryRoot, "test", "understanding", "incidents", "questions.yaml");
  const read = z.strictObject({ groups: z.array(group) }).safeParse(parse(readFileSync(file, "utf8")));
  if (!read.success) throw new Error(`${file} holds no questions:\n${z.prettifyError(read.error)}`);
  return read.data.groups.flatMap(({ meaning, half, before, expect, say = [], cases = [] }) => [
    ...say.map((text) => ({ meaning, half, before, say: text, expect: expect ?? expectation.parse({}) })),
    ...cases.map(({ say: text, ...own }) => ({ meaning, half, before, say: text, expect: own })),
  ]);
}
