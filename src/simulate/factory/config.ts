/** What a person at this factory writes into the configuration of edgewise. */
export const factoryConfig = {
  ingest: {
    sensors: [
      {
        topic: "factory/line1/press",
        device: "press",
        area: "Line 1",
        fields: [
          { field: "state", type: "enum", name: "press state" },
          { field: "cycles", name: "press cycles" },
          { field: "vibration", unit: "mm/s", name: "press vibration" },
          { field: "bearing_temperature", unit: "°C", name: "press bearing temperature" },
          { field: "oil_temperature", unit: "°C", name: "press oil temperature" },
          { field: "hydraulic_pressure", unit: "bar", name: "press hydraulic pressure" },
          { field: "motor_current", unit: "A", name: "press motor current" },
        ],
      },
      { topic: "factory/line1/conveyor", device: "conveyor", area: "Line 1" },
      {
        topic: "factory/utilities/compressor",
        device: "compressor",
        area: "Utilities",
        fields: [
          { field: "state", type: "boolean", name: "compressor" },
          { field: "load", type: "boolean", name: "compressor load" },
          { field: "pressure", unit: "bar", name: "air pressure" },
          { field: "oil_temperature", unit: "°C", name: "compressor oil temperature" },
          { field: "motor_current", unit: "A", name: "compressor motor current" },
        ],
      },
      { topic: "factory/hall/climate", name: "hall {field}", area: "Hall" },
    ],
    logs: [
      { topic: "factory/line1/plc/log", source: "PLC", device: "press", area: "Line 1" },
      { topic: "factory/line1/pc/log", source: "line PC", device: "press", area: "Line 1" },
      {
        topic: "factory/utilities/compressor/log",
        source: "compressor",
        device: "compressor",
        area: "Utilities",
      },
      { topic: "factory/gateway/syslog", source: "gateway", format: "syslog" },
    ],
  },
  anomaly: {
    thresholds: [
      {
        // Zone D of ISO 10816-3 for such machines.
        name: "press vibration too high",
        series: "factory/line1/press:vibration",
        above: 7.1,
        hysteresis: 1,
        forMs: 120_000,
        severity: "warning",
      },
      {
        name: "air pressure low",
        series: "factory/utilities/compressor:pressure",
        below: 5.5,
        hysteresis: 0.3,
        forMs: 120_000,
        severity: "critical",
      },
    ],
  },
  commands: {
    areas: [{ name: "Line 1", aliases: ["first line"] }, { name: "Hall" }, { name: "Utilities" }],
    entities: [
      {
        name: "Press",
        kind: "machine",
        area: "Line 1",
        schema: "json",
        topic: "factory/line1/press",
        safety: "confirm",
      },
      {
        name: "Conveyor",
        aliases: ["belt"],
        kind: "conveyor",
        area: "Line 1",
        schema: "json",
        topic: "factory/line1/conveyor",
        attributes: {
          speed: { set: { payload: { speed: "{value}" } }, state: { field: "speed" }, min: 10, max: 80 },
        },
      },
      {
        name: "Compressor",
        kind: "machine",
        area: "Utilities",
        schema: "json",
        topic: "factory/utilities/compressor",
        safety: "confirm",
      },
      {
        name: "Exhaust fan",
        aliases: ["ventilation"],
        kind: "fan",
        area: "Hall",
        schema: "json",
        topic: "factory/hall/exhaust_fan",
      },
      sensor(
        "Bearing temperature",
        "temperature",
        "Line 1",
        "factory/line1/press",
        "bearing_temperature",
        "°C",
      ),
      sensor("Press vibration", "vibration", "Line 1", "factory/line1/press", "vibration", "mm/s"),
      sensor("Hydraulic pressure", "pressure", "Line 1", "factory/line1/press", "hydraulic_pressure", "bar"),
      sensor("Air pressure", "pressure", "Utilities", "factory/utilities/compressor", "pressure", "bar"),
    ],
  },
};

export const factoryCommands = [
  "turn on the exhaust fan",
  "the exhaust fan can go off now",
  "set the speed of the conveyor to 60 percent",
  "is the press running",
  "what is the bearing temperature",
  "stop the conveyor",
  "start the conveyor",
  "what was the highest press vibration today",
  "when was the press last running",
  "what happened today",
];

function sensor(name: string, deviceClass: string, area: string, topic: string, field: string, unit: string) {
  return { name, kind: "sensor", deviceClass, area, schema: "json", topic, unit, state: { field } };
}
