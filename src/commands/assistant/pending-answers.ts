import type { Utterance } from "../../domain/utterance.ts";
import { normalise } from "../../text/normalise.ts";
import type { OwnQuestion, Question, ThingQuestion } from "../dialogue.ts";
import type { Thing } from "../entities/thing.ts";
import { tryCode } from "../safety/code-answer.ts";
import { middleName, sayOptions } from "../say/phrases.ts";
import { chooseOption, chooseSaid, namesOnlyPlace } from "../understand/choice.ts";
import { isPronoun } from "../understand/resolve.ts";
import { type Reading, readText } from "../understand/understand.ts";
import { actOn } from "./act-on.ts";
import { carryOutOwn } from "./act-on-own.ts";
import { chooseByState } from "./choose-by-state.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";
import { questionContext } from "./question-context.ts";
import { type Result, talk } from "./result.ts";

/** What the text means as the answer to an open question; undefined: nothing, it is a new utterance. */
export async function answerPending(
  text: string,
  pending: Question,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result | undefined> {
  const { registry, grammars } = options.world();
  const reading = readText(text, grammars.exact, undefined).readings[0];
  // "Leave it shut" while it is asked whether to open it.
  const isLeft = /^\W*(?:no\W+|nah\W+|just |please )*leave (?:it|them|that)\b/i.test(text);
  if (isLeft) return talk("answered", "All right, I did nothing.");
  if (reading?.intent === "deny" || reading?.intent === "cancel") {
    return talk("answered", "All right, I did nothing.", reading);
  }
  const said: Said = { text, reading, utterance, options };
  if (pending.type === "own") return answerOwn(pending, said);
  const ids = pending.type === "choose" ? pending.optionIds : pending.entityIds;
  const things = ids.flatMap((id) => registry.byId(id) ?? []);
  const isWhole = things.length === ids.length;
  if (pending.type === "code") return answerCode(pending, isWhole ? things : undefined, said);
  if (!isWhole) return undefined;
  return pending.type === "confirm" ? answerConfirm(pending, things, said) : choose(pending, things, said);
}

/** What was said while a question was open. */
interface Said {
  text: string;
  reading: Reading | undefined;
  utterance: Utterance;
  options: AssistantOptions;
}

async function answerConfirm(
  pending: ThingQuestion,
  things: readonly Thing[],
  { text, reading, utterance, options }: Said,
): Promise<Result | undefined> {
  if (reading?.intent !== "confirm" && !isYesTo(text, pending, options)) return undefined;
  return actOn(things, pending.wishes, { ...asAsked(pending), utterance, options, given: "confirm" });
}

async function choose(
  pending: ThingQuestion,
  things: readonly Thing[],
  { text, reading, utterance, options }: Said,
): Promise<Result | undefined> {
  const isYes = reading?.intent === "confirm" && things.length === 1;
  // A whole new command is never taken for a choice that its words only resemble.
  const isNew = reading !== undefined && !isYes && reading.similarity === 1;
  const said = things.length > 1 ? chooseSaid(text, things) : undefined;
  const chosen = isYes
    ? things
    : (said ??
      chooseByState(text, things, questionContext(utterance, options)) ??
      (isNew ? undefined : chooseOption(text, things)));
  const offeredIds = things.map(({ id }) => id);
  if (chosen) {
    return actOn(chosen, pending.wishes, {
      ...asAsked(pending),
      utterance,
      options,
      given: "nothing",
      offeredIds,
    });
  }
  // It was meant to answer: as a command of its own it would be one for all that is in the place.
  if (things.length > 1 && namesOnlyPlace(text)) {
    options.dialogue.ask(sessionKey(utterance), pending, options.config().confirmTimeoutMs);
    const offered = sayOptions(things.map(middleName));
    return talk("asked", `I cannot tell which one that is: ${offered}?`, reading);
  }
  return undefined;
}

/** `things` undefined: one of them is there no more. */
async function answerCode(
  pending: ThingQuestion,
  things: readonly Thing[] | undefined,
  said: Said,
): Promise<Result | undefined> {
  if (isNewCommand(said)) return undefined;
  if (!things) {
    return {
      ...talk("refused", "What it was for is no longer configured, so I did nothing."),
      isSecret: true,
    };
  }
  const { utterance, options } = said;
  return withCode(pending, said, {
    about: { reading: pending.reading },
    act: () => actOn(things, pending.wishes, { ...asAsked(pending), utterance, options, given: "code" }),
  });
}

/** The answer to whether one of the user's own intents is to be done. */
async function answerOwn(pending: OwnQuestion, said: Said): Promise<Result | undefined> {
  const { own } = pending;
  const { reading, utterance, options } = said;
  // A reload may have taken it away, or changed what it does.
  const isCurrent = options.own.all.includes(own.intent);
  const isGone = {
    ...talk("refused", `${own.intent.name} is no longer configured so, so I did nothing.`),
    own,
  };
  if (pending.asks === "confirm") {
    if (reading?.intent !== "confirm") return undefined;
    return isCurrent ? carryOutOwn(own, { utterance, options, given: "confirm" }) : isGone;
  }
  if (isNewCommand(said)) return undefined;
  if (!isCurrent) return { ...isGone, isSecret: true };
  return withCode(pending, said, {
    about: { own },
    act: () => carryOutOwn(own, { utterance, options, given: "code" }),
  });
}

/** What was understood and said when the question arose. */
function asAsked({ reading, text }: ThingQuestion): Pick<ThingQuestion, "reading" | "text"> {
  return { reading, text };
}

/** A whole new command is taken for one, not for a code. */
function isNewCommand({ reading }: Said): boolean {
  return reading?.similarity === 1 && reading.intent !== "confirm";
}

/** Acts if the right code was said; a wrong one may be tried again. What was said is told to nobody. */
async function withCode(
  pending: Question,
  { text, reading, utterance, options }: Said,
  { about, act }: { about: Partial<Result>; act: () => Promise<Result> },
): Promise<Result> {
  const { code, reporter, dialogue } = options;
  const tried = tryCode(text, { code, reporter, isYes: reading !== undefined });
  if (tried.status === "right") return { ...(await act()), isSecret: true };
  const isAgain = tried.status === "again";
  if (isAgain) dialogue.ask(sessionKey(utterance), pending, options.config().confirmTimeoutMs);
  return { ...talk(isAgain ? "asked" : "refused", tried.reply), ...about, isSecret: true };
}

/**
 * "Yes do", "yes the blades are clear": a yes that is said again or explained. Any word of doubt makes it none.
 */
function isAgreeing(rest: string): boolean {
  const said = normalise(rest);
  return (
    /^(?:please )?(?:do|go on|go ahead|do it|do that|do so)(?: please)?$/.test(said) ||
    (/^(?:(?:i am|im|we are|were|it is|its|they are|theyre|everyone is|everybody is|everything is|all) |the \S+ (?:\S+ )?(?:is|are) )/.test(
      said,
    ) &&
      !/\b(?:not|no|\w+nt|but|wait|hold|hang|stop|if|when|once|after|before|until|till|unless|only|never|though|later|instead|yet|still|almost|nearly|blocked|broken|stuck|unsafe|dangerous|worried|afraid|unsure|joking|kidding|maybe|think|guess|what|why|how|who)\b/.test(
        said,
      ))
  );
}

/** "Yes, start it": a yes that says again what was asked about, and nothing else. */
function isYesTo(text: string, { wishes }: ThingQuestion, options: AssistantOptions): boolean {
  const repeated = /^\W*(?:yes|yeah|yep|yup|aye|sure|ok|okay)\b\W+(.+)$/i.exec(text)?.[1];
  if (repeated === undefined) return false;
  // "Okay I'm off" agrees to nothing.
  if (isAgreeing(repeated) && !/^\W*(?:sure|ok|okay)\b/i.test(text)) return true;
  const [first] = readText(repeated, options.world().grammars.exact, undefined).readings;
  if (!first || first.similarity < 1) return false;
  const { name, ...others } = first.slots;
  const isOfIt = typeof name === "string" && isPronoun(name) && Object.keys(others).length === 0;
  return isOfIt && wishes.length === 1 && wishes[0]?.intent === first.intent;
}
