import { z } from "../../core/schema.ts";
import { safetyClasses } from "../../domain/entity.ts";

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,59}$/, "a letter, then letters, digits and _ . -, at most 60");
const payload = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]);
const sentence = z.string().trim().min(1).max(300);

const stateDefinition = z.strictObject({
  topic: z.string().trim().min(1).max(1_000).describe("MQTT topic on which success is reported"),
  field: z.string().max(200).default("").describe("path in the JSON payload with dots; empty: plain payload"),
  expect: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .describe("what it says when the action worked; `{slot}` works here too"),
});

const actionDefinition = z.strictObject({
  topic: z.string().trim().min(1).max(1_000).describe("MQTT topic that is published to"),
  payload: payload.describe("text or JSON; `{slot}` in it becomes what was said for the slot"),
  state: stateDefinition.optional().describe("how to verify that it worked; left out: it is not verified"),
});

/** One intent of the user's own, as a person writes it. */
export const ownIntentDefinition = z.strictObject({
  name: name.describe("what the intent is called in `intent` messages"),
  examples: z
    .array(sentence)
    .min(1)
    .max(500)
    .describe(
      "sentences that mean it, five or more if possible; slots marked as in `order [two boxes](amount)`",
    ),
  defaults: z
    .record(name, z.union([z.string().max(200), z.number()]))
    .default({})
    .describe("values of slots that are not said"),
  action: actionDefinition
    .optional()
    .describe("MQTT message to send; left out: it is only published as an intent"),
  reply: sentence.optional().describe("what to answer; `{slot}` becomes what was said"),
  safety: z
    .enum(safetyClasses)
    .default("normal")
    .describe("`confirm` asks first, `code` asks for the code, `locked` is never acted on"),
});
export type OwnIntentDefinition = z.infer<typeof ownIntentDefinition>;
