export type SlotValues = Readonly<Record<string, string | number>>;

const place = /\{([A-Za-z][A-Za-z0-9_.-]*)\}/g;

/** Names of the slots that a template (text, or JSON with texts in it) uses. */
export function slotsNamed(template: unknown): string[] {
  if (typeof template === "string") return [...template.matchAll(place)].map(([, slot = ""]) => slot);
  if (typeof template !== "object" || template === null) return [];
  return Object.values(template).flatMap(slotsNamed);
}

/** `{slot}` inside a text becomes what was said; of a slot without a value, nothing. */
export function fillText(template: string, values: SlotValues): string {
  return template.replace(place, (_, slot: string) =>
    Object.hasOwn(values, slot) ? String(values[slot]) : "",
  );
}

/** A payload: of JSON, a text that is `{slot}` alone becomes the value itself (null if it has none), as a number if it is one. */
export function fillPayload(template: unknown, values: SlotValues): string {
  if (typeof template === "string") return fillText(template, values);
  if (typeof template === "number" || typeof template === "boolean") return String(template);
  return JSON.stringify(template, (_, part: unknown) => {
    if (typeof part !== "string") return part;
    const alone = /^\{([A-Za-z][A-Za-z0-9_.-]*)\}$/.exec(part)?.[1];
    if (alone === undefined) return fillText(part, values);
    return Object.hasOwn(values, alone) ? values[alone] : null;
  });
}
