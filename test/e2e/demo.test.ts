import { describe, expect, it } from "vitest";
import { expectStory, runDemo } from "./demo-story.ts";

describe("edgewise demo", () => {
  // The factory is told by the same code; its scenario has tests of its own.
  it("home: explains an incident, acts on a typed command, and drains the queue when the cloud is back", async () => {
    await expectStory("home");
  });

  it("refuses a place that does not exist and names those that do", async () => {
    const { code, stderr } = await runDemo("moon");
    expect(code).toBe(2);
    expect(stderr).toMatch(/home, factory, farm/);
  });
});
