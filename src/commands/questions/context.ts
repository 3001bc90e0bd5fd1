import type { History, IncidentHistory, IncidentTeller, SeriesDirectory } from "../../domain/ports.ts";
import type { Series } from "../../domain/sample.ts";
import type { TimeView } from "../../text/say-time.ts";
import type { Location } from "../../text/sun.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { stateWord } from "../entities/state-words.ts";
import type { EntityStates } from "../entities/states.ts";
import type { Thing } from "../entities/thing.ts";

/** What questions are answered from. */
export interface QuestionContext {
  registry: EntityRegistry;
  states: EntityStates;
  directory: SeriesDirectory;
  history: History;
  incidents: IncidentHistory;
  /** Answers about one incident; undefined: its stored sentence is told. */
  teller: IncidentTeller | undefined;
  /** The incidents that were told last in this conversation; undefined: none, or something else was spoken of since. */
  told: ToldIncidents | undefined;
  view: TimeView;
  historyDays: number;
  /** Where the question was asked. */
  area: string | undefined;
  /** Where the site is; undefined: nothing is known of the sun. */
  location: Location | undefined;
}

/** Incidents a conversation is about, in the order in which they were told. */
export interface ToldIncidents {
  ids: readonly string[];
  /** What was asked about, in words to look for. */
  about: string | undefined;
}

/** A reply, and what it was about. */
export interface Reply {
  reply: string;
  things: readonly Thing[];
  /** Incidents it tells of, in that order. */
  incidentIds?: readonly string[];
  /** What these are about, in words to look for. */
  incidentsAbout?: string | undefined;
  /** The question could not be answered from what is known. */
  isUnknown?: boolean;
}

/** The newest main state of a thing: as it reported it, else as its series has it. */
export function currentState(
  thing: Thing,
  { states, directory }: Pick<QuestionContext, "states" | "directory">,
): { value: string | number; at: number } | undefined {
  const reported = states.get(thing.id, "");
  const series = mainSeries(thing, directory);
  const latest = series && directory.latest(series);
  if (reported && (!latest || reported.at >= latest.at || !reported.isRetained)) return reported;
  if (!series || !latest) return reported;
  return { value: seriesValue(latest.value, series, thing), at: latest.at };
}

export function mainSeries(thing: Thing, directory: SeriesDirectory): Series | undefined {
  const id = thing.series[""];
  return id === undefined ? undefined : directory.byId(id);
}

/** A stored number as the word it stands for: 1 of a contact sensor whose `true` means closed is `closed`. */
export function seriesValue(
  value: number,
  series: Series | undefined,
  thing: Pick<Thing, "family" | "state">,
): string | number {
  if (thing.family === "number" || series?.kind === "numeric") return value;
  const map = thing.state?.map;
  // States that a sensor rule names say themselves what the number means; only plain on/off needs the map.
  const isNamed = series !== undefined && (series.states[0] !== "off" || series.states[1] !== "on");
  const asBoolean = value === 1 ? "true" : "false";
  if (!isNamed && map?.has(asBoolean)) return stateWord(asBoolean, thing.family, map);
  const word = series?.states[value] ?? (value === 1 ? "on" : value === 0 ? "off" : String(value));
  return stateWord(word, thing.family, map);
}
