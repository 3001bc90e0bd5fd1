import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IncidentFacts, Summary } from "../../../../src/domain/facts.ts";
import { type IncidentAspect, incidentAspects } from "../../../../src/domain/incident-aspect.ts";
import { answerAspect } from "../../../../src/summaries/answers/answer.ts";
import { writeSummary } from "../../../../src/summaries/write.ts";
import { bearing, facts, openedAt, pressLog, view } from "../examples.ts";
import { randomFacts, randomView } from "../random-facts.ts";

const minuteMs = 60_000;

function ask(of: IncidentFacts, aspect: IncidentAspect) {
  const refused: string[] = [];
  const text = answerAspect(of, aspect, {
    view,
    phrase: (style) => writeSummary(of, style, { view, refused: (_, text) => refused.push(text) }).text,
    refused: (_, sentence) => refused.push(sentence),
  });
  expect(refused).toEqual([]);
  return text;
}

const later = { firstAt: openedAt + 10 * minuteMs };
const over = { status: "closed", closedAt: openedAt + 20 * minuteMs, closedBecause: "recovered" } as const;
const back = { recoveredAt: openedAt + 18 * minuteMs };

describe("answers about one incident", () => {
  it("tells what came first and that this is not the cause", () => {
    expect(ask(facts([{}, { ...bearing, ...later }], { isOrderKnown: true }), "cause")).toMatch(
      /^The first sign: The press-1 vibration rose .* began at 14:05\. Then 10 minutes later the press-1 bearing temp.*\. That is the order in which I saw it; the cause itself I do not know\.$/,
    );
  });

  it("says that the cause is open where the order is not known, or nothing else was seen", () => {
    expect(ask(facts([{}, bearing], { isOrderKnown: false }), "cause")).toMatch(
      /Which came first I cannot tell/,
    );
    expect(ask(facts([{}]), "cause")).toMatch(/Nothing else was unusual around it, so the cause is open\.$/);
    expect(ask(facts([]), "cause")).toMatch(/What caused it I do not know\.$/);
  });

  it("never says that something is over that is not", () => {
    expect(ask(facts([{}]), "state")).toMatch(/^It is not over, it is still going on\. /);
    expect(ask(facts([back], over), "state")).toMatch(/^It is over\. /);
    expect(ask(facts([{}], { ...over, closedBecause: "quiet" }), "state")).toMatch(
      /^Whether it is over I do not/,
    );
  });

  it("tells when it began, when it ended and how long it lasted", () => {
    expect(ask(facts([{}]), "began")).toBe("It began at 14:05 and is still going on.");
    expect(ask(facts([{}]), "ended")).toBe(
      "It is not over, it is still going on. It began at 14:05 and is still going on.",
    );
    expect(ask(facts([back], over), "ended")).toBe("It began at 14:05 and was over at 14:23.");
    expect(ask(facts([{}], { durationMs: 26 * minuteMs }), "duration")).toBe(
      "It is still going on after 26 minutes. It began at 14:05.",
    );
    expect(ask(facts([back], { ...over, durationMs: 18 * minuteMs }), "duration")).toBe(
      "It was over after 18 minutes. It began at 14:05.",
    );
  });

  it("tells no time by a clock that was not set", () => {
    for (const aspect of incidentAspects)
      expect(ask(facts([{}, pressLog], { clock: "unsynced" }), aspect)).not.toMatch(/\d\d:\d\d/);
  });

  it("points at what began first", () => {
    expect(ask(facts([{}, { ...bearing, ...later }], { isOrderKnown: true }), "checks")).toMatch(
      /^Look first where it began: The press-1 vibration .* Then 10 minutes later the press-1 b/,
    );
    expect(ask(facts([{}]), "checks")).toMatch(/^Look here: The press-1 vibration/);
  });

  it("has an answer for any facts, however strange", () => {
    fc.assert(
      fc.property(randomFacts, fc.constantFrom(...incidentAspects), randomView, (of, aspect, said) => {
        const phrase = (style: Summary["style"]) =>
          writeSummary(of, style, { view: said, refused: () => {} }).text;
        const text = answerAspect(of, aspect, { view: said, phrase, refused: () => {} });
        expect(text).toMatch(/\S.*[.!?…")]$/s);
      }),
      { numRuns: 20 },
    );
  });
});
