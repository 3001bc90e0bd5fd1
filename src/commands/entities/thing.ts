import type { Entity } from "../../domain/entity.ts";
import { topicProblem } from "../../domain/topic.ts";
import { type AttributeName, attributeKinds, attributeNames } from "./attributes.ts";
import { type Deed, deeds } from "./deed.ts";
import type { AreaDefinition, EntityDefinition } from "./definition.ts";
import { entityIdFrom, nameKey } from "./names.ts";
import { type MessageTemplate, type ProfileDefaults, profiles, type StateBinding } from "./profiles.ts";
import { type StateFamily, stateFamily } from "./state-words.ts";

/** A thing with everything that is needed to ask for it and to act on it. */
export interface Thing extends Entity {
  readonly areaAliases: readonly string[];
  /** The name as replies say it: with its area where another thing is called the same. */
  readonly spokenName: string;
  readonly family: StateFamily;
  readonly actions: Readonly<Partial<Record<Deed, MessageTemplate>>>;
  readonly state: StateBinding | undefined;
  /** Where it is told whether the device can be reached; undefined: nowhere. */
  readonly availability: StateBinding | undefined;
  readonly attributes: Readonly<Partial<Record<AttributeName, ThingAttribute>>>;
  /** Actions that are asked for first although the thing as a whole is `normal`. */
  readonly riskyDeeds: readonly Deed[];
  readonly verifyTimeoutMs: number | undefined;
}

export interface ThingAttribute {
  readonly name: AttributeName;
  readonly word: string;
  readonly unit: string | undefined;
  readonly set: MessageTemplate | undefined;
  readonly stepSet: MessageTemplate | undefined;
  readonly state: StateBinding | undefined;
  /** Undefined: the values are words. */
  readonly range: { min: number; max: number } | undefined;
  readonly step: number;
  readonly deviceMax: number | undefined;
}

/** The thing a definition describes; what is wrong with it goes to `problems` as sentences. */
export function buildThing(
  definition: EntityDefinition,
  areas: ReadonlyMap<string, AreaDefinition>,
  problems: string[],
): Thing {
  const { kind, deviceClass, name } = definition;
  const label = `entity "${name}"`;
  const defaults: ProfileDefaults = definition.topic
    ? profiles[definition.schema]({ kind, deviceClass, topic: definition.topic })
    : { actions: {}, attributes: {} };
  const commandTopic =
    Object.values(defaults.actions)[0]?.topic ?? (definition.topic ? `${definition.topic}/set` : undefined);

  const actions: Partial<Record<Deed, MessageTemplate>> = { ...defaults.actions };
  for (const deed of deeds) {
    const custom = definition.actions[deed];
    if (!custom) continue;
    const message = messageFrom(custom, actions[deed]?.topic ?? commandTopic);
    if (message) actions[deed] = message;
    else problems.push(`${label}: action ${deed} has no topic; give it one, or give the entity a topic`);
  }
  const state = definition.state
    ? stateFrom(definition.state, defaults.state?.topic ?? definition.topic, label, problems)
    : defaults.state;

  const availability = definition.availability
    ? stateFrom(definition.availability, defaults.availability?.topic, label, problems, "availability")
    : defaults.availability;

  const attributes: Partial<Record<AttributeName, ThingAttribute>> = {};
  for (const attribute of attributeNames) {
    const usual = defaults.attributes[attribute];
    const own = definition.attributes[attribute];
    if (!usual && !own) continue;
    const set = own?.set ? messageFrom(own.set, usual?.set?.topic ?? commandTopic) : usual?.set;
    if (own?.set && !set) {
      problems.push(`${label}: attribute ${attribute} has no topic to be set on; give it one`);
    }
    const range = attributeKinds[attribute].range;
    const min = own?.min ?? range?.min;
    const max = own?.max ?? range?.max;
    if (min !== undefined && max !== undefined && min >= max) {
      problems.push(`${label}: attribute ${attribute} has min ${min} not below max ${max}`);
    }
    attributes[attribute] = {
      name: attribute,
      word: attributeKinds[attribute].word,
      unit: own?.unit ?? attributeKinds[attribute].unit,
      set,
      stepSet: own?.set ? undefined : usual?.stepSet,
      state: own?.state
        ? stateFrom(own.state, usual?.state?.topic ?? state?.topic ?? definition.topic, label, problems)
        : usual?.state,
      range: min !== undefined && max !== undefined ? { min, max } : undefined,
      step: own?.step ?? attributeKinds[attribute].step,
      deviceMax: own?.deviceMax ?? (own?.set ? undefined : usual?.deviceMax),
    };
  }

  const area = definition.area ? areas.get(nameKey(definition.area)) : undefined;
  const thing: Thing = {
    id: definition.id ?? entityIdFrom(name, area?.name ?? definition.area),
    name,
    aliases: definition.aliases,
    kind,
    deviceClass,
    area: area?.name ?? definition.area,
    areaAliases: area?.aliases ?? [],
    spokenName: name,
    floor: definition.floor ?? area?.floor,
    safety: definition.safety ?? "normal",
    riskyDeeds: definition.safety === undefined ? riskyDeeds(definition) : [],
    unit: definition.unit,
    series: seriesOf(definition, state, attributes),
    family: stateFamily(kind, deviceClass),
    actions,
    state,
    availability,
    attributes,
    verifyTimeoutMs: definition.verifyTimeoutMs,
  };
  checkThing(thing, label, problems);
  return thing;
}

/** What is asked for first when the operator did not say: letting people in, and making noise. */
function riskyDeeds({ kind, deviceClass }: EntityDefinition): Deed[] {
  if (kind === "lock") return ["unlock"];
  if (kind === "siren") return ["turnOn"];
  if (kind === "cover" && ["garage", "garage_door", "gate", "door"].includes(deviceClass ?? "")) {
    return ["open"];
  }
  return [];
}

function messageFrom(
  definition: { topic?: string | undefined; payload: unknown },
  topic: string | undefined,
): MessageTemplate | undefined {
  const own = definition.topic ?? topic;
  return own === undefined ? undefined : { topic: own, payload: definition.payload };
}

function stateFrom(
  definition: { topic?: string | undefined; field: string; map?: Record<string, string> | undefined },
  topic: string | undefined,
  label: string,
  problems: string[],
  what = "state",
): StateBinding | undefined {
  const own = definition.topic ?? topic;
  if (own === undefined) {
    problems.push(`${label}: its ${what} has no topic; give it one, or give the entity a topic`);
    return undefined;
  }
  const binding: StateBinding = { topic: own, field: definition.field };
  if (definition.map) {
    binding.map = new Map(
      Object.entries(definition.map).map(([from, to]) => [
        from.trim().toLowerCase(),
        to.trim().toLowerCase(),
      ]),
    );
  }
  return binding;
}

/** Ids as ingest gives them: `<topic>`, or `<topic>:<field>` for a JSON field. */
function seriesOf(
  definition: EntityDefinition,
  state: StateBinding | undefined,
  attributes: Thing["attributes"],
): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (field: string, binding: StateBinding | undefined) => {
    if (binding) found[field] = binding.field ? `${binding.topic}:${binding.field}` : binding.topic;
  };
  for (const attribute of Object.values(attributes)) add(attribute.name, attribute.state);
  add("", state);
  const own = typeof definition.series === "string" ? { "": definition.series } : definition.series;
  return { ...found, ...own };
}

function checkThing(thing: Thing, label: string, problems: string[]): void {
  if (nameKey(thing.name) === "") problems.push(`${label}: the name has no letter or digit to say`);
  for (const alias of thing.aliases) {
    if (nameKey(alias) === "") problems.push(`${label}: the alias "${alias}" has no letter or digit to say`);
  }
  const isMute =
    !thing.state && Object.keys(thing.actions).length === 0 && Object.keys(thing.attributes).length === 0;
  if (isMute && Object.keys(thing.series).length === 0) {
    problems.push(`${label}: it has no topic, actions, state or series, so nothing can be done with it`);
  }
  const topics = [
    ...Object.values(thing.actions).map((message) => message.topic),
    ...Object.values(thing.attributes).flatMap((one) => [one.set?.topic, one.state?.topic]),
    thing.state?.topic,
    thing.availability?.topic,
  ];
  for (const topic of new Set(topics)) {
    const problem = topic === undefined ? undefined : topicProblem(topic);
    if (problem) problems.push(`${label}: ${problem}: "${topic}"`);
  }
}
