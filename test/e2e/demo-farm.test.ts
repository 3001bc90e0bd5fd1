import { describe, it } from "vitest";
import { expectStory } from "./demo-story.ts";

describe("edgewise demo", () => {
  it("farm: explains an incident, acts on a typed command, and drains the queue when the cloud is back", async () => {
    await expectStory("farm");
  });
});
