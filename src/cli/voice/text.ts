import type { VoiceHappening, VoiceSourceView, VoiceView, WakePhraseView } from "../../domain/voice-view.ts";
import { sayCount } from "../../text/say-list.ts";
import { type Style, safeText } from "../style.ts";

/** How it listens, for a person. */
export function voiceText({ isOn, isMuted, sources, grammar, wakePhrases }: VoiceView, style: Style): string {
  if (!isOn) return "Voice is off: no microphone, satellite or other source of sound is configured.";
  const lines = sources.map((source) => sourceLine(source, style));
  const muted = isMuted
    ? [style.yellow("Muted: nothing listens. `edgewise voice unmute` listens again.")]
    : [];
  return [...muted, ...lines, grammarLine(grammar, style), ...wakeLines(wakePhrases, style)].join("\n");
}

/** For each phrase what else wakes it, and where that is not as it was asked for. */
export function wakeLines(phrases: readonly WakePhraseView[], style: Style): string[] {
  return phrases.map(({ phrase, source, threshold, falseAlarmsPerDay, heldAt, note }) => {
    const where = source === undefined ? "at no source now" : `at ${safeText(source)}`;
    const alarms = `about ${falseAlarmsPerDay} false ${falseAlarmsPerDay === 1 ? "alarm" : "alarms"} a day expected`;
    const line = `“${safeText(phrase)}” ${where}: ${alarms}, at a score of ${threshold.toFixed(2)}.`;
    if (note === undefined) return line;
    return `${line} ${heldAt === "highest" ? style.yellow(safeText(note)) : safeText(note)}`;
  });
}

function sourceLine({ name, kind, area, state, problem }: VoiceSourceView, style: Style): string {
  const place = area === undefined ? "" : `, ${safeText(area)}`;
  const trouble = problem === undefined ? "" : ` ${style.yellow(safeText(problem))}`;
  return `${style.bold(safeText(name))} (${kind}${place}): ${state}${trouble}`;
}

function grammarLine({ state, words, compileMs, problem }: VoiceView["grammar"], style: Style): string {
  const took = compileMs === undefined ? "" : ` in ${Math.round(compileMs)} ms`;
  const known =
    state === "ready" || words > 0
      ? `${sayCount(words, "word")} can be said here, compiled${took}.`
      : `What can be said here: ${state}.`;
  return problem === undefined ? known : `${known} ${style.yellow(safeText(problem))}`;
}

/** One line for one thing that happened. */
export function happeningLine(
  happening: VoiceHappening & { at: string },
  { style, timeZone }: { style: Style; timeZone: string | undefined },
): string {
  const time = new Date(happening.at).toLocaleTimeString("en-GB", timeZone ? { timeZone } : {});
  return `${style.dim(time)} ${safeText(happening.source)}: ${inWords(happening, style)}`;
}

function inWords(happening: VoiceHappening, style: Style): string {
  switch (happening.type) {
    case "state":
      return happening.problem === undefined
        ? style.dim(happening.state)
        : `${happening.state}; ${style.yellow(safeText(happening.problem))}`;
    case "woke":
      return `woken by “${safeText(happening.phrase)}” (score ${happening.score.toFixed(2)})`;
    case "began":
      return style.dim("somebody speaks");
    case "partial":
      return style.dim(`${safeText(happening.text)} …`);
    case "heard": {
      const by =
        happening.by === "larger" ? "by the larger recogniser" : `${percent(happening.confidence)} sure`;
      const text = style.bold(`“${safeText(happening.text)}”`);
      return happening.isUnsure ? `heard ${text}, but only ${by}` : `heard ${text}, ${by}`;
    }
    case "nothing":
      return style.yellow(nothings[happening.because]);
    case "answered": {
      const { outcome, reply, latencyMs } = happening;
      const late =
        latencyMs === undefined ? "" : style.dim(` [${Math.round(latencyMs)} ms after the last word]`);
      return `${outcome === "done" || outcome === "answered" ? style.green(outcome) : style.yellow(outcome)}: ${safeText(reply)}${late}`;
    }
  }
}

const nothings = {
  noSpeech: "nobody spoke",
  notUnderstood: "something was said that cannot be said here",
  tooLong: "somebody spoke for too long",
  cutOff: "the sound broke off while somebody spoke",
};

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
