import type { Case, Turn } from "../../understanding/case.ts";
import type { CaseResult, TurnResult } from "../../understanding/examine.ts";
import type { Figure } from "../../understanding/report.ts";
import { quantile } from "../figure.ts";
import type { Said } from "./spoken-mouth.ts";
import { spokenWords } from "./spoken-words.ts";

/** One thing that was said, spoken by a voice and typed. */
export interface SpokenTurn {
  caseId: string;
  place: string;
  voice: string;
  turn: Turn;
  /** The sentences of the place have these words. */
  isTemplate: boolean;
  said: Said;
  spoken: TurnResult;
  typed: TurnResult;
}

/** What was spoken with the same typed, turn by turn. */
export function spokenTurns(options: {
  cases: readonly Case[];
  voice: string;
  said: readonly Said[];
  spoken: readonly CaseResult[];
  typed: readonly CaseResult[];
  isTemplate: (text: string) => boolean;
}): SpokenTurn[] {
  const { cases, voice, isTemplate } = options;
  const byId = <T extends { id: string }>(list: readonly T[], id: string) =>
    list.find((one) => one.id === id);
  return cases.flatMap(({ id, turns }) => {
    const said = options.said.filter(({ caseId }) => caseId === id);
    const [spoken, typed] = [byId(options.spoken, id), byId(options.typed, id)];
    return turns.flatMap((turn, at): SpokenTurn[] => {
      const [one, aloud, written] = [said[at], spoken?.turns[at], typed?.turns[at]];
      if (!one || !aloud || !written) return [];
      return [
        {
          caseId: id,
          place: spoken?.place ?? "",
          voice,
          turn,
          isTemplate: isTemplate(turn.say),
          said: one,
          spoken: aloud,
          typed: written,
        },
      ];
    });
  });
}

/** Whether messages to devices are expected of it. */
function isCommand({ turn }: SpokenTurn): boolean {
  const isWanted = (wanted: Record<string, unknown>) => Object.keys(wanted).length > 0;
  return (
    isWanted(turn.do) || turn.later !== undefined || (turn.either?.every((one) => isWanted(one.do)) ?? false)
  );
}

/** Shares by how it is phrased, then by voice and place; then what was done that nobody asked for. */
export function spokenFigures(turns: readonly SpokenTurn[]): Figure[] {
  const figures: Figure[] = [];
  const share = (figure: string, of: readonly SpokenTurn[], isIt: (one: SpokenTurn) => boolean) => {
    if (of.length > 0)
      figures.push({
        figure: `${figure} (${of.length})`,
        value: (100 * of.filter(isIt).length) / of.length,
        unit: "%",
      });
  };
  for (const { name, isIt } of phrasings) {
    const all = turns.filter(isIt);
    const commands = all.filter(isCommand);
    share(`actions exactly right, ${name} commands`, commands, ({ spoken }) => spoken.areActionsRight);
    share(`the same typed, ${name} commands`, commands, ({ typed }) => typed.areActionsRight);
    share(`actions as of the text typed, ${name} commands`, commands, isAsTyped);
    share(`actions, outcome and reply exactly right, ${name}`, all, ({ spoken }) => spoken.isExact);
    share(`the same typed, ${name}`, all, ({ typed }) => typed.isExact);
    share(`heard word for word, ${name}`, all, isHeardRight);
    share(`asked whether it was said, ${name}`, all, ({ said }) => said.wasAsked);
    share(`not understood or nothing heard, ${name}`, all, ({ said }) =>
      ["notUnderstood", "none"].includes(said.outcome),
    );
  }
  const template = turns.filter((one) => one.isTemplate && isCommand(one));
  for (const key of ["voice", "place"] as const) {
    for (const value of new Set(turns.map((one) => one[key])))
      share(
        `actions exactly right, template-like commands, ${value}`,
        template.filter((one) => one[key] === value),
        ({ spoken }) => spoken.areActionsRight,
      );
  }
  const count = (how: "spoken" | "typed") => turns.reduce((sum, one) => sum + one[how].wrong.length, 0);
  figures.push(
    {
      figure: `messages nobody asked for, of ${turns.length} spoken`,
      value: count("spoken"),
      unit: "messages",
    },
    {
      figure: `messages nobody asked for, of ${turns.length} typed`,
      value: count("typed"),
      unit: "messages",
    },
  );
  return figures;
}

const phrasings = [
  { name: "template-like", isIt: ({ isTemplate }: SpokenTurn) => isTemplate },
  { name: "free", isIt: ({ isTemplate }: SpokenTurn) => !isTemplate },
];

function isAsTyped({ spoken, typed }: SpokenTurn): boolean {
  return [...spoken.sent].sort().join("\n") === [...typed.sent].sort().join("\n");
}

function isHeardRight({ said }: SpokenTurn): boolean {
  return said.heard !== undefined && spokenWords(said.heard) === spokenWords(said.text);
}

/** Times of what was spoken at the pace of speech and done. */
export function latencyFigures(turns: readonly SpokenTurn[]): Figure[] {
  const figures: Figure[] = [];
  const times = (figure: string, list: readonly number[]) => {
    if (list.length === 0) return;
    for (const [name, share] of [
      ["p50", 0.5],
      ["p90", 0.9],
      ["p99", 0.99],
    ] as const)
      figures.push({
        figure: `${figure} (${list.length}), ${name}`,
        value: quantile(list, share),
        unit: "ms",
      });
  };
  const right = turns.filter(({ said, spoken }) => spoken.areActionsRight && !said.wasAsked);
  times(
    "from the end of speech to the action",
    right.flatMap(({ said }) => said.actionMs ?? []),
  );
  times(
    "from the end of speech to the reply, nothing done",
    right.flatMap(({ said }) => (said.actionMs === undefined ? (said.replyMs ?? []) : [])),
  );
  return figures;
}

/** Every utterance that was not heard word for word, or after which another thing was done than after its text. */
export function misheardText(turns: readonly SpokenTurn[]): string {
  return turns
    .filter((one) => !isHeardRight(one) || !isAsTyped(one) || (one.said.actionMs ?? 0) > 1_000)
    .map((one) => {
      const { caseId, voice, isTemplate, said, spoken, typed } = one;
      const lines = [
        `${isAsTyped(one) ? "  " : "✗ "}${caseId}, ${voice}${isTemplate ? "" : ", free"}`,
        `    said  ${spokenWords(said.text)}`,
        `    heard ${said.heard ?? "-"}  (${said.confidence?.toFixed(2) ?? "-"}${said.wasAsked ? ", asked" : ""}; ${said.outcome}, typed ${typed.outcome})`,
        ...spoken.wrong.map(({ text }) => `    WRONG ${text}`),
        ...(said.actionMs === undefined ? [] : [`    ${Math.round(said.actionMs)} ms`]),
      ];
      return lines.join("\n");
    })
    .join("\n");
}
