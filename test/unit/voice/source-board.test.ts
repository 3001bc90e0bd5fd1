import { describe, expect, it } from "vitest";
import type { VoiceHappening } from "../../../src/domain/voice-view.ts";
import { createSourceBoard } from "../../../src/voice/source-board.ts";

const desk = { name: "desk", kind: "microphone", area: "Office", isUp: true } as const;

function create() {
  const told: VoiceHappening[] = [];
  let changes = 0;
  const board = createSourceBoard({
    tell: (happening) => told.push(happening),
    onChanged: () => {
      changes += 1;
    },
  });
  return { board, told, changes: () => changes };
}

describe("the board of sources", () => {
  it("shows what is heard of a source, and tells each change once", () => {
    const { board, told, changes } = create();
    board.put(desk);
    board.show("desk", "hearing");
    board.show("desk", "hearing");
    expect(board.views()).toEqual([{ name: "desk", kind: "microphone", area: "Office", state: "hearing" }]);
    expect(told.map((one) => (one.type === "state" ? one.state : one.type))).toEqual(["waiting", "hearing"]);
    expect(changes()).toBe(2);
  });

  it("shows a source that gives no sound with the reason, and one with bad sound too", () => {
    const { board } = create();
    board.put({ ...desk, isUp: false, problem: "The recorder ended." });
    expect(board.views()).toMatchObject([{ state: "silent", problem: "The recorder ended." }]);
    board.put({ ...desk, problem: "It is clipped: turn it down." });
    expect(board.views()).toMatchObject([{ state: "waiting", problem: "It is clipped: turn it down." }]);
    board.put({ ...desk, isUp: false });
    expect(board.views()).toEqual([{ name: "desk", kind: "microphone", area: "Office", state: "off" }]);
  });

  it("shows all as muted while muted, and as waiting afterwards", () => {
    const { board } = create();
    board.put(desk);
    board.show("desk", "listening");
    board.setMuted(true);
    expect(board.views()).toMatchObject([{ state: "muted" }]);
    board.setMuted(false);
    expect(board.views()).toMatchObject([{ state: "waiting" }]);
  });

  it("shows what is wrong with how a source is listened to, until that is over or the source is gone", () => {
    const { board, told } = create();
    board.put(desk);
    board.trouble("desk", "listening", "One too many.");
    expect(board.views()).toMatchObject([{ state: "waiting", problem: "One too many." }]);
    expect(told.at(-1)).toMatchObject({ type: "state", problem: "One too many." });
    board.put({ ...desk, problem: "It is clipped." });
    expect(board.views()).toMatchObject([{ problem: "It is clipped." }]);
    board.put(desk);
    board.trouble("desk", "listening", undefined);
    expect(board.views()[0]).not.toHaveProperty("problem");
    board.trouble("desk", "listening", "One too many.");
    board.remove("desk");
    board.put(desk);
    expect(board.views()[0]).not.toHaveProperty("problem");
  });

  it("knows nothing of a source that is gone", () => {
    const { board } = create();
    board.put(desk);
    board.remove("desk");
    board.show("desk", "hearing");
    expect(board.views()).toEqual([]);
  });
});
