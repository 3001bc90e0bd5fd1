import { writeFileSync } from "node:fs";
import { commandsConfig } from "../../src/commands/config.ts";
import { englishSentences } from "../../src/commands/sentences/en/sentences.ts";
import { configuredSentences } from "../../src/commands/spoken/configured-sentences.ts";
import { readSentences } from "../../src/commands/world.ts";
import { fnv1a } from "../../src/text/fnv1a.ts";
import { hasSpoken } from "../support/sample-spoken.ts";
import { type Case, type Place, type PlaceName, placeNames, readPlace } from "../understanding/case.ts";
import { examine, siteConfig } from "../understanding/examine.ts";
import { printFigure } from "./figure.ts";
import { type Said, spokenMouth } from "./voice-sites/spoken-mouth.ts";
import {
  latencyFigures,
  misheardText,
  type SpokenTurn,
  spokenFigures,
  spokenTurns,
} from "./voice-sites/spoken-results.ts";
import { spokenWords } from "./voice-sites/spoken-words.ts";
import { type SyntheticVoice, spokenBy, syntheticVoices } from "./voice-sites/synthetic-voice.ts";

const bench = "voice-sites";

export interface VoiceSitesOptions {
  /** Share of the cases, chosen by their ids. */
  share: number;
  /** Share of these that each voice also speaks at the pace of speech, to measure times. */
  paced: number;
  /** Parts of the names of voices to keep to; undefined: all that are installed. */
  voices: readonly string[] | undefined;
  /** Beginnings of case ids to keep to. */
  cases: readonly string[] | undefined;
  /** File for the list of what was heard otherwise. */
  failures: string | undefined;
}

/**
 * Every utterance of the development home, factory and farm (`test/understanding`), typed to the real daemon and then spoken to it
 * by voices that training never heard, through its Wyoming server, in a quiet room: what was done, against what is expected and
 * against what the typed text does, since understanding itself may err. A part is spoken at the pace of speech for the time
 * from the end of speech to the action; the rest as fast as it goes, in which the daemon, whose time is that of the sound, decides
 * the same.
 */
export async function runVoiceSites(options: VoiceSitesOptions): Promise<void> {
  const voices = syntheticVoices.filter(
    ({ name }) => options.voices?.some((part) => name.includes(part)) ?? true,
  );
  const installed = voices.filter((voice) => voice.isInstalled());
  const missing = voices.filter((voice) => !installed.includes(voice)).map(({ name }) => name);
  if (missing.length > 0) process.stderr.write(`voice-sites: not installed: ${missing.join(", ")}\n`);
  if (installed.length === 0) return;
  const turns: SpokenTurn[] = [];
  const paced: SpokenTurn[] = [];
  for (const name of placeNames) {
    const isWanted = (one: Case) => isChosen(one, options);
    const place = readPlace(name);
    if (!place.cases.some(isWanted)) continue;
    const typed = await examine(name, isWanted);
    const isTemplate = templatesOf(place);
    for (const voice of installed) {
      const speak = async (isPaced: boolean, isAmong: (one: Case) => boolean) => {
        const cases = place.cases.filter(isAmong);
        if (cases.length === 0) return [];
        const { said, spoken } = await speakCases(name, { voice, isPaced, cases });
        return spokenTurns({ cases, voice: voice.name, said, spoken, typed, isTemplate });
      };
      turns.push(...(await speak(false, isWanted)));
      paced.push(
        ...(await speak(
          true,
          (one) => isWanted(one) && shareOf(`${voice.name} ${one.id}`) < options.paced && !isTimed(one),
        )),
      );
      process.stderr.write(`voice-sites: ${name}, ${voice.name}\n`);
    }
  }
  for (const { figure, value, unit } of [...spokenFigures(turns), ...latencyFigures(paced)])
    printFigure(bench, figure, value, unit);
  if (options.failures !== undefined)
    writeFileSync(options.failures, `${misheardText(turns)}\n\nPaced\n${misheardText(paced)}\n`);
}

async function speakCases(
  name: PlaceName,
  { voice, isPaced, cases }: { voice: SyntheticVoice; isPaced: boolean; cases: readonly Case[] },
) {
  const texts = ["yes", "no", ...cases.flatMap(({ turns }) => turns.map(({ say }) => say))];
  const sounds = await spokenBy(voice, texts);
  const said: Said[] = [];
  const ids = new Set(cases.map(({ id }) => id));
  const spoken = await examine(
    name,
    ({ id }) => ids.has(id),
    (place) => spokenMouth(place, { sounds, isPaced, said }),
  );
  return { said, spoken };
}

/** In Latin letters, as English voices read them. */
function isChosen({ id, turns }: Case, { share, cases }: VoiceSitesOptions): boolean {
  if (!turns.every(({ say }) => /^\p{Script=Latin}/u.test(say.replace(/[^\p{L}]/gu, "")))) return false;
  if (!(cases?.some((start) => id.startsWith(start)) ?? true)) return false;
  return shareOf(id) < share;
}

/** What waits for a time of day. */
function isTimed({ turns }: Case): boolean {
  return turns.some(({ later }) => later !== undefined);
}

function shareOf(text: string): number {
  return fnv1a(text) / 2 ** 32;
}

function templatesOf(place: Place): (text: string) => boolean {
  const { commands } = siteConfig(place) as { commands: Record<string, unknown> };
  const { network } = configuredSentences(commandsConfig.parse(commands), readSentences([englishSentences]));
  return (text) => hasSpoken(network, spokenWords(text));
}
