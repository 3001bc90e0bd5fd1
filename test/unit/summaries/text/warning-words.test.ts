import { describe, expect, it } from "vitest";
import { languageOf } from "../../../../src/summaries/text/languages/table.ts";
import { createWarningWords } from "../../../../src/summaries/text/warning-words.ts";

const find = (text: string) => {
  const language = languageOf(text);
  return createWarningWords(language ? [language] : []).find(text);
};

describe("words of warning", () => {
  it.each([
    "Ground frost is expected in the valleys tonight.",
    "Gale warning from 18:00.",
    "There is a strong smell of gas at the boiler.",
    "Do not enter the pit before it was aired.",
    "The press was locked out at nine.",
    "Nobody may pass under the load.",
    "The guard is missing.",
    "The emergency stop does not work.",
    "Claims must be in by Friday.",
    "In der Nacht gibt es Bodenfrost in den Tälern.",
    "Der Raum darf nicht betreten werden.",
    "Il est interdit d'entrer dans la cuve.",
    "No entrar en el silo sin medidor de gas.",
    "The dust suppression could not contain the fire in silo 3.",
    "Staff could not control the blaze, and the fire spread.",
    "They did not stop the leak in tank 2.",
    "The gas leak was not found.",
    "Not only frost but hail is expected.",
    "There is no protection against fire in the hall.",
    "No stopping the fire.",
    "There is never a day without a leak.",
    "The flood is not expected to recede before Friday.",
    "Die Feuerwehr konnte nicht den Brand löschen.",
    "Los bomberos no controlan el incendio.",
  ])("are found in: %s", (text) => {
    expect(find(text)).toBeDefined();
  });

  it.each([
    "No frost is expected and there is no risk of ice.",
    "Leaks: none",
    "Leaks: not found",
    "There are no visible leaks and no frost or ice.",
    "We are not expecting any frost.",
    "The pump ran without any leak.",
    "Es gibt keine Anzeichen von Frost und keine schweren Gewitter.",
    "Pas d'orages ce soir et aucun risque de gel.",
    "No se esperan heladas ni hay riesgo de granizo.",
    "The crop looks healthy and the soil is moist.",
    "We made 400 parts on the first shift.",
    "Das Wetter bleibt am Wochenende freundlich und trocken.",
  ])("are not found in: %s", (text) => {
    expect(find(text)).toBeUndefined();
  });

  it("of every language count when the language is not known", () => {
    expect(createWarningWords([]).find("Gefahr!")).toBe("Gefahr");
  });
});
