import type { GuardLanguage } from "../guard-language.ts";
import { words } from "./words.ts";

/** `nicht` behind its verb, with what stands between them: `meldet sich seit 20 Minuten nicht`. */
function notBehind(verb: string): string {
  return `(?<=(?:${verb})[^,;.]{0,160} )nichts?(?: mehr)?`;
}

const reports = "meldet|melden|meldete|meldeten|sendet|senden|sendete|sendeten|kam|kommt|gemeldet";
const moves = "(?:änder|beweg)(?:t|n|te|ten|en) sich|verändert";

/** Words of claims that German makes; the truths they stand for are in claim-truths.ts. */
export const germanClaims: GuardLanguage["claims"] = {
  up: words(
    "stieg|stiegen|steigt|steigen|steigend|gestiegen|kletterte|geklettert|hoch|höher|erhöht|hinauf|wuchs|wächst|wachsen|gewachsen|warm|wärmer|heiß|heißer|aufwärts|nach oben|stärker|größer|überschr[ie]+t\\p{L}*|über (?:de[mn]|die|der|seinem|ihrem) (?:Grenzwert|üblich\\p{L}*)",
  ),
  down: words(
    "fiel|fielen|fällt|fallen|gefallen|sank|sanken|sinkt|sinken|sinkend|gesunken|abgesunken|niedrig|niedriger|tief|tiefer|hinunter|kühl|kalt|kälter|abwärts|nach unten|schwächer|kleiner|unterschr[ie]+t\\p{L}*|unter (?:de[mn]|die|der|seinem|ihrem) (?:Grenzwert|üblich\\p{L}*)|zurückgegangen|(?<=(?:ging|gingen|geht)[^,;.]{0,80} )zurück",
  ),
  peak: words("Spitze|Maximum|höchster Wert|höchstens bis|im Maximum"),
  lowest: words("Minimum|niedrigster(?: Wert)?|im Minimum"),
  silent: words(
    `stumm|verstummt|verstummten?|Stille|ohne Meldung|keine Meldung(?:en)?|${notBehind(`(?:${reports})(?: sich)?`)}`,
  ),
  stuck: words(
    `unverändert|fest bei|ohne Änderung|nicht (?:mehr )?(?:geändert|verändert|bewegt)|${notBehind(moves)}`,
  ),
  stuckFast: words("festgefahren|hängt|hängen|hing"),
  limit: words("Grenzwert|Grenzwertes|Grenze"),
  jumped: words("sprang|sprangen|gesprungen|plötzlich|sprunghaft"),
  drifted: words("langsam|schleichend|kroch|gekrochen|weggedriftet"),
  shifted: words("verschoben|eine Zeit lang|eingependelt"),
  restless: words("unruhig|unruhige[rsnm]?|unruhiger|schwankt|schwankte|schwankten|schwanken"),
  calm: words("ruhiger(?! Tag)|ruhig"),
  timeOfDay: words("Tageszeit|Uhrzeit"),
  shape: words("Verlauf"),
  spread: words("verteilt|Verteilung|streuen|streuten|gestreut"),
  outliers: words("Ausreißern?"),
  interval: words("Abstand|Abständen?"),
  rhythm: words("Takt|Rhythmus"),
  together: words("Partnern?"),
  fast: words("schnell|rasch"),
  newLine: words(
    "neue(?:n|r)? (?:Art (?:von )?)?(?:Log)?zeilen?(?:art)?|erstmals|zum ersten Mal|neue Meldung|neu(?: im Log)?",
  ),
  problemLines: words("Problemzeilen?|Störungszeilen?"),
  usuallyNone: words("(?:sonst|üblich(?:erweise)?(?: sind| ist)?) keine|statt keiner"),
  order: words(
    "(?<!was )zuerst(?! (?:\\uE000|den|die|das|am|bei))|zunächst|dann|danach|später|zuvor|(?<!\\uE000 )davor|anschließend|folgten?|folgt",
  ),
  cause: words("weil(?! die Uhr)|denn|daher|deshalb|dadurch|da(?= (?:der|das|die(?! Uhr)|sich|ihr|sein))"),
  probably: words("(?:wahrscheinlich|vermutlich)(?= zuerst)"),
  moreAndMore: words("immer mehr"),
  missing: words(`fehlt|fehlte|fehlen|es fehlt|${notBehind("schreibt|schrieb|sagt|sagte")}`),
  noEndOrStart: words("ohne(?! (?:Änderung|Meldung|Zeitangabe))"),
  noEnd: words("ohne (?:ihr |das )?übliches? Ende"),
  noStart: words("ohne (?:ihren |den )?üblichen Anfang"),
  unusualOrder: words("in ungewöhnlicher Reihenfolge|ungewöhnliche Reihenfolge"),
  cameAndWent: words("kam und ging"),
  noOrder: words(
    "was zuerst kam, ist nicht bekannt|(?:die )?Reihenfolge ist (?:unklar|nicht (?:klar|bekannt))",
  ),
  critical: words("kritisch"),
  warning: words("Warnung"),
  notice: words("Hinweis"),
  over: words("(?<!nicht )(?:vorbei|beendet)"),
  allOver: words("alles|alle vorbei"),
  recovered: words(
    "wieder|behoben|erholt|zurück im (?:üblichen|Üblichen)(?: Bereich)?|(?<=(?:ist|sind|war|waren)[^,;.]{0,80} )zurück",
  ),
  allBack: words(
    "(?:beide|alle|sie)(?: (?:sind|waren|wieder|wie|inzwischen|jetzt|von ihnen)){0,4} (?:zurück|vorbei|behoben|erholt|üblich|normal)",
  ),
  asUsual: words("(?<=\\uE000 )(?:ist|sind|war|waren) (?:wie )?(?:üblich|normal)"),
  ongoing: words(
    "(?:liegt|liegen|steht|stehen|hängt|hängen|beträgt|(?:meldet|melden) sich)(?![^,;.]*(?<!\\p{L})wieder)|(?<!üblich )(?:ist|sind)(?= seit)(?![^,;.]*(?<!\\p{L})wieder)",
  ),
  notRecovered: words(
    "(?:noch )?nicht (?:wieder|zurück|erholt)|nichts zurück|(?:keiner|keine|keines) zurück",
  ),
  unresolved: words(
    "ungelöst|nicht vorbei, als der Vorfall(?: mangels Neuigkeiten| aus Platzgründen| als Fehlalarm| als hier normal)? geschlossen wurde",
  ),
  falseAlarm: words("(?:als )?Fehlalarm"),
  alwaysNormal: words("(?:als )?(?:hier|immer) normal|als normal"),
  lackOfNews: words("mangels Neuigkeiten"),
  makeRoom: words("aus Platzgründen"),
  goingOn: words("(?:dauert|dauern|hält|halten) (?:noch )?an"),
  still: words("(?<!(?:dauert|dauern|hält|halten) )noch(?: offen| immer)?|weiterhin|derzeit|immer noch"),
  several: words("beide|beides|beiden|zugleich|gleichzeitig|gemeinsam|zusammen|zur selben Zeit"),
  quietDay: words(
    "(?:ein )?ruhiger Tag|(?:eine )?ruhige (?:Nacht|Woche)|nichts (?:Ungewöhnliches|Auffälliges)",
  ),
  noReadings: words("keine Messwerte"),
  noLogLines: words("keine (?:Logzeilen|Zeilen)"),
  clockUnset: words(
    "(?:ohne Zeitangabe, (?:da|weil) )?(?:die )?Uhr (?:war |ist )?nicht gestellt(?: war| ist)?",
  ),
  notListed: words("nicht (?:aufgeführt|genannt)"),
};
