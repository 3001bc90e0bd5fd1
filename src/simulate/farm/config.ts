/** What a person with this farm writes into the configuration of edgewise. */
export const farmConfig = {
  ingest: {
    sensors: [
      { topic: "farm/zone/{zone}/soil", name: "zone {zone} soil {field}", device: "zone {zone} soil sensor" },
      {
        topic: "farm/zone/{zone}/valve",
        device: "zone {zone} valve",
        fields: [{ field: "state", type: "boolean", name: "zone {zone} valve", states: ["closed", "open"] }],
      },
      {
        topic: "farm/pump",
        device: "irrigation pump",
        area: "Pump house",
        fields: [
          { field: "state", type: "boolean", name: "irrigation pump" },
          { field: "flow", unit: "l/min", name: "irrigation flow" },
          { field: "power", unit: "W", name: "irrigation pump power" },
          { field: "pressure", unit: "bar", name: "irrigation pump pressure" },
        ],
      },
      {
        topic: "farm/tank",
        field: "level",
        unit: "%",
        name: "tank level",
        device: "tank",
        area: "Pump house",
      },
      { topic: "farm/greenhouse/climate", name: "greenhouse {field}", area: "Greenhouse" },
      { topic: "farm/greenhouse/heater", device: "greenhouse heater", area: "Greenhouse" },
      { topic: "farm/greenhouse/vent", device: "roof vent", area: "Greenhouse" },
      { topic: "farm/greenhouse/lights", device: "grow lights", area: "Greenhouse" },
      {
        topic: "farm/weather",
        device: "weather station",
        area: "Outside",
        fields: [
          { field: "temperature", unit: "°C", name: "outside temperature" },
          { field: "humidity", unit: "%", name: "outside humidity" },
          { field: "wind_speed", unit: "m/s", name: "wind speed" },
          { field: "solar", unit: "W/m²", name: "sunlight" },
        ],
      },
    ],
    logs: [{ topic: "farm/gateway/log", source: "field gateway", format: "syslog" }],
  },
  anomaly: {
    thresholds: [
      {
        name: "frost in the greenhouse",
        series: "farm/greenhouse/climate:temperature",
        below: 8,
        hysteresis: 1,
        forMs: 120_000,
        severity: "critical",
      },
      { name: "tank nearly empty", series: "farm/tank:level", below: 30, hysteresis: 3, severity: "warning" },
    ],
  },
  commands: {
    areas: [{ name: "Greenhouse", aliases: ["glasshouse"] }, { name: "Pump house" }, { name: "Field" }],
    entities: [
      {
        name: "Irrigation pump",
        aliases: ["water pump"],
        kind: "pump",
        area: "Pump house",
        schema: "json",
        topic: "farm/pump",
      },
      valve(1),
      valve(2),
      valve(3),
      {
        name: "Roof vent",
        kind: "cover",
        deviceClass: "vent",
        area: "Greenhouse",
        schema: "json",
        topic: "farm/greenhouse/vent",
      },
      {
        name: "Grow lights",
        kind: "light",
        area: "Greenhouse",
        schema: "json",
        topic: "farm/greenhouse/lights",
      },
      sensor(
        "Greenhouse temperature",
        "temperature",
        "Greenhouse",
        "farm/greenhouse/climate",
        "temperature",
        "°C",
      ),
      sensor("Greenhouse humidity", "humidity", "Greenhouse", "farm/greenhouse/climate", "humidity", "%"),
      sensor("Tank level", "level", "Pump house", "farm/tank", "level", "%"),
    ],
  },
};

export const farmCommands = [
  "what is the temperature in the greenhouse",
  "start the irrigation pump",
  "is the pump running",
  "stop the irrigation pump",
  "open the roof vent to 30 percent",
  "set the grow lights to 60 percent",
  "the grow lights want to come down a touch",
  "what was the highest temperature in the greenhouse today",
  "when did the pump last run",
  "what happened today",
];

function valve(zone: number) {
  return {
    name: `Zone ${zone} valve`,
    kind: "valve",
    area: "Field",
    schema: "json",
    topic: `farm/zone/${zone}/valve`,
  };
}

function sensor(name: string, deviceClass: string, area: string, topic: string, field: string, unit: string) {
  return { name, kind: "sensor", deviceClass, area, schema: "json", topic, unit, state: { field } };
}
