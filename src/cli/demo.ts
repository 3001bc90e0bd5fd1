import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import { systemClock } from "../core/clock.ts";
import { createId } from "../core/id.ts";
import type { Answer } from "../domain/utterance.ts";
import { createScenario } from "../simulate/create-scenario.ts";
import { type Scenario, type ScenarioName, scenarioNames } from "../simulate/scenario.ts";
import { createApiClient } from "./api-client.ts";
import { startDaemonProcess } from "./demo/daemon-process.ts";
import { createFarSide } from "./demo/far-side.ts";
import { readSpokenCommand } from "./demo/spoken-command.ts";
import { runStory, type StoryResult } from "./demo/story.ts";
import { createOutput } from "./output.ts";
import { terminalStyle } from "./style.ts";

interface DemoOptions {
  seed?: number;
  keep?: boolean;
  json?: boolean;
}

const dayMs = 86_400_000;
/** What passes at the site while the demo runs. */
const simulatedDays = 2;

export function registerDemo(program: Command): void {
  program
    .command("demo")
    .description("watch the real daemon at a simulated site: two days pass in about 40 seconds")
    .argument("[place]", `one of ${scenarioNames.join(", ")}`, readPlace, "home")
    .option(
      "--seed <number>",
      "repeat a demo: the same site, with the same faults at the same times",
      readSeed,
    )
    .option("--keep", "go on in real time afterwards, until Ctrl-C")
    .option("--json", "print one JSON report at the end instead of the story")
    .action(async (place: ScenarioName, options: DemoOptions) => {
      process.exitCode = await runDemo(place, options);
    });
}

async function runDemo(place: ScenarioName, options: DemoOptions): Promise<number> {
  const output = createOutput(options.json ?? false);
  const seed = options.seed ?? Date.now() % 100_000;
  const startAt = Date.now() - simulatedDays * dayMs;
  const scenario = createScenario(place, { seed, startAt });
  const directory = mkdtempSync(join(tmpdir(), "edgewise-demo-"));
  const farSide = await createFarSide();
  const stopping = new AbortController();
  // The clock's timers do not keep a process alive; the story must not end because it waits for one of them.
  const keepAlive = setInterval(() => {}, 60_000);
  const interrupt = () => stopping.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const configFile = join(directory, "edgewise.yaml");
    // JSON is YAML; what is written here is what a person would configure, and can be read there.
    writeFileSync(configFile, JSON.stringify(demoConfig(scenario, directory, farSide.url), null, 2));
    const daemon = await startDaemonProcess(
      configFile,
      fileURLToPath(new URL("../main.js", import.meta.url)),
    );
    try {
      const result = await runStory({
        scenario,
        spoken: readSpokenCommand(place),
        seed,
        startAt,
        endAt: startAt + simulatedDays * dayMs,
        daemon,
        farSide,
        api: createApiClient({ url: daemon.httpUrl, token: undefined, timeoutMs: 10_000 }),
        clock: systemClock,
        createId: () => createId(Date.now()),
        output,
        style: terminalStyle(),
        signal: stopping.signal,
        isKept: options.keep ?? false,
      });
      if (options.json) output.result("", result);
      return isConvincing(result) || stopping.signal.aborted ? 0 : 1;
    } finally {
      await daemon.stop();
    }
  } finally {
    clearInterval(keepAlive);
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    await farSide.goAway();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The demo shows what it promises, or its exit code says so. */
function isConvincing({ incidents, commands, spoken, cloud }: StoryResult): boolean {
  const hasActed = (answer: Answer) => answer.actions.some(({ status }) => status === "confirmed");
  const hasHeard = spoken !== undefined && hasActed(spoken);
  return incidents.length > 0 && commands.some(hasActed) && hasHeard && cloud.waiting === 0;
}

function demoConfig(scenario: Scenario, directory: string, farSideUrl: string): Record<string, unknown> {
  return {
    ...scenario.config,
    daemon: { node: "demo", dataDirectory: join(directory, "data") },
    bus: { broker: { port: 0 } },
    http: { port: 0 },
    voice: { mqtt: { isEnabled: true } },
    sync: {
      sinks: [
        {
          type: "http",
          name: "cloud",
          url: farSideUrl,
          classes: ["incident", "summary", "anomaly", "command", "log"],
          backoffBaseMs: 200,
          backoffMaxMs: 1_000,
        },
      ],
    },
  };
}

function readPlace(text: string): ScenarioName {
  const place = scenarioNames.find((name) => name === text);
  if (!place) throw new InvalidArgumentError(`There is no such place; choose ${scenarioNames.join(", ")}.`);
  return place;
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0)
    throw new InvalidArgumentError("A seed is a whole number from 0 up.");
  return seed;
}
