import { type EntityKind, entityKinds } from "../../domain/entity.ts";
import type { SlotName } from "../grammar/intents.ts";
import type { GrammarMatch } from "../grammar/types.ts";

/** What a request is about, in words: names and places as they were read, before any of them is looked up. */
export interface Phrase {
  names: readonly string[];
  areas: readonly string[];
  floor: string | undefined;
  kind: EntityKind | undefined;
  deviceClass: string | undefined;
  /** The word for the kind or class as it was said: "heaters". */
  kindWord: string | undefined;
  isAll: boolean;
  /** "Both": of more than two it is not clear which. */
  isBoth: boolean;
  /** "here", "in this room". */
  isHere: boolean;
  excepts: readonly string[];
  exceptArea: string | undefined;
}

export function phraseOf(match: Pick<GrammarMatch, "slots" | "slotTexts">): Phrase {
  const text = (name: SlotName) => textSlot(match, name);
  const kind = text("domain");
  return {
    names: present([text("name"), text("name2"), text("name3")]),
    areas: present([text("area"), text("area2")]),
    floor: text("floor"),
    kind: isEntityKind(kind) ? kind : undefined,
    deviceClass: text("deviceClass") ?? (isEntityKind(kind) ? undefined : kind),
    kindWord: match.slotTexts.domain ?? match.slotTexts.deviceClass,
    isAll: text("all") !== undefined,
    isBoth: text("all") === "both",
    isHere: text("here") !== undefined,
    excepts: present([text("except"), text("except2")]),
    exceptArea: text("exceptArea"),
  };
}

/** Whether any words say what is meant. */
export function namesTarget({ names, areas, kind, deviceClass, floor, isHere, isAll }: Phrase): boolean {
  return (
    names.length > 0 ||
    areas.length > 0 ||
    kind !== undefined ||
    deviceClass !== undefined ||
    floor !== undefined ||
    isHere ||
    isAll
  );
}

/** A slot as text; own properties only, since slot names come from sentence files. */
export function textSlot(match: Pick<GrammarMatch, "slots">, name: SlotName): string | undefined {
  const value = Object.hasOwn(match.slots, name) ? match.slots[name] : undefined;
  return value === undefined ? undefined : String(value);
}

/** A slot as a finite number. */
export function numberSlot(match: Pick<GrammarMatch, "slots">, name: SlotName): number | undefined {
  const value = Object.hasOwn(match.slots, name) ? match.slots[name] : undefined;
  if (value === undefined || value === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function present(values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined && value !== "") as string[];
}

function isEntityKind(value: string | undefined): value is EntityKind {
  return value !== undefined && (entityKinds as readonly string[]).includes(value);
}
