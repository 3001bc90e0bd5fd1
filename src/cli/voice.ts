import type { Command } from "commander";
import { registerVoiceDevices } from "./voice/devices.ts";
import { registerVoiceEnroll } from "./voice/enroll.ts";
import { registerVoiceListen } from "./voice/listen.ts";
import { registerVoiceMute } from "./voice/mute.ts";
import { registerVoiceTranscribe } from "./voice/transcribe.ts";
import { registerVoiceWake } from "./voice/wake.ts";

export function registerVoice(program: Command): void {
  const voice = program
    .command("voice")
    .description("spoken commands: what is heard, and trying it without a microphone");
  registerVoiceDevices(voice);
  registerVoiceEnroll(voice);
  registerVoiceListen(voice);
  registerVoiceMute(voice);
  registerVoiceTranscribe(voice);
  registerVoiceWake(voice);
}
