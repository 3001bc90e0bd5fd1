import { EdgewiseError } from "../../core/errors.ts";

/** There is nothing to listen for: the network of what can be said has no sentence that can be said. */
export class EmptyGrammarError extends EdgewiseError {
  constructor(unsayable: readonly string[]) {
    const because =
      unsayable.length > 0 ? `: nobody knows how to say ${unsayable.slice(0, 5).join(", ")}` : "";
    super("voice.emptyGrammar", `no sentence can be spoken here${because}`, {
      hint: "declare entities or sentences, or tell how these words are said in voice.pronunciations",
    });
  }
}
