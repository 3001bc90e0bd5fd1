import type { EntityInput } from "../../../src/commands/entities/definition.ts";
import { madeWord } from "./large-place.ts";

const areas = (
  "kitchen,bedroom,hall,garage,office,bathroom,nursery,cellar,attic,study,pantry,workshop,porch,living room,dining room," +
  "guest room,utility room,front garden,back garden,greenhouse,barn,stable,boiler room,packing line,loading bay"
).split(",");

const kinds: readonly (Pick<EntityInput, "kind" | "deviceClass" | "unit"> & { names: string })[] = [
  { kind: "light", names: "ceiling light,reading lamp,floor lamp,wall light,desk lamp" },
  { kind: "switch", names: "pump,kettle,coffee machine,charger,compressor" },
  { kind: "cover", deviceClass: "blind", names: "left blind,right blind,shutter" },
  { kind: "fan", names: "ceiling fan,extractor" },
  { kind: "sensor", deviceClass: "temperature", unit: "°C", names: "temperature,outside temperature" },
  { kind: "binarySensor", deviceClass: "window", names: "small window,large window" },
];

const sides = ["", "left ", "right ", "north ", "south ", "old ", "new ", "small ", "large ", "spare "];

/**
 * `count` things in 25 areas, half of them with the area in the name; every tenth has a brand that no dictionary knows.
 */
export function manyThings(count: number): EntityInput[] {
  return Array.from({ length: count }, (_, number) => {
    const area = areas[number % areas.length] as string;
    const nth = Math.floor(number / areas.length);
    const { names, ...kind } = kinds[(nth + number) % kinds.length] as (typeof kinds)[number];
    const list = names.split(",");
    const side = sides[Math.floor(nth / kinds.length) % sides.length] as string;
    const name = `${side}${list[(nth + number) % list.length]}`;
    const place = number % 2 === 0 ? `${area} ` : "";
    const brand = number % 10 === 0 ? `${madeWord(number)} ` : "";
    const suffix = Math.floor(number / (areas.length * kinds.length * sides.length)) || "";
    return {
      id: `thing-${number}`,
      name: `${place}${brand}${name} ${suffix}`.trim(),
      area,
      topic: `things/${number}`,
      ...kind,
    };
  });
}
