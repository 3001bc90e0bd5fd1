import type { Command } from "commander";
import type { VoiceView } from "../../domain/voice-view.ts";
import { type ClientOptions, daemonFor, withClientOptions } from "../client-options.ts";
import { createOutput } from "../output.ts";
import { terminalStyle } from "../style.ts";
import { voiceText } from "./text.ts";

export function registerVoiceMute(voice: Command): void {
  for (const [verb, isMuted] of [
    ["mute", true],
    ["unmute", false],
  ] as const) {
    withClientOptions(voice.command(verb))
      .description(isMuted ? "stop listening altogether, also after a restart" : "listen again")
      .action(async (options: ClientOptions) => {
        const { client } = daemonFor(options);
        const view = await client.post<VoiceView>("/api/voice/mute", { isMuted });
        createOutput(options.json ?? false).result(voiceText(view, terminalStyle()), view);
      });
  }
}
