import type { Clock } from "../core/clock.ts";
import { EdgewiseError, errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ClockTrust, History, IncidentLog, MessageBus, SeriesDirectory } from "../domain/ports.ts";
import type { Answer, Parse, Utterance } from "../domain/utterance.ts";
import type { TimePlace } from "../text/recurrence.ts";
import { sayQuotation } from "../text/say-quotation.ts";
import { type Acting, type Asking, act } from "./act/act.ts";
import { deedPhrases } from "./act/deeds.ts";
import { plainWish, type Wish } from "./act/plan.ts";
import type { RateLimiter } from "./act/rate-limit.ts";
import type { Timers } from "./act/timers.ts";
import type { CommandsConfig } from "./config.ts";
import type { Dialogue, OwnQuestion, Question, ThingQuestion } from "./dialogue.ts";
import type { EntityStates } from "./entities/states.ts";
import type { Thing } from "./entities/thing.ts";
import type { commandsEvents } from "./events.ts";
import type { NanoTier } from "./nano/nano-tier.ts";
import { actOwn } from "./own-intents/act-own.ts";
import type { OwnIntents } from "./own-intents/own-intents.ts";
import type { OwnReading } from "./own-intents/own-reading.ts";
import { answerQuestion } from "./questions/answer.ts";
import type { QuestionContext } from "./questions/context.ts";
import type { Digest } from "./questions/incidents.ts";
import { type ActedLater, actLater, clauseOf, type LaterPorts } from "./rules/later.ts";
import type { Rules } from "./rules/rules.ts";
import { type CodeGuard, looksLikeCode } from "./safety/code.ts";
import { tryCode } from "./safety/code-answer.ts";
import { forbidsIntent, permissionFor } from "./safety/permissions.ts";
import { sayHelp, sayNotUnderstood } from "./say/help.ts";
import { sayHeldBack, sayUnread, sayUnresolved } from "./say/resolutions.ts";
import { taskHandlers } from "./tasks/handlers.ts";
import { sayEntry } from "./tasks/say-agenda.ts";
import type { TaskPorts } from "./tasks/task.ts";
import { chooseOption, chooseSaid } from "./understand/choice.ts";
import { chooseInterpretation, type Interpretation } from "./understand/interpret.ts";
import { isPronoun, placeNamed } from "./understand/resolve.ts";
import { isTaskIntent, type TaskIntent } from "./understand/task-intents.ts";
import { type TierContext, type Understood, understandText } from "./understand/tiers.ts";
import { type Reading, readText } from "./understand/understand.ts";
import type { World } from "./world.ts";

export interface AssistantOptions {
  world: () => World;
  config: () => CommandsConfig;
  bus: MessageBus;
  states: EntityStates;
  dialogue: Dialogue;
  limiter: RateLimiter;
  history: History;
  directory: SeriesDirectory;
  incidents: IncidentLog;
  digest: Digest | undefined;
  reporter: Reporter<typeof commandsEvents>;
  timers: Timers | undefined;
  code: CodeGuard;
  /** Undefined: there is nowhere to keep commands for later. */
  rules: Rules | undefined;
  clockTrust: ClockTrust;
  location: TimePlace["location"];
  clock: Clock;
  timeZone: () => string | undefined;
  /** What tasks work with, beside the above. */
  tasks: Pick<TaskPorts, "clockTrust" | "notify" | "agenda" | "lists" | "shifts" | "desk" | "location">;
  /** Aborts when the daemon stops: waits for devices end. */
  signal: AbortSignal;
  /** Time to understand a text, in all and in each tier that was asked. */
  onUnderstood: (ms: number, tierMs: Readonly<Record<string, number>>) => void;
  /** The command model; undefined: only the grammar understands. */
  nano: NanoTier | undefined;
  own: OwnIntents;
}

/** What one utterance, or one of the commands joined in it, came to. */
type Result = Pick<Answer, "outcome" | "reply" | "actions" | "rule"> & {
  things: readonly Thing[];
  reading: Reading | undefined;
  /** In place of `reading`: one of the user's own intents. */
  own?: OwnReading | undefined;
  understandMs: number;
  tierMs?: Readonly<Record<string, number>>;
  actMs: number;
  /** The text is, or may be, a code: it is told to nobody. */
  isSecret?: boolean;
};

/** Understands an utterance and does or answers it. Never rejects: what goes wrong becomes an honest reply. */
export async function respond(utterance: Utterance, options: AssistantOptions): Promise<Answer> {
  const { clock } = options;
  const startedMs = clock.monotonicMs();
  let result: Result;
  try {
    result = withoutCode(await handle(utterance, options), utterance, options);
  } catch (error) {
    // Anything may be unreadable at 2 a.m., such as the history on a full disk. The person gets an answer all the same.
    options.reporter.report("failed", { error: errorMessage(error), utterance: utterance.id });
    const reason = error instanceof EdgewiseError ? ` (${error.message})` : "";
    result = talk("refused", `Something failed inside edgewise, so I could not do that${reason}.`);
  }
  const { reading } = result;
  const answer: Answer = {
    id: utterance.id,
    text: result.isSecret ? secretText : utterance.text.slice(0, options.config().textLengthMax),
    outcome: result.outcome,
    reply: result.reply,
    parse: result.own ? parseOfOwn(result.own) : reading && parseOf(reading),
    targets: result.things.map((thing) => ({ entityId: thing.id, name: thing.name })),
    actions: result.actions,
    ...(result.rule ? { rule: result.rule } : {}),
    tier: result.own?.tier ?? reading?.tier ?? "none",
    timesMs: {
      ...Object.fromEntries(Object.entries(result.tierMs ?? {}).map(([tier, ms]) => [tier, round(ms)])),
      understand: round(result.understandMs),
      act: round(result.actMs),
      total: round(clock.monotonicMs() - startedMs),
    },
  };
  options.dialogue.remember(sessionKey(utterance), { reply: answer.reply, things: result.things });
  return answer;
}

/** Stands for what was said where that may be a code. */
const secretText = "(not shown: it may be a code)";

/** A code said at the wrong moment means nothing to anyone, and must not be read in a reply or a log. */
function withoutCode(result: Result, { text }: Utterance, { code }: AssistantOptions): Result {
  const isMeaningless =
    result.things.length === 0 && (result.outcome === "notUnderstood" || result.outcome === "refused");
  if (!code.isSet || !isMeaningless || !looksLikeCode(text)) return result;
  const reply = looksLikeCode(result.reply) ? "I did not understand that." : result.reply;
  return { ...result, reply, reading: undefined, isSecret: true };
}

/** One conversation: the session if one is named, else all that one sender says in one area. */
function sessionKey({ session, source, area }: Utterance): string {
  return session === undefined ? `source\u0000${source}\u0000${area ?? ""}` : `session\u0000${session}`;
}

async function handle(utterance: Utterance, options: AssistantOptions): Promise<Result> {
  const { dialogue, clock } = options;
  const text = utterance.text.trim();
  const lengthMax = options.config().textLengthMax;
  if (text === "") return talk("notUnderstood", "I heard nothing.");
  if (utterance.text.length > lengthMax) {
    return talk("refused", `That is too long: at most ${lengthMax} characters are read.`);
  }
  const key = sessionKey(utterance);
  const pending = dialogue.takeQuestion(key);
  const startedMs = clock.monotonicMs();
  if (pending) {
    const answered = await answerPending(text, pending, utterance, options);
    if (answered) return answered;
  }
  const understanding = await understandText(text, tierContext(utterance, options));
  const understandMs = clock.monotonicMs() - startedMs;
  options.onUnderstood(understandMs, understanding.timesMs);
  // One after the other, in the order they were said: "close the vent and start the fan" may depend on it.
  const results: Result[] = [];
  for (const part of understanding.parts) results.push(await carryOut(part, utterance, options));
  return { ...joined(results), understandMs, tierMs: understanding.timesMs };
}

/** What the tiers of understanding need to know of where and when a text was said. */
function tierContext(utterance: Utterance, options: AssistantOptions): TierContext {
  const world = options.world();
  const { registry } = world;
  const place = utterance.area === undefined ? undefined : placeNamed(utterance.area, registry.areas);
  const area = place?.name ?? utterance.area;
  const lastThings = options.dialogue
    .lastThings(sessionKey(utterance))
    .flatMap((id) => registry.byId(id) ?? []);
  return {
    world,
    area,
    interpretContext: { registry, area, lastThings },
    nano: options.nano,
    own: options.own,
    thresholds: options.config().nano,
    clock: options.clock,
  };
}

async function carryOut(
  understood: Understood,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { interpretation, foreign } = understood;
  const { dialogue } = options;
  if (understood.heldBack) {
    return talk("refused", sayHeldBack(understood.heldBack), interpretation?.reading);
  }
  if (understood.own) {
    const { own, isUncertain } = understood;
    return carryOutOwn(own, { utterance, options, given: "nothing", isUncertain });
  }
  if (!interpretation) {
    const { registry } = options.world();
    return foreign === undefined
      ? talk("notUnderstood", sayNotUnderstood(understood.text, registry.things))
      : talk(
          "refused",
          `I understood that as ${sayQuotation(foreign, 40) ?? "something"}, which I cannot do.`,
        );
  }
  const { reading } = interpretation;
  if (forbidsIntent(permissionFor(options.config().permissions, utterance), reading.intent)) {
    options.reporter.report("forbidden", { why: "intent", intent: reading.intent });
    return talk("refused", "That may not be asked for from here, so I did nothing.", reading);
  }
  if (understood.unread.length > 0) return talk("refused", sayUnread(understood.unread), reading);
  switch (reading.intent) {
    case "confirm":
    case "deny":
      return talk("refused", "There is no question open that you could answer so.", reading);
    case "cancel":
      return (
        (await hushed(utterance, options)) ??
        (await stopped(understood.text, reading, utterance, options)) ??
        (await forgetLastRule(utterance, options)) ??
        talk("answered", "All right.", reading)
      );
    case "repeat":
      return talk(
        "answered",
        dialogue.lastReply(sessionKey(utterance)) ?? "I have said nothing yet.",
        reading,
      );
    case "help":
      return talk("answered", sayHelp(options.world().registry.things), reading);
    default:
      if (isTaskIntent(reading.intent)) return runTask(reading.intent, interpretation, utterance, options);
      return interpretation.wishes
        ? command({ ...understood, interpretation }, interpretation.wishes, utterance, options)
        : question(interpretation, utterance, options);
  }
}

/** "Stop" and "never mind" while something rings. */
async function hushed(
  { dryRun }: Utterance,
  { tasks, timeZone }: AssistantOptions,
): Promise<Result | undefined> {
  const [first] = (dryRun ? tasks.agenda?.ringing() : await tasks.agenda?.silence()) ?? [];
  return first && talk("done", `I stopped ${sayEntry(first, timeZone())}.`);
}

/** "Stop" right after something was set going, such as a blind that moves: that is to stop. */
async function stopped(
  text: string,
  reading: Reading,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result | undefined> {
  const last = options.dialogue.lastDeeds(sessionKey(utterance));
  const isGoing = last?.wishes.every(({ intent }) => goingIntents.has(intent)) ?? false;
  if (!last || !isGoing || !/^\W*stop(?: it| that| them| now| there)*\W*$/i.test(text)) return undefined;
  const { registry } = options.world();
  const things = last.thingIds.flatMap((id) => registry.byId(id) ?? []);
  if (things.length === 0 || !things.every((thing) => thing.actions.stop !== undefined)) return undefined;
  return actOn(things, [plainWish("stop")], { utterance, options, reading, given: "nothing" });
}

/** What begins something that takes its time. */
const goingIntents: ReadonlySet<string> = new Set(["open", "close", "start", "resume", "play", "dock"]);

async function runTask(
  intent: TaskIntent,
  interpretation: Interpretation,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { reading } = interpretation;
  const startedMs = options.clock.monotonicMs();
  const result = await taskHandlers[intent]({
    interpretation,
    utterance,
    session: sessionKey(utterance),
    ports: { ...options, ...options.tasks },
    questions: questionContext(utterance, options),
    act: (things, wishes) => actOn(things, wishes, { utterance, options, reading, given: "nothing" }),
    ask: (asked) => question(asked, utterance, options),
  });
  return {
    actions: [],
    things: [],
    ...result,
    reading,
    understandMs: 0,
    actMs: options.clock.monotonicMs() - startedMs,
  };
}

/** "Never mind" right after a command for later was stored means that one. */
async function forgetLastRule(
  utterance: Utterance,
  { rules, dialogue, reporter }: AssistantOptions,
): Promise<Result | undefined> {
  const id = dialogue.takeLastRule(sessionKey(utterance));
  if (id === undefined || utterance.dryRun) return undefined;
  const [rule] = (await rules?.remove([id])) ?? [];
  if (!rule) return undefined;
  reporter.report("ruleCancelled", { rule: id });
  return talk("done", `I dropped “${rule.sentence}”.`);
}

async function command(
  understood: Understood & { interpretation: Interpretation },
  wishes: readonly Wish[],
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { interpretation, isUncertain, isPart } = understood;
  const { reading, resolution, phrase } = interpretation;
  if (resolution.status !== "found") {
    const deed = deedPhrases[wishes[0]?.intent ?? "set"].passive;
    // A choice would do this part only, and the rest of the sentence would be lost without a word.
    const offered = isPart ? [] : offeredThings(interpretation);
    if (offered.length > 0) {
      options.dialogue.ask(
        sessionKey(utterance),
        {
          type: "choose",
          optionIds: offered.map((thing) => thing.id),
          wishes,
          text: utterance.text,
          reading,
        },
        options.config().confirmTimeoutMs,
      );
    }
    const unresolved = sayUnresolved(resolution, phrase, deed);
    const reply = isPart ? `${unresolved} I did nothing of it yet.` : unresolved;
    return talk(offered.length > 0 ? "asked" : "refused", reply, reading);
  }
  return actOn(resolution.things, wishes, { utterance, options, reading, given: "nothing", isUncertain });
}

/** Things the reply offers to choose from. */
function offeredThings({ resolution }: Interpretation): readonly Thing[] {
  if (resolution.status === "ambiguous") return resolution.options;
  return resolution.status === "unknown" && resolution.isLikely ? resolution.nearest.slice(0, 1) : [];
}

async function actOn(
  things: readonly Thing[],
  wishes: readonly Wish[],
  how: {
    utterance: Utterance;
    options: AssistantOptions;
    reading: Reading;
    given: Asking["given"];
    isUncertain?: boolean;
    offeredIds?: readonly string[];
    /** What was said, if that was before this utterance. */
    text?: string;
  },
): Promise<Result> {
  const { utterance, options, reading, text = utterance.text } = how;
  const config = options.config();
  const startedMs = options.clock.monotonicMs();
  const acting: Acting = { ...options, limits: config };
  const before = statesBefore(things, options.states);
  const asking: Asking = {
    dryRun: utterance.dryRun,
    given: how.given,
    source: utterance.source,
    permission: permissionFor(config.permissions, utterance),
    isUncertain: how.isUncertain ?? false,
  };
  const clause = clauseOf(reading);
  const acted: ActedLater = clause
    ? await actLater(
        { clause, wishes, things, text, utterance, asking },
        laterPorts(acting, utterance, options),
      )
    : await act(wishes, things, { acting, ...asking });
  if (acted.outcome === "asked" && !utterance.dryRun) {
    options.dialogue.ask(
      sessionKey(utterance),
      { type: acted.asks ?? "confirm", entityIds: things.map((thing) => thing.id), wishes, text, reading },
      config.confirmTimeoutMs,
    );
  }
  if (acted.rule) options.dialogue.forgetDeeds(sessionKey(utterance));
  else if (acted.outcome === "done" && !utterance.dryRun) {
    const thingIds = things.map((thing) => thing.id);
    const offeredIds = how.offeredIds ?? [];
    options.dialogue.rememberDeeds(sessionKey(utterance), { wishes, thingIds, offeredIds, before });
  }
  return { ...acted, reading, understandMs: 0, actMs: options.clock.monotonicMs() - startedMs };
}

function statesBefore(things: readonly Thing[], states: EntityStates): Record<string, string | number> {
  const known = things.flatMap(({ id }) => {
    const state = states.get(id, "");
    return state ? [[id, state.value] as const] : [];
  });
  return Object.fromEntries(known);
}

function laterPorts(acting: Acting, utterance: Utterance, options: AssistantOptions): LaterPorts {
  const { registry, grammars } = options.world();
  return {
    ...options,
    acting,
    place: { timeZone: options.timeZone(), location: options.location },
    limits: options.config(),
    finder: {
      questions: questionContext(utterance, options),
      readQuestion(text, which) {
        const { readings } = readText(text, grammars[which], utterance.area);
        const asked = readings.filter(({ intent }) => intent === "queryState" || intent === "queryMeasure");
        return chooseInterpretation(asked, { registry, area: utterance.area, lastThings: [] });
      },
    },
    onStored(id) {
      options.reporter.report("ruleStored", { rule: id });
      options.dialogue.rememberRule(sessionKey(utterance), id);
    },
  };
}

async function question(
  interpretation: Interpretation,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result> {
  const { reading, resolution, phrase } = interpretation;
  options.dialogue.rememberQuestion(sessionKey(utterance), interpretation);
  const reply = await answerQuestion(interpretation, questionContext(utterance, options), options.digest);
  if (reply) return { ...talk("answered", reply.reply, reading), things: reply.things };
  if (resolution.status === "found") return talk("refused", "I cannot answer that.", reading);
  return talk("refused", sayUnresolved(resolution, phrase, undefined), reading);
}

function questionContext(utterance: Utterance, options: AssistantOptions): QuestionContext {
  return {
    registry: options.world().registry,
    states: options.states,
    directory: options.directory,
    history: options.history,
    incidents: options.incidents,
    view: { now: options.clock.now(), timeZone: options.timeZone() },
    historyDays: options.config().historyDays,
    area: utterance.area,
  };
}

async function carryOutOwn(
  own: OwnReading,
  how: { utterance: Utterance; options: AssistantOptions; given: Asking["given"]; isUncertain?: boolean },
): Promise<Result> {
  const { utterance, options } = how;
  const config = options.config();
  const startedMs = options.clock.monotonicMs();
  const acted = await actOwn(own, {
    acting: { ...options, limits: config },
    dryRun: utterance.dryRun,
    given: how.given,
    source: utterance.source,
    permission: permissionFor(config.permissions, utterance),
    isUncertain: how.isUncertain ?? false,
  });
  if (acted.outcome === "asked" && !utterance.dryRun) {
    options.dialogue.ask(
      sessionKey(utterance),
      { type: "own", asks: acted.asks ?? "confirm", own },
      config.confirmTimeoutMs,
    );
  }
  return {
    ...acted,
    reading: undefined,
    own,
    understandMs: 0,
    actMs: options.clock.monotonicMs() - startedMs,
  };
}

/** The answer to whether one of the user's own intents is to be done. */
async function answerOwn(
  text: string,
  pending: OwnQuestion,
  {
    reading,
    utterance,
    options,
  }: { reading: Reading | undefined; utterance: Utterance; options: AssistantOptions },
): Promise<Result | undefined> {
  const { own } = pending;
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
  if (reading?.similarity === 1 && reading.intent !== "confirm") return undefined;
  if (!isCurrent) return { ...isGone, isSecret: true };
  const { code, reporter } = options;
  const tried = tryCode(text, { code, reporter, isYes: reading !== undefined });
  if (tried.status === "again")
    options.dialogue.ask(sessionKey(utterance), pending, options.config().confirmTimeoutMs);
  const result =
    tried.status === "right"
      ? await carryOutOwn(own, { utterance, options, given: "code" })
      : { ...talk(tried.status === "again" ? "asked" : "refused", tried.reply), own };
  return { ...result, isSecret: true };
}

/** What the text means as the answer to an open question; undefined: nothing, it is a new utterance. */
async function answerPending(
  text: string,
  pending: Question,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result | undefined> {
  const { registry, grammars } = options.world();
  const reading = readText(text, grammars.exact, undefined).readings[0];
  if (pending.type === "own") {
    if (reading?.intent === "deny" || reading?.intent === "cancel") {
      return talk("answered", "All right, I did nothing.", reading);
    }
    return answerOwn(text, pending, { reading, utterance, options });
  }
  const ids = pending.type === "choose" ? pending.optionIds : pending.entityIds;
  const things = ids.flatMap((id) => registry.byId(id) ?? []);
  if (reading?.intent === "deny" || reading?.intent === "cancel") {
    return talk("answered", "All right, I did nothing.", reading);
  }
  if (pending.type === "code") {
    // A whole new command is taken for one.
    if (reading?.similarity === 1 && reading.intent !== "confirm") return undefined;
    if (things.length < ids.length) {
      return {
        ...talk("refused", "What it was for is no longer configured, so I did nothing."),
        isSecret: true,
      };
    }
    const tried = tryCode(text, {
      code: options.code,
      reporter: options.reporter,
      isYes: reading !== undefined,
    });
    if (tried.status === "again")
      options.dialogue.ask(sessionKey(utterance), pending, options.config().confirmTimeoutMs);
    const result =
      tried.status === "right"
        ? await actOn(things, pending.wishes, {
            utterance,
            options,
            reading: pending.reading,
            text: pending.text,
            given: "code",
          })
        : talk(tried.status === "again" ? "asked" : "refused", tried.reply, pending.reading);
    return { ...result, isSecret: true };
  }
  if (things.length < ids.length) return undefined;
  if (pending.type === "confirm") {
    const isYes = reading?.intent === "confirm" || isYesTo(text, pending, options);
    if (!isYes) return undefined;
    return actOn(things, pending.wishes, {
      utterance,
      options,
      reading: pending.reading,
      text: pending.text,
      given: "confirm",
    });
  }
  const isYes = reading?.intent === "confirm" && things.length === 1;
  // A whole new command is never taken for a choice that its words only resemble.
  const isNew = reading !== undefined && !isYes && reading.similarity === 1;
  const said = things.length > 1 ? chooseSaid(text, things) : undefined;
  const chosen = isYes ? things : (said ?? (isNew ? undefined : chooseOption(text, things)));
  return (
    chosen &&
    actOn(chosen, pending.wishes, {
      utterance,
      options,
      reading: pending.reading,
      text: pending.text,
      given: "nothing",
      offeredIds: ids,
    })
  );
}

/** "Yes, start it": a yes that says again what was asked about, and nothing else. */
function isYesTo(text: string, { wishes }: ThingQuestion, options: AssistantOptions): boolean {
  const repeated = /^\W*(?:yes|yeah|yep|yup|aye|sure|ok|okay)\b\W+(.+)$/i.exec(text)?.[1];
  if (repeated === undefined) return false;
  const [first] = readText(repeated, options.world().grammars.exact, undefined).readings;
  if (!first || first.similarity < 1) return false;
  const { name, ...others } = first.slots;
  const isOfIt = typeof name === "string" && isPronoun(name) && Object.keys(others).length === 0;
  return isOfIt && wishes.length === 1 && wishes[0]?.intent === first.intent;
}

function joined(results: readonly Result[]): Result {
  const rank: Answer["outcome"][] = ["asked", "done", "answered", "refused", "notUnderstood"];
  const rule = results.find((result) => result.rule)?.rule;
  const [best] = [...results].sort((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome));
  return {
    outcome: best?.outcome ?? "refused",
    reply: results.map((result) => result.reply).join(" "),
    actions: results.flatMap((result) => result.actions),
    things: [...new Set(results.flatMap((result) => result.things))],
    ...(rule ? { rule } : {}),
    reading: best?.reading,
    own: best?.own,
    understandMs: 0,
    actMs: results.reduce((sum, result) => sum + result.actMs, 0),
  };
}

function talk(outcome: Answer["outcome"], reply: string, reading?: Reading): Result {
  return { outcome, reply, actions: [], things: [], reading, understandMs: 0, actMs: 0 };
}

function parseOf(reading: Reading): Parse {
  return {
    intent: reading.intent,
    slots: reading.slots,
    confidence: Math.round(reading.confidence * 100) / 100,
  };
}

function parseOfOwn({ intent, slots, confidence }: OwnReading): Parse {
  return { intent: intent.name, slots, confidence: Math.round(confidence * 100) / 100 };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
