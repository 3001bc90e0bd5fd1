import type { SpokenText } from "../../voice/ports.ts";

/** What one file of sound came to. */
export interface Transcript {
  file: string;
  /** Length of the sound. */
  seconds: number;
  /** Undefined: nothing that can be said here. */
  spoken: SpokenText | undefined;
  meaning: Meaning | undefined;
  /** Why there is no text: silence or noise, or speech that is no sentence of the grammar. */
  heard: "sentence" | "other" | "nothing";
  /** What is worth knowing of the file. */
  remarks: readonly string[];
}

/** What a text means by the grammar. */
export interface Meaning {
  intent: string;
  slots: Readonly<Record<string, string | number>>;
}

/** One line of JSON for each file; the same keys whatever was heard. */
export function transcriptJson({ file, seconds, spoken, meaning, heard, remarks }: Transcript) {
  return {
    file,
    heard,
    text: spoken?.text ?? null,
    intent: meaning?.intent ?? null,
    slots: meaning?.slots ?? {},
    confidence: rounded(spoken?.confidence ?? 0, 4),
    words: (spoken?.words ?? []).map(({ word, fromMs, toMs, confidence }) => ({
      word,
      fromMs: Math.round(fromMs),
      toMs: Math.round(toMs),
      confidence: rounded(confidence, 4),
    })),
    alternatives: (spoken?.alternatives ?? []).map(({ text, confidence }) => ({
      text,
      confidence: rounded(confidence, 4),
    })),
    seconds: rounded(seconds, 3),
    ...(remarks.length > 0 ? { remarks } : {}),
  };
}

/** For a person: the text, how sure, and what it means. `isNamed`: there are several files. */
export function transcriptText(transcript: Transcript, isNamed: boolean): string {
  const { file, spoken, meaning, heard, remarks } = transcript;
  const name = isNamed ? `${file}: ` : "";
  const notes = remarks.map((remark) => `\n  ${remark}`).join("");
  if (!spoken) {
    const why = heard === "nothing" ? "no speech" : "speech, but none of the sentences";
    return `${name}(${why})${notes}`;
  }
  const slots = Object.entries(meaning?.slots ?? {}).map(([slot, value]) => `${slot}=${value}`);
  const means = meaning ? `  →  ${[meaning.intent, ...slots].join("  ")}` : "";
  return `${name}${spoken.text}  (${Math.round(spoken.confidence * 100)} %)${means}${notes}`;
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
