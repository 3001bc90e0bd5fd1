import type { Command } from "commander";
import type { DoctorContext } from "../app/doctor/check.ts";
import type { DaemonState } from "../app/doctor/probes.ts";
import { type CheckResult, examine } from "../app/doctor.ts";
import { createDoctorProbes } from "../app/doctor-probes.ts";
import { EdgewiseError } from "../core/errors.ts";
import type { statusView } from "../http/views.ts";
import { sayCount } from "../text/say-list.ts";
import { type ClientOptions, daemonFor, withClientOptions } from "./client-options.ts";
import { loadFor } from "./config.ts";
import { DaemonUnreachableError, NotEdgewiseError } from "./errors.ts";
import { createOutput } from "./output.ts";
import { type Style, safeText, terminalStyle } from "./style.ts";
import { hearingFacts } from "./voice/hearing-facts.ts";

export function registerDoctor(program: Command): void {
  withClientOptions(program.command("doctor"))
    .description(
      "look at the machine, the configuration, the broker, voice, sinks and the daemon, and say what to do",
    )
    .addHelpText("after", "\nThe exit code is 1 when there is a problem; warnings leave it at 0.")
    .action(async (options: ClientOptions) => {
      const output = createOutput(options.json ?? false);
      const context: DoctorContext = {
        probes: createDoctorProbes({
          daemon: () => askDaemon(options),
          hearing: () => hearingFacts(options),
          environment: process.env,
        }),
        configuration: configurationOf(options),
      };
      const results = await examine(context, (title) => output.progress(`${title} …`));
      output.endProgress();
      const isHealthy = results.every(({ status }) => status !== "problem");
      output.result(doctorText(results, terminalStyle()), { isHealthy, checks: results });
      if (!isHealthy) process.exitCode = 1;
    });
}

function configurationOf(options: ClientOptions): DoctorContext["configuration"] {
  try {
    return { loaded: loadFor(options) };
  } catch (error) {
    if (error instanceof EdgewiseError) return { error };
    throw error;
  }
}

async function askDaemon(options: ClientOptions): Promise<DaemonState> {
  try {
    const { client } = daemonFor(options, process.env, doctorTimeoutMs);
    return await client.get<ReturnType<typeof statusView>>("/api/status").then(
      ({ health }): DaemonState => ({ state: "running", url: client.url, health }),
      (error: unknown): DaemonState => {
        if (error instanceof NotEdgewiseError) return { state: "otherProgram", url: client.url };
        if (error instanceof DaemonUnreachableError) return { state: "absent", url: client.url };
        if (error instanceof EdgewiseError)
          return { state: "silent", reason: error.message, hint: error.hint ?? "see its log" };
        throw error;
      },
    );
  } catch (error) {
    // The configuration does not say where: the interface is off, or on any free port.
    if (error instanceof EdgewiseError) return { state: "unknown", reason: error.message };
    throw error;
  }
}

/** A healthy daemon answers at once; a stuck one is a finding, not a reason to wait. */
const doctorTimeoutMs = 5_000;

export function doctorText(results: readonly CheckResult[], style: Style): string {
  const width = Math.max(...results.map(({ title }) => title.length));
  const paint = { ok: style.green, warning: style.yellow, problem: style.red } as const;
  const lines = results.flatMap(({ status, title, detail, hint }) => [
    `${paint[status](status.padEnd(7))}  ${title.padEnd(width)}  ${detail.split("\n").map(safeText).join("\n           ")}`,
    ...(hint === undefined ? [] : [`${" ".repeat(9 + width)}  → ${safeText(hint)}`]),
  ]);
  const count = (wanted: CheckResult["status"]) => results.filter(({ status }) => status === wanted).length;
  const found = [
    count("problem") > 0 ? sayCount(count("problem"), "problem") : "",
    count("warning") > 0 ? sayCount(count("warning"), "warning") : "",
  ].filter(Boolean);
  return [...lines, "", found.length === 0 ? "All is well." : `${found.join(" and ")}.`].join("\n");
}
