import type { Sample } from "../../domain/sample.ts";
import { createInputPattern, type InputPattern } from "./input-pattern.ts";
import type { Result } from "./result.ts";
import { type DerivedRule, inputsOf, isGroup, leadingInput } from "./rules.ts";

/** One rule with what it has found so far. */
export interface RulePlan {
  readonly rule: DerivedRule;
  readonly position: number;
  readonly isGroup: boolean;
  readonly inputs: readonly InputPattern[];
  /** Position of the input that gives topic and place. */
  readonly leading: number;
  /** The wildcards that tell its results apart. */
  readonly names: readonly string[];
  /** By the values of these wildcards. */
  readonly assemblies: Map<string, Assembly>;
  /** Inputs without all the wildcards, which belong to several results. */
  readonly shared: Feed[];
}

/** A series as an input of a rule. */
export interface Feed {
  readonly plan: RulePlan;
  /** Positions of the patterns it fits; one outside groups. */
  readonly inputs: number[];
  readonly labels: Readonly<Record<string, string>>;
  readonly assemblies: Assembly[];
  last: Sample;
}

/** What belongs together for one result, which is made when all inputs are there. */
export interface Assembly {
  readonly plan: RulePlan;
  readonly labels: Readonly<Record<string, string>>;
  readonly feeds: Feed[];
  /** Places of the feeds in `result`. */
  readonly positions: Map<Feed, number>;
  result: Result | undefined;
  isRefused: boolean;
  isDirty: boolean;
  /** Members of a group that are written down already. */
  keptCount: number;
}

export function createRulePlan(rule: DerivedRule, position: number): RulePlan {
  const isGroupRule = isGroup(rule);
  const inputs = inputsOf(rule).map(({ pattern }) => createInputPattern(pattern, isGroupRule));
  const leading = leadingInput(rule);
  return {
    rule,
    position,
    isGroup: isGroupRule,
    inputs,
    leading,
    names: inputs[leading]?.names ?? [],
    assemblies: new Map(),
    shared: [],
  };
}

/** The assembly of inputs with these labels, with the shared inputs that belong to it. */
export function addAssembly(plan: RulePlan, labels: Readonly<Record<string, string>>): Assembly {
  const assembly: Assembly = {
    plan,
    labels,
    feeds: [],
    positions: new Map(),
    result: undefined,
    isRefused: false,
    isDirty: false,
    keptCount: 0,
  };
  plan.assemblies.set(assemblyKey(plan, labels), assembly);
  for (const feed of plan.shared) {
    if (!agrees(feed.labels, labels)) continue;
    assembly.feeds.push(feed);
    feed.assemblies.push(assembly);
  }
  return assembly;
}

export function assemblyKey(plan: RulePlan, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(plan.names.map((name) => labels[name]));
}

/** Whether every input of the rule has a series. */
export function isComplete({ plan, feeds }: Assembly): boolean {
  return plan.inputs.every((_, input) => feeds.some((feed) => feed.inputs.includes(input)));
}

/** Whether the labels of a shared input fit those of a result. */
export function agrees(
  some: Readonly<Record<string, string>>,
  all: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(some).every(([name, value]) => all[name] === value);
}
