/** What a person with this home writes into the configuration of edgewise. */
export const homeConfig = {
  ingest: {
    sensors: [
      climateRule("living_room", "Living room"),
      climateRule("kitchen", "Kitchen"),
      climateRule("bedroom", "Bedroom"),
      radiatorRule("living_room", "Living room"),
      radiatorRule("bedroom", "Bedroom"),
      { topic: "zigbee2mqtt/freezer", device: "freezer", area: "Kitchen" },
      { topic: "zigbee2mqtt/freezer_plug", name: "freezer {field}", device: "freezer", area: "Kitchen" },
      contactRule("front_door", "front door", "Hall"),
      contactRule("bedroom_window", "bedroom window", "Bedroom"),
      {
        topic: "zigbee2mqtt/kitchen_leak",
        device: "kitchen leak sensor",
        area: "Kitchen",
        fields: [
          {
            field: "water_leak",
            type: "boolean",
            name: "kitchen floor",
            states: { false: "dry", true: "wet" },
          },
          { field: "battery", unit: "%", name: "kitchen leak sensor battery" },
        ],
      },
    ],
    logs: [{ topic: "zigbee2mqtt/bridge/logging", source: "Zigbee2MQTT", format: "json" }],
  },
  anomaly: {
    thresholds: [
      {
        name: "freezer too warm",
        series: "zigbee2mqtt/freezer:temperature",
        above: -12,
        hysteresis: 1,
        forMs: 300_000,
        severity: "critical",
      },
    ],
  },
  commands: {
    areas: [
      { name: "Living room", aliases: ["lounge"], floor: "Ground floor" },
      { name: "Kitchen", floor: "Ground floor" },
      { name: "Hall", aliases: ["entrance"], floor: "Ground floor" },
      { name: "Bedroom", floor: "Upstairs" },
    ],
    entities: [
      lamp("Kitchen lamp", "Kitchen", ["kitchen light"]),
      lamp("Living room lamp", "Living room", ["reading lamp"]),
      lamp("Bedroom lamp", "Bedroom", ["bedside light"]),
      lamp("Hall lamp", "Hall", []),
      thermostat("Living room radiator", "Living room"),
      thermostat("Bedroom radiator", "Bedroom"),
      {
        name: "Washing machine",
        aliases: ["washer"],
        kind: "switch",
        area: "Kitchen",
        topic: "zigbee2mqtt/washing_machine",
      },
      {
        name: "Freezer plug",
        kind: "switch",
        area: "Kitchen",
        topic: "zigbee2mqtt/freezer_plug",
        // A freezer that is off by mistake is found out too late.
        safety: "locked",
      },
      contact("Front door", "door", "Hall"),
      contact("Bedroom window", "window", "Bedroom"),
      {
        name: "Hall motion",
        kind: "binarySensor",
        deviceClass: "motion",
        area: "Hall",
        topic: "zigbee2mqtt/hall_motion",
      },
      {
        name: "Kitchen leak sensor",
        kind: "binarySensor",
        deviceClass: "leak",
        area: "Kitchen",
        topic: "zigbee2mqtt/kitchen_leak",
      },
      temperature("Living room temperature", "Living room", "living_room_climate"),
      temperature("Kitchen temperature", "Kitchen", "kitchen_climate"),
      temperature("Bedroom temperature", "Bedroom", "bedroom_climate"),
      { ...temperature("Freezer temperature", "Kitchen", "freezer"), aliases: ["freezer"] },
    ],
  },
};

export const homeCommands = [
  "turn on the kitchen lamp",
  "i can't see a thing in the hall, put the lamp on",
  "set the living room lamp to 40 percent",
  "is the front door open",
  "what is the temperature in the bedroom",
  "set the bedroom radiator to 20 degrees",
  "what was the highest freezer temperature today",
  "when was the front door last opened",
  "turn off all the lights",
  "what happened today",
];

function climateRule(name: string, area: string) {
  return {
    topic: `zigbee2mqtt/${name}_climate`,
    name: `${area.toLowerCase()} {field}`,
    device: `${area.toLowerCase()} sensor`,
    area,
  };
}

function radiatorRule(name: string, area: string) {
  const device = `${area.toLowerCase()} radiator`;
  return {
    topic: `zigbee2mqtt/${name}_radiator`,
    device,
    area,
    fields: [
      { field: "local_temperature", unit: "°C", name: `${device} temperature` },
      { field: "occupied_heating_setpoint", unit: "°C", name: `${device} setpoint` },
      { field: "running_state", name: `${device} state` },
      { field: "battery", unit: "%", name: `${device} battery` },
    ],
  };
}

function contactRule(topic: string, name: string, area: string) {
  return {
    topic: `zigbee2mqtt/${topic}`,
    device: name,
    area,
    fields: [
      { field: "contact", type: "boolean", name, states: { true: "closed", false: "open" } },
      { field: "battery", unit: "%", name: `${name} battery` },
    ],
  };
}

function topicOf(name: string): string {
  return `zigbee2mqtt/${name.toLowerCase().replaceAll(" ", "_")}`;
}

function lamp(name: string, area: string, aliases: string[]) {
  return { name, aliases, kind: "light", area, topic: topicOf(name) };
}

function thermostat(name: string, area: string) {
  return { name, aliases: [`${area} thermostat`], kind: "climate", area, topic: topicOf(name) };
}

function contact(name: string, deviceClass: string, area: string) {
  return { name, kind: "binarySensor", deviceClass, area, topic: topicOf(name) };
}

function temperature(name: string, area: string, topic: string) {
  return {
    name,
    kind: "sensor",
    deviceClass: "temperature",
    area,
    topic: `zigbee2mqtt/${topic}`,
    unit: "°C",
  };
}
