import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import type { VoiceHappening, VoiceView } from "../../domain/voice-view.ts";
import { type ClientOptions, type Daemon, daemonFor, withClientOptions } from "../client-options.ts";
import { DaemonSilentError, DaemonUnreachableError, RequestRefusedError } from "../errors.ts";
import { createOutput, type Output } from "../output.ts";
import { terminalStyle } from "../style.ts";
import { happeningLine, voiceText } from "./text.ts";

interface ListenOptions extends ClientOptions {
  once?: boolean;
}

export function registerVoiceListen(voice: Command): void {
  withClientOptions(voice.command("listen"))
    .description("watch the running daemon listen: what woke it, what it heard, what it did")
    .option("--once", "show how it is, and end")
    .action(async (options: ListenOptions) => {
      const daemon = daemonFor(options);
      const output = createOutput(options.json ?? false);
      const view = await daemon.client.get<VoiceView>("/api/voice");
      output.result(voiceText(view, terminalStyle()), view);
      if (!options.once && view.isOn) await watch(daemon, output);
    });
}

type ShownEvents = { events: readonly (VoiceHappening & { number: number; at: string })[]; last: number };

/** Until Ctrl-C. A daemon that is away for a while does not end it: that is when somebody watches. */
async function watch({ client, timeZone }: Daemon, output: Output): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  const style = terminalStyle();
  const { signal } = stopping;
  // From now on: what happened before is over.
  let after = (await client.get<ShownEvents>("/api/voice/events", { query: { after: 0 } })).last;
  while (!signal.aborted) {
    try {
      const query = { after, waitMs: waitMsMax };
      const { events, last } = await client.get<ShownEvents>("/api/voice/events", { query, signal });
      after = last;
      for (const event of events) {
        if (event.type === "partial") output.progress(happeningLine(event, { style, timeZone }));
        else {
          output.endProgress();
          output.result(happeningLine(event, { style, timeZone }), event);
        }
      }
    } catch (error) {
      if (signal.aborted) break;
      if (!isPassing(error)) throw error;
      await wait(1_000, undefined, { signal }).catch(() => {});
    }
  }
  process.off("SIGINT", stop);
}

const waitMsMax = 10_000;

function isPassing(error: unknown): boolean {
  if (error instanceof DaemonUnreachableError || error instanceof DaemonSilentError) return true;
  // `http.requestTimeoutMs` may be shorter than we wait.
  return error instanceof RequestRefusedError && error.code === "http.answerTooLate";
}
