import type { EntityKind } from "../../domain/entity.ts";

/** A value of a thing, other than its main state, that can be set or asked for. */
export interface AttributeKind {
  /** As said in replies. */
  word: string;
  unit: string | undefined;
  /** Range that is accepted when the configuration names none; undefined for values that are words. */
  range: { min: number; max: number } | undefined;
  /** How far one `increase` or `decrease` without a number goes. */
  step: number;
  /** Kinds whose `set … to N` without an attribute means this one. */
  isMainOf: readonly EntityKind[];
}

export const attributeNames = [
  "brightness",
  "colourTemperature",
  "colour",
  "temperature",
  "humidity",
  "position",
  "speed",
  "volume",
  "level",
  "mode",
] as const;
export type AttributeName = (typeof attributeNames)[number];

const percent = { unit: "%", range: { min: 0, max: 100 } };

export const attributeKinds = {
  brightness: { word: "brightness", ...percent, step: 20, isMainOf: ["light"] },
  colourTemperature: {
    word: "colour temperature",
    unit: "K",
    range: { min: 2000, max: 6500 },
    step: 500,
    isMainOf: [],
  },
  colour: { word: "colour", unit: undefined, range: undefined, step: 0, isMainOf: [] },
  temperature: {
    word: "temperature",
    unit: "°C",
    range: { min: 5, max: 35 },
    step: 1,
    isMainOf: ["climate"],
  },
  humidity: { word: "humidity", ...percent, step: 5, isMainOf: ["humidifier"] },
  position: { word: "position", ...percent, step: 20, isMainOf: ["cover", "valve"] },
  speed: { word: "speed", ...percent, step: 20, isMainOf: ["fan", "pump", "conveyor", "machine"] },
  volume: { word: "volume", ...percent, step: 10, isMainOf: ["media", "siren"] },
  level: { word: "level", ...percent, step: 10, isMainOf: [] },
  mode: { word: "mode", unit: undefined, range: undefined, step: 0, isMainOf: [] },
} as const satisfies Record<AttributeName, AttributeKind>;

/** The attribute that `set <thing> to <number>` means for a kind. */
export function mainAttribute(kind: EntityKind): AttributeName | undefined {
  return attributeNames.find((name) =>
    (attributeKinds[name].isMainOf as readonly EntityKind[]).includes(kind),
  );
}
