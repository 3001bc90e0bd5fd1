import { atOnce } from "../../core/slices.ts";
import type { CommandsConfig } from "../config.ts";
import { createMatcher } from "../grammar/match.ts";
import { prepare } from "../prepare.ts";
import { chooseInterpretation } from "../understand/interpret.ts";
import { readText } from "../understand/understand.ts";
import type { Sentences } from "../world.ts";
import { compileOwnSentences } from "./own-sentences.ts";
import { createSpokenGrammar } from "./spoken-grammar.ts";
import type { SpokenSentences } from "./spoken-sentences.ts";

/**
 * What a configuration lets people say, without a daemon: the templates with its entities, and its own intents. What is
 * understood is what the templates alone make of a text; the daemon does more. Throws as `prepare` does.
 */
export function configuredSentences(config: CommandsConfig, sentences: Sentences): SpokenSentences {
  const { world, ownIntents } = prepare(config, sentences);
  const spoken = createSpokenGrammar({
    world: () => world,
    ownIntents: () => ownIntents,
    openTexts: () => [],
  });
  const { network, openWords } = atOnce(spoken.grammar());
  const own = createMatcher(compileOwnSentences(ownIntents));
  return {
    network,
    openWords,
    understand(text) {
      const { readings } = readText(text, world.grammars.exact, undefined);
      const { registry } = world;
      const chosen = chooseInterpretation(readings, { registry, area: undefined, lastThings: [] })?.reading;
      const said = chosen ?? readings[0] ?? world.grammars.exact.match(text)[0] ?? own.match(text)[0];
      return said && { intent: said.intent, slots: said.slots };
    },
  };
}
