import { describe, expect, it } from "vitest";
import type { Facts } from "../../../../src/domain/facts.ts";
import { guard } from "../../../../src/summaries/guard/guard.ts";
import type { Language } from "../../../../src/summaries/language.ts";
import { bearing, facts, pressLog, view } from "../examples.ts";

/** The vibration, 40 seconds later the bearing temperature, 20 seconds later the log. */
const press = facts([{}, bearing, pressLog], { isOrderKnown: true });

function refused(text: string, given: Facts = press, language: Language = "en"): string | undefined {
  return guard(text, { facts: given, style: "report", view, language })?.reason;
}

describe("guard on what came before what", () => {
  it.each([
    "First the press-1 vibration rose, then the press-1 bearing temperature rose.",
    "The press-1 vibration rose first.",
    "First the press-1 vibration rose, then 40 seconds later the bearing temperature rose, and then the press log had a new line.",
    "The press-1 vibration rose, followed by the bearing temperature and the press log.",
    "The press-1 bearing temperature followed the press-1 vibration.",
    "The press-1 bearing temperature rose after the press-1 vibration.",
    "After the press-1 vibration, the bearing temperature rose.",
    "The press-1 vibration rose before the bearing temperature.",
    "The press-1 vibration rose. The bearing temperature rose afterwards.",
    "The press-1 vibration rose to 9.13 mm/s. The press log then had a new line.",
    "The press-1 bearing temperature rose to 92 °C; before that the press-1 vibration rose.",
    "Check the press-1 vibration first.",
    "It began with the press-1 vibration.",
    "The press log came last.",
    'The press log said "bearing temperature high" when the press-1 vibration was already high.',
  ])("lets the order of the facts pass: %s", (text) => {
    expect(refused(text)).toBeUndefined();
  });

  it.each([
    "First the press-1 bearing temperature rose, then the press-1 vibration rose.",
    "The press-1 bearing temperature rose first.",
    "The press-1 bearing temperature was the first sign.",
    "The press-1 bearing temperature rose, then the press-1 vibration rose.",
    "The press-1 vibration rose, then the press log had a new line, then the bearing temperature rose.",
    "The press-1 vibration followed the bearing temperature.",
    "The press-1 bearing temperature rose, followed by the press-1 vibration.",
    "The press-1 bearing temperature rose, and the press-1 vibration followed.",
    "The press-1 vibration rose after the press-1 bearing temperature.",
    "After the press-1 bearing temperature, the press-1 vibration rose.",
    "Following the press-1 bearing temperature, the press-1 vibration rose.",
    "The press-1 bearing temperature rose before the press-1 vibration.",
    "The press-1 bearing temperature rose. The press-1 vibration rose afterwards.",
    "The press-1 bearing temperature rose earlier than the press-1 vibration.",
    "The press-1 vibration rose; before that the press-1 bearing temperature rose.",
    "It began with the press-1 bearing temperature.",
    'The press-1 vibration rose after "bearing temperature high".',
    "The press-1 vibration rose when the press-1 bearing temperature was already high.",
    "The press-1 bearing temperature led, then the press-1 vibration rose.",
    "The press-1 vibration rose last.",
    "Check the press-1 bearing temperature first.",
  ])("refuses an order turned round: %s", (text) => {
    expect(refused(text)).toBe("claim");
  });

  it.each([
    "The press-1 vibration rose because the bearing temperature rose.",
    "The press-1 vibration led to the bearing temperature.",
    "The press-1 vibration rose, so the bearing temperature rose.",
    "The press-1 vibration brought the bearing temperature up.",
    "The press-1 vibration took the bearing temperature up.",
    "Started by the press-1 vibration, the bearing temperature rose.",
    "The press-1 bearing temperature rose since the press-1 vibration rose.",
  ])("lets nobody name a cause, even one that came first: %s", (text) => {
    expect(refused(text)).toBe("claim");
  });

  it("lets pass an order of the later ones only where their times do not touch", () => {
    const touching = facts([{}, bearing, { ...pressLog, firstAt: bearing.firstAt ?? 0 }], {
      isOrderKnown: true,
    });
    const text = "The press-1 bearing temperature rose, then the press log had a new line.";
    expect(refused(text)).toBeUndefined();
    expect(refused(text, touching)).toBe("claim");
  });

  it("takes a word before a name for an order, too, where none is known", () => {
    const unordered = facts([{}, bearing]);
    expect(refused("The press-1 bearing temperature rose after the press-1 vibration.", unordered)).toBe(
      "claim",
    );
  });

  it("holds what came first only probably to the sign that did", () => {
    const probable = facts([pressLog, bearing], {
      firstSign: { subjectId: "press", kind: "logNovel", grounds: "outage" },
    });
    const log = 'the press log says "bearing temperature high"';
    const temperature = "the press-1 bearing temperature rose";
    expect(refused(`Probably first ${log}, then ${temperature}.`, probable)).toBeUndefined();
    expect(refused(`Probably first ${temperature}, then ${log}.`, probable)).toBe("claim");
  });

  it("takes a line that was missing before another for no order of subjects", () => {
    const order = { reason: "noStart", other: "press started" } as const;
    const waited = facts([{}, { ...pressLog, kind: "logOrder", order }], { isOrderKnown: true });
    const said = "schrieb „bearing temperature high“ ohne „press started“ davor";
    expect(refused(`Die press-1 vibration stieg. Das Log press ${said}.`, waited, "de")).toBeUndefined();
  });

  it.each([
    ["Zuerst stieg die press-1 vibration, dann die press-1 bearing temperature.", undefined],
    ["Zuerst stieg die press-1 bearing temperature, dann die press-1 vibration.", "claim"],
    ["Die press-1 bearing temperature stieg nach press-1 vibration.", undefined],
    ["Die press-1 vibration stieg nach press-1 bearing temperature.", "claim"],
    ["Die press-1 vibration stieg, weil die press-1 bearing temperature stieg.", "claim"],
    ["Auf die press-1 bearing temperature folgte die press-1 vibration.", "claim"],
    ["Auf die press-1 vibration folgte die press-1 bearing temperature.", undefined],
  ])("reads German, too: %s", (text, reason) => {
    expect(refused(text, press, "de")).toBe(reason);
  });
});
