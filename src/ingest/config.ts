import { section, setting, z } from "../core/schema.ts";
import { derivedRules } from "./derived/rules.ts";
import { checkTemplates, fieldPath, filter, type Path, wildcardNames } from "./rule-parts.ts";
import { windowRule } from "./window/rules.ts";

const live = { reload: "live" } as const;

const measureShape = {
  type: setting(
    z.enum(["auto", "number", "boolean", "enum"]).default("auto"),
    "What the value is; auto decides by the first one seen",
    live,
  ),
  unit: setting(
    z.string().max(24).optional(),
    "Unit as written for people; guessed from the field when left out",
    live,
  ),
  name: setting(
    z.string().min(1).max(120).optional(),
    "What a person calls it; may use {field} and the wildcards of the topic",
    live,
  ),
  states: setting(
    z.union([z.array(z.string()).min(2).max(256), z.record(z.string(), z.string())]).optional(),
    "State names by value from 0 (boolean: off and on), or a map from what the device sends to state names; no other value is taken",
    live,
  ),
  scale: setting(z.number().default(1), "A number is multiplied by this", live),
  offset: setting(z.number().default(0), "Added after the scale", live),
  isDecimalComma: setting(
    z.boolean().optional(),
    "Whether the comma of 1,234 is a decimal one; left out, such a number is refused as ambiguous",
    live,
  ),
};

const sensorRule = z
  .strictObject({
    topic: setting(
      filter,
      "Topics this rule is for; {zone} is + with a name, {rest#} is # with a name",
      live,
    ),
    isIgnored: setting(z.boolean().default(false), "Take nothing from these topics", live),
    field: setting(fieldPath.optional(), "Take this one field, e.g. environment.temperature", live),
    fields: setting(
      z
        .array(z.strictObject({ field: setting(fieldPath, "Field path", live), ...measureShape }))
        .min(1)
        .max(256)
        .optional(),
      "Take these fields; without field and fields, all of them are discovered",
      live,
    ),
    ...measureShape,
    device: setting(
      z.string().min(1).max(120).optional(),
      "Device they belong to; may use the wildcards of the topic",
      live,
    ),
    area: setting(
      z.string().min(1).max(120).optional(),
      "Where it is; may use the wildcards; left out, a wildcard named area, zone or room tells",
      live,
    ),
    timeField: setting(
      fieldPath.optional(),
      "Field that holds the time of the measurement; none looks in time.fields",
      live,
    ),
  })
  .superRefine((rule, context) => {
    if (rule.field !== undefined && rule.fields) {
      context.addIssue({ code: "custom", path: ["fields"], message: "give either field or fields" });
    }
    const known = new Set([...wildcardNames(rule.topic), "field"]);
    checkTemplates(context, known, { device: rule.device, area: rule.area, name: rule.name });
    checkBooleanStates(context, rule, []);
    for (const [position, measure] of (rule.fields ?? []).entries()) {
      checkTemplates(context, known, { name: measure.name }, ["fields", position]);
      checkBooleanStates(context, measure, ["fields", position]);
    }
  });

export type SensorRule = z.infer<typeof sensorRule>;

const logRule = z
  .strictObject({
    topic: setting(filter, "Topics this rule is for; may have named wildcards", live),
    isIgnored: setting(z.boolean().default(false), "Take nothing from these topics", live),
    source: setting(
      z.string().min(1).max(120).optional(),
      "Name of the log; may use the wildcards; left out, the topic",
      live,
    ),
    format: setting(
      z.enum(["auto", "text", "json", "syslog"]).default("auto"),
      "auto tells JSON and syslog lines from plain text line by line; a line that is not in the format is taken as text",
      live,
    ),
    device: setting(
      z.string().min(1).max(120).optional(),
      "Device the log is of; may use the wildcards",
      live,
    ),
    area: setting(z.string().min(1).max(120).optional(), "Where that is; may use the wildcards", live),
  })
  .superRefine((rule, context) => {
    const known = new Set(wildcardNames(rule.topic));
    checkTemplates(context, known, { source: rule.source, device: rule.device, area: rule.area });
  });

export type LogRule = z.infer<typeof logRule>;

function checkBooleanStates(
  context: z.RefinementCtx,
  measure: { type: string; states?: readonly string[] | Record<string, string> | undefined },
  path: Path,
): void {
  if (measure.type !== "boolean" || !measure.states) return;
  const names = new Set(Array.isArray(measure.states) ? measure.states : Object.values(measure.states));
  if (names.size === 2) return;
  context.addIssue({
    code: "custom",
    path: [...path, "states"],
    message: "a boolean has exactly two states",
  });
}

const count = (minimum: number, maximum: number, byDefault: number) =>
  z.int().min(minimum).max(maximum).default(byDefault);

export const ingestConfig = section(
  {
    qos: setting(
      z.union([z.literal(0), z.literal(1), z.literal(2)]).default(1),
      "Quality of service of the subscription",
      live,
    ),
    queueMessagesMax: setting(count(1, 1_000_000, 20_000), "Messages that may wait to be read", live),
    whenFull: setting(
      z.enum(["dropOldest", "dropNewest", "block"]).default("dropOldest"),
      "What happens when they are; block lets the broker hold QoS 1 messages back, commands among them",
      live,
    ),
    sensors: setting(
      z.array(sensorRule).max(1_000).default([]),
      "Sensor rules; the first that matches a topic counts",
      live,
    ),
    logs: setting(
      z
        .array(logRule)
        .max(1_000)
        .prefault([{ topic: "zigbee2mqtt/bridge/logging", source: "zigbee2mqtt", format: "json" }]),
      "Log rules; the first that matches a topic counts, and comes before sensor rules",
      live,
    ),
    windows: setting(
      z.array(windowRule).max(1_000).default([]),
      "Topics whose payloads are windows of a fast signal, such as vibration or sound; they come before sensor rules",
      live,
    ),
    logLastLevels: setting(
      z
        .array(z.string().min(1))
        .default(["log", "logs", "syslog", "journal", "journald", "console", "stdout", "stderr", "dmesg"]),
      "A topic without a rule whose last level is one of these is a log",
      live,
    ),
    derived: setting(
      derivedRules.default([]),
      "Series computed from others: difference, ratio, sum, mean, energy, rate, dew point, vapour-pressure deficit",
      live,
    ),
    derivedSeriesMax: setting(
      count(1, 10_000, 1_000),
      "Derived series that may exist; the next one is refused",
      live,
    ),
    discovery: section(
      {
        isEnabled: setting(
          z.boolean().default(true),
          "Take numbers, on/off values and states from topics without a rule",
          live,
        ),
        topics: setting(z.array(filter).min(1).default(["#"]), "Where to look", live),
        ignoreTopics: setting(
          z
            .array(filter)
            .default([
              "edgewise/#",
              "homeassistant/#",
              "hermes/#",
              "zigbee2mqtt/bridge/#",
              "cmnd/#",
              "$SYS/#",
            ]),
          "Where not to look; edgewise's own topics are never looked at",
          live,
        ),
        ignoreLastLevels: setting(
          z
            .array(z.string().min(1))
            .default(["set", "get", "command", "cmd", "cmnd", "request", "rpc", "ota", "config"]),
          "Topics with one of these last levels are commands or settings, not measurements",
          live,
        ),
        ignoreFields: setting(
          z.array(z.string().min(1)).default(defaultIgnoredFields()),
          "Fields not to take, with what is inside them; * stands for anything; small letters with _ between words",
          live,
        ),
        diagnosticFields: setting(
          z
            .array(z.string().min(1))
            .default([
              "linkquality",
              "link_quality",
              "lqi",
              "rssi",
              "*_rssi",
              "snr",
              "signal",
              "signal_strength",
              "battery",
              "battery_*",
              "uptime",
              "*_uptime",
              "heap",
              "free_heap",
              "load_avg",
            ]),
          "Fields about the device rather than what it measures; their series are marked",
          live,
        ),
        depthMax: setting(count(1, 16, 4), "Levels of nesting to look into", live),
        arrayItemsMax: setting(count(0, 256, 8), "Arrays with more items than this are left alone", live),
        enumStatesMax: setting(
          count(2, 256, 16),
          "A text with more different values than this is no state",
          live,
        ),
      },
      "Automatic discovery of series in topics that no rule names",
    ),
    time: section(
      {
        fields: setting(
          z
            .array(fieldPath)
            .default(["ts", "time", "timestamp", "last_seen", "datetime", "Time", "Timestamp"]),
          "Fields that hold the time of a measurement, first found first",
          live,
        ),
        zone: setting(z.enum(["local", "utc"]).default("local"), "Zone of times that name none", live),
        futureMaxHours: setting(
          z.number().min(0).default(24),
          "A time further ahead of this board's clock is replaced by the time of arrival",
          live,
        ),
        pastMaxDays: setting(
          z.number().min(0).default(30),
          "A time further back is replaced by the time of arrival",
          live,
        ),
      },
      "How the time of a measurement or log line is told",
    ),
    seriesCountMax: setting(
      count(1, 100_000, 10_000),
      "Series that may exist; the next one is refused",
      live,
    ),
    fieldsPerTopicMax: setting(count(1, 10_000, 64), "Series that one topic may have", live),
    windowTopicsMax: setting(
      count(1, 10_000, 200),
      "Topics with windows that are read; those of the next one are refused",
      live,
    ),
    windowSamplesMax: setting(count(64, 1_048_576, 65_536), "Samples that one window may have", live),
    windowBytesMax: setting(
      count(128, 16_777_216, 1_048_576),
      "Larger payloads with windows are refused; bus.payloadBytesMax must let them through",
      live,
    ),
    payloadBytesMax: setting(count(16, 16_777_216, 131_072), "Larger payloads are refused", live),
    valueAbsMax: setting(z.number().positive().default(1e18), "Numbers further from zero are refused", live),
    lineLengthMax: setting(count(64, 65_536, 4_096), "Characters kept of one log line", live),
    linesPerPayloadMax: setting(count(1, 100_000, 1_000), "Log lines taken from one payload", live),
  },
  "Sensors and logs from MQTT",
);

export type IngestConfig = z.infer<typeof ingestConfig>;

function defaultIgnoredFields(): string[] {
  return [
    ...[
      "id",
      "*_id",
      "uuid",
      "guid",
      "mac",
      "mac_address",
      "ip",
      "ip_address",
      "address",
      "ieee_address",
      "serial",
    ],
    ...[
      "serial_number",
      "sn",
      "seq",
      "sequence",
      "sequence_number",
      "msg_no",
      "counter",
      "nonce",
      "hash",
      "signature",
    ],
    ...[
      "version",
      "*_version",
      "firmware",
      "update",
      "model",
      "model_id",
      "manufacturer",
      "vendor",
      "schema",
    ],
    ...[
      "friendly_name",
      "name",
      "device",
      "description",
      "unit",
      "units",
      "unit_of_measurement",
      "temp_unit",
    ],
    ...[
      "message",
      "msg",
      "error_message",
      "url",
      "ssid",
      "bssid",
      "channel",
      "host",
      "hostname",
      "color",
      "elapsed",
    ],
    ...[
      "last_seen",
      "timestamp",
      "datetime",
      "date",
      "year",
      "month",
      "day",
      "timezone",
      "tz",
      "quality",
      "key",
    ],
  ];
}
