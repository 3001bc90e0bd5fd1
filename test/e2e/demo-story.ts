import { spawn } from "node:child_process";
import { expect } from "vitest";
import type { StoryResult } from "../../src/cli/demo/story.ts";
import { mainProgram } from "../support/daemon.ts";

export function runDemo(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [mainProgram, "demo", ...args]);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (text: Buffer) => {
      output.stdout += String(text);
    });
    child.stderr.on("data", (text: Buffer) => {
      output.stderr += String(text);
    });
    child.once("close", (code) => resolve({ code, ...output }));
  });
}

/** The whole story of a place, told by the real daemon. It waits for most of a minute: one place a file, so that two run at once. */
export async function expectStory(place: string): Promise<void> {
  const { code, stdout, stderr } = await runDemo(place, "--seed", "7", "--json");
  expect(stderr).toBe("");
  const story = JSON.parse(stdout) as StoryResult;
  expect(code).toBe(0);
  expect(story.place).toBe(place);
  expect(story.faults.length).toBeGreaterThan(0);
  expect(story.incidents.length).toBeGreaterThan(0);
  for (const { summary } of story.incidents) expect(summary).toMatch(/\w+ .+\.$/);
  expect(story.commands.flatMap(({ actions }) => actions).some(({ status }) => status === "confirmed")).toBe(
    true,
  );
  expect(story.spoken?.actions.map(({ status }) => status)).toEqual(["confirmed"]);
  expect(story.commands.filter(({ outcome }) => outcome === "notUnderstood")).toEqual([]);
  expect(new Set(story.commands.map(({ tier }) => tier))).toEqual(new Set(["grammar", "nano"]));
  expect(story.cloud.mostWaiting).toBeGreaterThan(0);
  expect(story.cloud).toMatchObject({ waiting: 0, repeats: 0 });
  expect(story.cloud.stored).toBeGreaterThanOrEqual(story.cloud.mostWaiting);
}
