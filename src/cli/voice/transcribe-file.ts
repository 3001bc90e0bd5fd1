import { beginningSamples, InputLevel } from "../../voice/acoustic/input-level.ts";
import { readSoundFile, type SoundFileFacts } from "../../voice/audio/sound-file.ts";
import { joined } from "../../voice/hearing/heard-frames.ts";
import type { HearingDecoder } from "../../voice/hearing/ports.ts";
import type { AcousticModel } from "../../voice/ports.ts";
import { sampleRate } from "../../voice/ports.ts";
import type { Meaning, Transcript } from "./transcript.ts";

export interface TranscribeTools {
  model: AcousticModel;
  /** A new one for each file. */
  decoder: () => HearingDecoder;
  understand: (text: string) => Meaning | undefined;
  /** What is worth knowing of every file. */
  remarks: readonly string[];
}

/** The file as one utterance. Throws what reading it or the model throws. */
export async function transcribeFile(file: string, tools: TranscribeTools): Promise<Transcript> {
  const level = new InputLevel();
  const stream = tools.model.open(level);
  const decoder = tools.decoder();
  let samples = 0;
  const facts = await eachPiece(file, level, async (piece) => {
    samples += piece.length;
    decoder.accept(await stream.accept(piece));
  });
  decoder.accept(await stream.peek());
  const found = decoder.finish();
  const spoken = found.heard === "sentence" ? found.spoken : undefined;
  const meaning = spoken && tools.understand(spoken.text);
  const seconds = samples / sampleRate;
  return {
    file,
    seconds,
    spoken,
    meaning,
    heard: found.heard,
    remarks: [...tools.remarks, ...remarksOn(facts)],
  };
}

/** Hands over the file piece by piece, its beginning only when it has told how loud it is, and tells what it was. */
export async function eachPiece(
  file: string,
  level: InputLevel,
  take: (piece: Int16Array) => Promise<void>,
): Promise<SoundFileFacts> {
  const reading = readSoundFile(file);
  let beginning: Int16Array[] | undefined = [];
  let samples = 0;
  const begin = async (pieces: readonly Int16Array[]) => {
    beginning = undefined;
    level.beginWith(joined(pieces));
    for (const piece of pieces) await take(piece);
  };
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done) {
        if (beginning) await begin(beginning);
        return next.value;
      }
      if (!beginning) await take(next.value);
      else {
        beginning.push(next.value);
        samples += next.value.length;
        if (samples >= beginningSamples) await begin(beginning);
      }
    }
  } finally {
    await reading.return(undefined as never);
  }
}

function remarksOn({ isTruncated, levels }: SoundFileFacts): string[] {
  return [
    ...(isTruncated ? ["The file ends before its header says; what is there was heard."] : []),
    ...(levels.clippedShare > clippedShareMax
      ? [`${Math.round(levels.clippedShare * 100)} % of it is clipped: lower the gain.`]
      : []),
  ];
}

const clippedShareMax = 0.01;
