import type { TextLanguage } from "./language.ts";

export const dutch: TextLanguage = {
  code: "nl",
  commonWords:
    "de het een en is van in op te met voor niet dat die zijn aan bij ook er naar om uit wordt worden nog maar was werd tot als geen door",
  hazards: [
    "vorst|nachtvorst|ijzel|glad(?:heid)?\\b|ijs\\b|sneeuw|storm|onweer|hagel|bliksem|windstoten|orkaan|overstrom|hoogwater|hittegolf|droogte|brand|vuur|rook|verbrand|dichte mist|zware (?:regen|buien)",
    "gas(?:lek|lucht|alarm|geur|melder)|lek(?:t|kage|ken)?\\b|koolmonoxide|ammoniak|chloor|methaan|zwavelwaterstof|mestgas|explosi|ontvlam|giftig|vergif|dampen|asbest|zuur\\b|bijtend|verstik|gemorst|vervuil|besmet|legionella|salmonella|nitraat",
    "elektrocut|hoogspanning|onder spanning|kortsluiting|blootliggend|afscherming|noodstop|vergrendeling|rem(?:men)?\\b|scheur|gebarsten|instort|overbelast|overdruk|bekneld|hangende last|uitgegleden|ongeval|gewond|letsel|ziekenhuis|brandblusser|nooduitgang|oververhit",
    "agressief|stier|ontsnapt|ziekte|infectie|uitbraak|vogelgriep|varkenspest|dood|dode\\b|gestorven|wachttijd|residu|schimmel|terugroep|overschr|boven de (?:grens|limiet|norm)|stroomuitval|gevaarlijk|risico|inbraak|diefstal|defect",
  ],
  orders: [
    "waarschuwing|let op|gevaar|alarm|dringend|spoed|noodgeval|onmiddellijk|direct\\b|evacu|kritiek|voorzichtig|pas op",
    "niet (?:\\w+ )?(?:betreden|openen|aanraken|gebruiken|drinken|eten|starten|inschakelen|bedienen|verwijderen|beregenen|oogsten|roken|binnengaan|toegestaan|veilig)|nooit|mag (?:\\w+ ){0,5}niet|mogen (?:\\w+ ){0,5}niet|verboden|afgesloten|buiten (?:gebruik|werking|dienst)|werkvergunning|quarantaine|blijf (?:uit|weg|binnen)|verplicht|masker|handschoenen|helm|bescherming",
    "uiterlijk|deadline|verloopt|verlopen|vóór (?:\\d|maandag|morgen)|te laat|koken|niet drinkbaar|bel (?:112|\\d)",
  ],
  absences: ["geen", "zonder"],
  negations: ["niet", "noch"],
  withouts: ["zonder"],
  betweenNegated: [
    "(?:tekenen|sporen) van|(?:kans|risico) op|gevaar (?:van|voor)|meldingen van|meer|een|andere|nieuwe|zware|sterke|of",
  ],
  denials: ["niet verwacht|onwaarschijnlijk|uitgesloten"],
  weighty: [
    "moet|moeten|graag|morgen|vannacht|verwacht|controleren|vervangen|repareren|bestellen|advies",
    "gestegen|gedaald|hoger|lager|weer|nog|sinds|maar|echter|storing|kapot|versleten|lawaai|verstopt|leeg|ontbreekt|oorzaak|gevonden|ziek|kreupel",
  ],
  idle: [
    "goedemorgen|goedenavond|hallo|groeten|bedankt|volgende bulletin|geen bijzonderheden|zoals gewoonlijk|telefoon",
  ],
};
