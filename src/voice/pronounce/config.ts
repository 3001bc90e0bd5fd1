import { setting, z } from "../../core/schema.ts";
import { readSounds } from "./sounds.ts";

const way = z
  .string()
  .max(400)
  .superRefine((text, context) => {
    const sounds = readSounds(text);
    if (typeof sounds === "string") context.addIssue({ code: "custom", message: sounds });
  });

const word = z
  .string()
  .min(1)
  .max(60)
  .regex(/^\S+$/, "one word, without spaces; give each word of a name its own entry")
  .refine((text) => /\p{L}|\p{N}/u.test(text), { error: "a word with a letter or digit" });

export const pronounceSettings = {
  pronunciations: setting(
    z.record(word, z.array(way).min(1).max(8)).default({}),
    'How words are said here, each a list of ways in ARPAbet with or without stress, the likeliest first: `{ aoife: ["IY F AH"] }`. They replace those of the dictionary and the model.',
    { reload: "live" },
  ),
} as const;

/** Words of one's own, as the setting has them. */
export type OwnPronunciations = Readonly<Record<string, readonly string[]>>;
