/** What kind of thing an entity is; decides the default sentences, actions and words for its states. */
export const entityKinds = [
  "light",
  "switch",
  "cover",
  "lock",
  "climate",
  "fan",
  "valve",
  "pump",
  "machine",
  "conveyor",
  "media",
  "vacuum",
  "mower",
  "robot",
  "humidifier",
  "sensor",
  "binarySensor",
  "scene",
  "siren",
  "weather",
] as const;
export type EntityKind = (typeof entityKinds)[number];

/** `normal`: acts at once. `confirm`: asks first. `code`: asks for a code. `locked`: never acted on by a command. */
export const safetyClasses = ["normal", "confirm", "code", "locked"] as const;
export type SafetyClass = (typeof safetyClasses)[number];

/** Something that can be asked about or acted on by name. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: EntityKind;
  /** Narrower word for the same kind, e.g. `curtain` or `garage` for a cover, `door` for a binary sensor. */
  readonly deviceClass: string | undefined;
  readonly area: string | undefined;
  readonly floor: string | undefined;
  readonly safety: SafetyClass;
  /** Unit of its numeric state. */
  readonly unit: string | undefined;
  /** Series in the store that hold its history, by field: `{ "": "<series id>" }`. */
  readonly series: Readonly<Record<string, string>>;
}
