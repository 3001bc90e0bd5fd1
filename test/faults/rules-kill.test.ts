import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/domain/utterance.ts";
import type { RuleItem } from "../../src/http/api.ts";
import { mainProgram, removeDaemon, startDaemon } from "../support/daemon.ts";

const entities = Array.from({ length: 8 }, (_, index) => ({
  name: `Lamp ${index + 1}`,
  kind: "light",
  schema: "plain",
  topic: `lamps/${index + 1}`,
}));
const config = { commands: { entities } };

type Listed = { rules: RuleItem[] };

describe("commands for later and a daemon that is killed", () => {
  it("keeps every one that it acknowledged, wherever the kill falls, and cancels one for good", async () => {
    let daemon = await startDaemon({ config });
    const acknowledged: string[] = [];
    try {
      const asking = entities.map(async ({ name }) => {
        const text = `turn on ${name} in two hours`;
        const answer = await daemon.post<Answer>("/api/ask", { text, session: name });
        expect(answer.outcome).toBe("done");
        acknowledged.push(text);
        // Killed between the others: some are written, some not, some acknowledged.
        if (acknowledged.length === 3) daemon.child.kill("SIGKILL");
      });
      await Promise.allSettled(asking);
      await daemon.stop("SIGKILL");
      expect(acknowledged.length).toBeGreaterThanOrEqual(3);

      daemon = await startDaemon({ config, directory: daemon.directory });
      const { rules } = await daemon.get<Listed>("/api/rules");
      const texts = rules.map(({ text }) => text);
      for (const text of acknowledged) expect(texts).toContain(text);
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      const left = await daemon.post<Answer>("/api/ask", { text: "what rules are there" });
      expect(left.reply).toContain("in two hours");

      const [first] = rules;
      const cli = (...args: string[]) =>
        spawnSync(process.execPath, [mainProgram, "rules", ...args, "--url", daemon.httpUrl()], {
          encoding: "utf8",
        });
      expect(cli().stdout).toContain(first?.text);
      expect(cli("cancel", String(first?.id)).stdout).toContain(`Cancelled rule ${first?.id}.`);
      const again = cli("cancel", String(first?.id));
      expect([again.status, again.stderr]).toEqual([1, expect.stringContaining("There is no rule")]);
      await daemon.stop("SIGKILL");

      daemon = await startDaemon({ config, directory: daemon.directory });
      const after = await daemon.get<Listed>("/api/rules");
      expect(after.rules.map(({ id }) => id)).toEqual(rules.slice(1).map(({ id }) => id));
    } finally {
      await removeDaemon(daemon);
    }
  });
});
