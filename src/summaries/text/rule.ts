import { setting, z } from "../../core/schema.ts";
import { topicFilterProblem } from "../../domain/topic.ts";

const filter = z.string().refine((value) => topicFilterProblem(value) === undefined, {
  error: ({ input }) => topicFilterProblem(String(input)) ?? "not a topic filter",
});

/** Which texts are condensed, and to what length. */
export const textRule = z.strictObject({
  topic: setting(
    filter,
    "Topics on which the texts arrive; may have wildcards. They are read as nothing else.",
  ),
  kind: setting(
    z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} -]{0,39}$/u, "1 to 40 letters, digits, spaces and dashes")
      .default("text"),
    "What they are called: weather, soil, inspection, shift, maintenance …",
  ),
  field: setting(
    z.string().min(1).max(128).optional(),
    "Field of a JSON payload that holds the text; left out, text, message, body, content, bulletin, note, report or description",
  ),
  sentencesMax: setting(
    z.int().min(1).max(50).default(5),
    "Sentences of a digest, unless there are more that warn: those are all kept",
  ),
  lengthMax: setting(
    z.int().min(80).max(8_000).default(600),
    "Characters of a digest, unless the warnings are longer",
  ),
});

export type TextRule = z.infer<typeof textRule>;
