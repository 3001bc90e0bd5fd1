import { z } from "../../core/schema.ts";
import { entityKinds, safetyClasses } from "../../domain/entity.ts";
import { attributeNames } from "./attributes.ts";
import { deeds } from "./deed.ts";
import { profileNames } from "./profiles.ts";

const words = (lengthMax: number) => z.string().trim().min(1).max(lengthMax);
const topic = words(1_000);
const payload = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]);

const messageDefinition = z.strictObject({
  topic: topic.optional().describe("MQTT topic; left out: the profile's command topic"),
  payload: payload.describe("text or JSON; `{value}` in it becomes the value that is set"),
});

const stateDefinition = z.strictObject({
  topic: topic.optional().describe("MQTT topic; left out: the profile's state topic"),
  field: z.string().max(200).default("").describe("path in the JSON payload with dots; empty: plain payload"),
  map: z
    .record(z.string(), z.string())
    .optional()
    .describe("words of the device to words of its kind, e.g. `{ RUN: on }`"),
});

const attributeDefinition = z.strictObject({
  set: messageDefinition.optional().describe("message that sets it; left out: it can only be asked for"),
  state: stateDefinition.optional().describe("where the device reports it"),
  min: z.number().optional().describe("lowest value that may be set, in the unit people use"),
  max: z.number().optional().describe("highest value that may be set"),
  step: z.number().positive().optional().describe("how far `increase` and `decrease` go"),
  deviceMax: z.number().positive().optional().describe("the device's own full scale, e.g. 254 for 100 %"),
  unit: z.string().max(20).optional().describe("unit as written for people"),
});

/** One thing, as a person writes it. Everything but name and kind has a default from its profile. */
export const entityDefinition = z.strictObject({
  id: words(100).optional().describe("stable id; left out: made from area and name"),
  name: words(100).describe("what people call it"),
  aliases: z.array(words(100)).max(20).default([]).describe("other names for it"),
  kind: z.enum(entityKinds).describe("what kind of thing it is"),
  deviceClass: words(50).optional().describe("narrower word, e.g. `garage`, `window`, `temperature`"),
  area: words(100).optional().describe("the room, line or field it is in"),
  floor: words(100).optional().describe("left out: the floor of its area"),
  safety: z
    .enum(safetyClasses)
    .optional()
    .describe(
      "`confirm` asks first, `code` asks for `commands.code`, `locked` is never acted on; left out: by kind",
    ),
  schema: z.enum(profileNames).default("zigbee2mqtt").describe("how the device speaks on MQTT"),
  topic: topic.optional().describe("base topic the profile builds its topics from"),
  unit: z.string().max(20).optional().describe("unit of its numeric state"),
  series: z
    .union([words(500), z.record(z.string(), words(500))])
    .optional()
    .describe(
      "series id that holds its history, or ids by attribute (`{ power: … }`); left out: found by topic",
    ),
  actions: z
    .partialRecord(z.enum(deeds), messageDefinition)
    .default({})
    .describe("messages of your own by action"),
  state: stateDefinition.optional().describe("where the device reports its state"),
  availability: stateDefinition
    .optional()
    .describe("where it is reported whether the device can be reached, as `online` or `offline`"),
  attributes: z
    .partialRecord(z.enum(attributeNames), attributeDefinition)
    .default({})
    .describe("values that can be set or asked for"),
  verifyTimeoutMs: z
    .number()
    .int()
    .min(0)
    .max(600_000)
    .optional()
    .describe("longest wait for the device to report the wanted state; left out: the general one"),
});
export type EntityDefinition = z.infer<typeof entityDefinition>;
export type EntityInput = z.input<typeof entityDefinition>;

/** Other names of an area, and its floor, for all things in it. */
export const areaDefinition = z.strictObject({
  name: words(100).describe("the area as entities name it"),
  aliases: z.array(words(100)).max(20).default([]).describe("other names for it"),
  floor: words(100).optional().describe("the floor or building it is on"),
});
export type AreaDefinition = z.infer<typeof areaDefinition>;
