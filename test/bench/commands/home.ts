/** What the bench tells edgewise and, by the kinds of Home Assistant, the template matcher about a thing. */
export interface HomeThing {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly kind: string;
  readonly deviceClass?: string;
  readonly area?: string;
  readonly topic: string;
  readonly [setting: string]: unknown;
}

const colour = {
  colour: { set: { payload: { color: "{value}" } }, state: { field: "color" } },
  colourTemperature: {
    set: { payload: { color_temp: "{value}" } },
    state: { field: "color_temp" },
    unit: "K",
  },
};
const speed = { speed: { set: { payload: { speed: "{value}" } }, state: { field: "speed" } } };
const volume = { volume: { set: { payload: { volume: "{value}" } }, state: { field: "volume" } } };

/** A flat with a garden: 30 things in 8 areas. Nothing in it asks for a confirmation but the lock and the garage. */
export const things: readonly HomeThing[] = [
  {
    name: "Kitchen light",
    aliases: ["kitchen ceiling light"],
    kind: "light",
    area: "Kitchen",
    topic: "h/k_light",
  },
  { name: "Counter lamp", aliases: ["worktop lamp"], kind: "light", area: "Kitchen", topic: "h/counter" },
  { name: "Coffee machine", aliases: ["coffee maker"], kind: "switch", area: "Kitchen", topic: "h/coffee" },
  { name: "Kettle", kind: "switch", area: "Kitchen", topic: "h/kettle" },
  {
    name: "Kitchen radio",
    kind: "media",
    area: "Kitchen",
    schema: "json",
    topic: "h/radio",
    attributes: volume,
  },
  {
    name: "Kitchen temperature",
    kind: "sensor",
    deviceClass: "temperature",
    area: "Kitchen",
    topic: "h/k_temp",
    unit: "°C",
  },
  { name: "Floor lamp", kind: "light", area: "Living room", topic: "h/floor_lamp", attributes: colour },
  { name: "Reading lamp", kind: "light", area: "Living room", topic: "h/reading" },
  {
    name: "Television",
    aliases: ["TV", "telly"],
    kind: "media",
    area: "Living room",
    schema: "json",
    topic: "h/tv",
    attributes: volume,
  },
  {
    name: "Living room curtains",
    kind: "cover",
    deviceClass: "curtain",
    area: "Living room",
    topic: "h/curtains",
  },
  {
    name: "Living room thermostat",
    aliases: ["thermostat"],
    kind: "climate",
    area: "Living room",
    topic: "h/heat",
  },
  { name: "Bedroom lamp", kind: "light", area: "Bedroom", topic: "h/b_lamp", attributes: colour },
  { name: "Bedroom blind", kind: "cover", deviceClass: "blind", area: "Bedroom", topic: "h/blind" },
  { name: "Ceiling fan", kind: "fan", area: "Bedroom", topic: "h/fan", attributes: speed },
  { name: "Bedroom radiator", kind: "climate", area: "Bedroom", topic: "h/radiator" },
  {
    name: "Bedroom temperature",
    kind: "sensor",
    deviceClass: "temperature",
    area: "Bedroom",
    topic: "h/b_temp",
    unit: "°C",
  },
  { name: "Bathroom light", kind: "light", area: "Bathroom", topic: "h/bath" },
  { name: "Bathroom fan", kind: "fan", area: "Bathroom", topic: "h/bath_fan" },
  {
    name: "Bathroom window",
    kind: "binarySensor",
    deviceClass: "window",
    area: "Bathroom",
    topic: "h/bath_window",
  },
  { name: "Hall light", kind: "light", area: "Hall", topic: "h/hall" },
  { name: "Front door", kind: "lock", area: "Hall", topic: "h/front_door" },
  {
    name: "Robot vacuum",
    aliases: ["hoover"],
    kind: "vacuum",
    area: "Hall",
    topic: "h/vacuum",
    actions: { clean: { payload: { clean: "{value}" } } },
  },
  { name: "Desk lamp", kind: "light", area: "Study", topic: "h/desk" },
  { name: "Printer", kind: "switch", area: "Study", topic: "h/printer" },
  { name: "Study shutter", kind: "cover", deviceClass: "shutter", area: "Study", topic: "h/shutter" },
  {
    name: "Garage door",
    kind: "cover",
    deviceClass: "garage",
    area: "Garage",
    topic: "h/garage",
    safety: "confirm",
  },
  { name: "Garage light", kind: "light", area: "Garage", topic: "h/garage_light" },
  { name: "Patio lights", kind: "light", area: "Garden", topic: "h/patio" },
  { name: "Weather", kind: "weather", area: "Garden", schema: "json", topic: "h/weather", unit: "°C" },
  { name: "Movie night", kind: "scene", schema: "plain", topic: "h/scene_movie" },
];

/** What they report, so that questions have an answer. */
export const states: Readonly<Record<string, unknown>> = {
  "h/k_light": { state: "ON", brightness: 203 },
  "h/counter": { state: "OFF", brightness: 127 },
  "h/coffee": { state: "OFF" },
  "h/kettle": { state: "OFF" },
  "h/radio": { state: "playing", volume: 30 },
  "h/k_temp": { temperature: 22.4 },
  "h/floor_lamp": { state: "ON", brightness: 127, color: "white", color_temp: 3000 },
  "h/reading": { state: "OFF", brightness: 127 },
  "h/tv": { state: "on", volume: 40 },
  "h/curtains": { state: "CLOSE", position: 0 },
  "h/heat": { system_mode: "heat", occupied_heating_setpoint: 19, local_temperature: 19.5 },
  "h/b_lamp": { state: "ON", brightness: 127, color: "white", color_temp: 3000 },
  "h/blind": { state: "OPEN", position: 100 },
  "h/fan": { state: "OFF", speed: 40 },
  "h/radiator": { system_mode: "heat", occupied_heating_setpoint: 18, local_temperature: 17.2 },
  "h/b_temp": { temperature: 17.2 },
  "h/bath": { state: "OFF", brightness: 127 },
  "h/bath_fan": { state: "OFF" },
  "h/bath_window": { contact: false },
  "h/hall": { state: "OFF", brightness: 127 },
  "h/front_door": { state: "LOCK" },
  "h/vacuum": { state: "docked" },
  "h/desk": { state: "OFF", brightness: 127 },
  "h/printer": { state: "ON" },
  "h/shutter": { state: "OPEN", position: 100 },
  "h/garage": { state: "CLOSE", position: 0 },
  "h/garage_light": { state: "OFF", brightness: 127 },
  "h/patio": { state: "OFF", brightness: 127 },
  "h/weather": { temperature: 11.5, humidity: 82, condition: "cloudy" },
};
