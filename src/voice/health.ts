import type { Health } from "../core/lifecycle.ts";
import type { VoiceView } from "../domain/voice-view.ts";

/** How well edgewise hears now; of several troubles the worst is told. */
export function healthOf({ isOn, isMuted, sources, grammar }: VoiceView, isStarted: boolean): Health {
  if (!isOn) return { status: "ok", detail: "Off: no microphone or other source of sound is configured." };
  const figures = { sources: sources.length, words: grammar.words };
  const degraded = (detail: string): Health => ({ status: "degraded", detail, figures });
  if (!isStarted) return degraded("Not started; nothing is heard.");
  if (isMuted) return { status: "ok", detail: "Muted: nothing listens.", figures };
  const troubled = sources.filter(({ problem }) => problem !== undefined);
  const [first] = troubled;
  if (first) {
    const others = troubled.length > 1 ? ` (and ${troubled.length - 1} more)` : "";
    return degraded(`${first.name}: ${first.problem}${others}`);
  }
  if (grammar.problem !== undefined) return degraded(grammar.problem);
  if (grammar.state === "none" || grammar.state === "compiling") {
    if (grammar.words === 0)
      return degraded("What can be said here is not compiled yet; commands are not heard.");
  }
  if (sources.length === 0)
    return { status: "ok", detail: "Ready for satellites and other sources; none is there now.", figures };
  const listening = sources.map(({ name }) => name).join(", ");
  return { status: "ok", detail: `Listening: ${listening}.`, figures };
}
