import type { Language } from "../language.ts";
import { english } from "./english/english.ts";
import type { Forms } from "./forms.ts";
import { german } from "./german/german.ts";

const languageForms = { en: english, de: german } as const satisfies Record<Language, Forms>;

export function formsOf(language: Language): Forms {
  return languageForms[language];
}
