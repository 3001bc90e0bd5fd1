import { setting, z } from "../../core/schema.ts";
import { checkTemplates, fieldPath, filter, wildcardNames } from "../rule-parts.ts";

const live = { reload: "live" } as const;

export const windowRule = z
  .strictObject({
    topic: setting(filter, "Topics this rule is for; may have named wildcards", live),
    encoding: setting(
      z.enum(["json", "int16", "float32"]).default("json"),
      "json: a list of numbers, or an object with one; int16, float32: the bare samples, little-endian",
      live,
    ),
    field: setting(
      fieldPath.min(1).optional(),
      "Field of the object with the samples; left out, samples or values",
      live,
    ),
    fields: setting(
      z.array(fieldPath.min(1)).min(1).max(3).optional(),
      "Fields of the object with the samples of one signal each, such as the axes x, y and z",
      live,
    ),
    rateHz: setting(
      z.number().positive().max(10_000_000).optional(),
      "Samples per second; left out, the object says it",
      live,
    ),
    rateField: setting(
      fieldPath.min(1).optional(),
      "Field of the object with the rate; left out, rate, sampleRate, sample_rate, hz or fs",
      live,
    ),
    unit: setting(
      z.string().min(1).max(24).optional(),
      "Unit of the samples after the scale; left out, the unit of the object if it has one. From g or m/s² the RMS velocity follows too",
      live,
    ),
    scale: setting(z.number().default(1), "The samples are multiplied by this", live),
    bandEdgesHz: setting(
      z.array(z.number().positive().max(5_000_000)).min(2).max(5).optional(),
      "Where the frequency bands begin and end, rising; left out, up to four bands over three decades that follow from the rate",
      live,
    ),
    name: setting(
      z.string().min(1).max(100).optional(),
      "What a person calls the signal; may use the wildcards of the topic; left out, the topic tells",
      live,
    ),
    device: setting(
      z.string().min(1).max(120).optional(),
      "Device it belongs to; may use the wildcards",
      live,
    ),
    area: setting(z.string().min(1).max(120).optional(), "Where that is; may use the wildcards", live),
    timeField: setting(
      fieldPath.min(1).optional(),
      "Field of the object that holds the time of the window; none looks in time.fields",
      live,
    ),
  })
  .superRefine((rule, context) => {
    const { name, device, area, bandEdgesHz = [] } = rule;
    checkTemplates(context, new Set(wildcardNames(rule.topic)), { name, device, area });
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const fallen = bandEdgesHz.findIndex((edge, at) => at > 0 && edge <= (bandEdgesHz[at - 1] ?? 0));
    if (fallen !== -1) complain(["bandEdgesHz", fallen], "every edge must be above the one before");
    if (rule.field !== undefined && rule.fields) complain(["fields"], "give either field or fields");
    if (new Set(rule.fields).size < (rule.fields?.length ?? 0))
      complain(["fields"], "a field is named twice");
    if (rule.encoding === "json") return;
    if (rule.rateHz === undefined)
      complain(["rateHz"], `${rule.encoding} samples do not say their rate; give it`);
    for (const key of ["field", "fields", "rateField", "timeField"] as const) {
      if (rule[key] !== undefined) complain([key], `${rule.encoding} samples have no fields`);
    }
  });

export type WindowRule = z.infer<typeof windowRule>;
