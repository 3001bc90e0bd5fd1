import type { VoiceHappening, VoiceSourceState, VoiceSourceView } from "../domain/voice-view.ts";

/** What a source's own part knows of it. */
export interface SourceReport {
  name: string;
  kind: VoiceSourceView["kind"];
  area: string | undefined;
  /** False: it gives no sound now, and that is as it should be, such as a satellite that was switched off. */
  isUp: boolean;
  /** It should give sound and gives none, or bad sound: what is wrong and what to do. */
  problem?: string | undefined;
}

type HeardState = "waiting" | "listening" | "hearing";

/** The state of every source in one place: from the source itself, from the listening to it, and from mute. */
export interface SourceBoard {
  /** A source that is there, or news of it. */
  put(report: SourceReport): void;
  /** What is wrong with it beside what its own part reports, by what that is `about`; undefined: nothing any more. */
  trouble(name: string, about: "listening" | "sound", problem: string | undefined): void;
  remove(name: string): void;
  /** What the listening does with its sound. */
  show(name: string, state: HeardState): void;
  /** What was said there is worked on; it may be listened to again meanwhile. */
  think(name: string, isThinking: boolean): void;
  setMuted(isMuted: boolean): void;
  views(): VoiceSourceView[];
}

export function createSourceBoard(options: {
  tell: (happening: VoiceHappening) => void;
  onChanged: () => void;
}): SourceBoard {
  const reports = new Map<string, SourceReport>();
  const heard = new Map<string, HeardState>();
  const troubles = new Map<string, Map<string, string>>();
  const thinking = new Set<string>();
  const told = new Map<string, string>();
  let isMuted = false;

  const stateOf = ({ name, isUp, problem }: SourceReport): VoiceSourceState => {
    if (isMuted) return "muted";
    if (problem !== undefined && !isUp) return "silent";
    if (!isUp) return "off";
    const state = heard.get(name) ?? "waiting";
    return state === "waiting" && thinking.has(name) ? "thinking" : state;
  };

  const viewOf = (report: SourceReport): VoiceSourceView => {
    const { name, kind, area } = report;
    const problem = report.problem ?? troubles.get(name)?.values().next().value;
    return {
      name,
      kind,
      area,
      state: stateOf(report),
      ...(problem === undefined || isMuted ? {} : { problem }),
    };
  };

  const look = (names: Iterable<string>) => {
    let isChanged = false;
    for (const name of names) {
      const report = reports.get(name);
      if (!report) continue;
      const { state, area, problem } = viewOf(report);
      const text = `${state} ${problem ?? ""}`;
      if (told.get(name) === text) continue;
      told.set(name, text);
      isChanged = true;
      options.tell({
        type: "state",
        source: name,
        area,
        state,
        ...(problem === undefined ? {} : { problem }),
      });
    }
    if (isChanged) options.onChanged();
  };

  return {
    put(report) {
      reports.set(report.name, report);
      look([report.name]);
    },
    trouble(name, about, problem) {
      if (!reports.has(name)) return;
      const known = troubles.get(name) ?? new Map<string, string>();
      if (problem === undefined) known.delete(about);
      else known.set(about, problem);
      troubles.set(name, known);
      look([name]);
    },
    remove(name) {
      if (!reports.delete(name)) return;
      troubles.delete(name);
      heard.delete(name);
      thinking.delete(name);
      told.delete(name);
      options.onChanged();
    },
    show(name, state) {
      if (!reports.has(name)) return;
      heard.set(name, state);
      look([name]);
    },
    think(name, isThinking) {
      if (isThinking && reports.has(name)) thinking.add(name);
      else thinking.delete(name);
      look([name]);
    },
    setMuted(next) {
      isMuted = next;
      if (next) heard.clear();
      look(reports.keys());
    },
    views: () => [...reports.values()].map(viewOf),
  };
}
