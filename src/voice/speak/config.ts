import { section, setting, z } from "../../core/schema.ts";
import { peerUrl } from "../wyoming/config.ts";

const commandLine = z.array(z.string().min(1).max(1_000)).min(1).max(64);

/** Short sounds; see `Earcon`. */
export const earconNames = ["listening", "done", "error"] as const;

export const speakConfig = section(
  {
    synthesiser: setting(
      z.enum(["none", "espeak", "command", "wyoming"]).default("none"),
      "Who makes speech of replies: `espeak` (espeak-ng, if installed), a `command`, a `wyoming` server such as Piper, or `none`: replies are text only",
    ),
    voice: setting(
      z
        .string()
        .regex(/^[\w+.-]{1,100}$/, "letters, digits and + . _ -")
        .optional(),
      "Voice to speak with, as espeak-ng or the Wyoming server calls it; left out, theirs",
    ),
    wordsPerMinute: setting(z.int().min(80).max(450).default(165), "How fast espeak-ng speaks"),
    command: setting(
      commandLine.optional(),
      'Program and arguments that write WAV to standard output, such as `["pico2wave", "-w", "/dev/stdout", "{text}"]`; without `{text}` it gets the text on standard input. A text that begins with a hyphen gets a space before it, so that it is no option. No shell is used: do not put `{text}` into the script of one, since others can send texts',
    ),
    url: setting(peerUrl.optional(), "The Wyoming server, `tcp://host:port`; without a port, 10200"),
    timeoutMs: setting(
      z.int().min(100).max(120_000).default(10_000),
      "Longest time to make speech of a reply, in milliseconds; then it stays text",
    ),
    player: setting(
      commandLine.default(["aplay", "-q", "-"]),
      "Program and arguments that play WAV from standard input, for what is heard by this device's own microphone",
    ),
    earcons: setting(
      z.boolean().default(false),
      "Short sounds: it listens, it is done, it did not work. They need no synthesiser",
    ),
    earconNames: setting(
      z.array(z.enum(earconNames)).default([...earconNames]),
      "Which of them: `listening` after the wake phrase; and for a reply that is not said, as there is no synthesiser or it failed, `done`, `error` (not understood, refused or failed), or `listening` for a question",
    ),
    earconDb: setting(
      z.number().min(-60).max(0).default(-18),
      "How loud they are, in decibels below full scale",
    ),
    queueMax: setting(
      z.int().min(1).max(100).default(4),
      "Replies that may wait for one loudspeaker; of more, the oldest is dropped",
    ),
    textLengthMax: setting(
      z.int().min(20).max(5_000).default(600),
      "Longest text that is spoken, in characters; of a longer one its first sentences",
    ),
  },
  "Replies as sound. As text they are given in any case",
);

export type SpeakConfig = z.infer<typeof speakConfig>;
