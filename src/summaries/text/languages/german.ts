import type { TextLanguage } from "./language.ts";

export const german: TextLanguage = {
  code: "de",
  commonWords:
    "der die das und ist im in den dem des ein eine einen einer mit auf für von zu bei nicht sich auch wird werden wurde es an am aus nach bis noch vor oder sind war nur um über kein keine",
  hazards: [
    "(?:boden|nacht|spät|luft)?frost|gefrier|vereis|glatteis|glätte|eis(?:ig|glatt|regen)?\\b|reif(?:glätte|bildung)|schneefall|schneeverweh|schnee(?:sturm|bruch)|lawine",
    "(?:orkan|sturm|gewitter|hagel|blitz|sturmflut|starkregen|dauerregen|starkwind|unwetter|schwere böen|orkanböen|sturmböen|tornado)|hochwasser|überflut|überschwemm|erdrutsch|dürre|hitze(?:welle|stress|warnung)?|waldbrand",
    "gas(?:geruch|austritt|leck|alarm|warn|melder|wolke)|schwefelwasserstoff|kohlen(?:stoff)?monoxid|kohlenmonoxid|ammoniak|chlor(?:gas)?\\b|methan|güllegas|silogas|explosion|explosiv|entzünd|brenn(?:t|end|bar)|brand|feuer|rauch|qualm|funken|überhitz|verbrenn|verbrüh|schmor|lichtbogen",
    "gift|toxisch|dämpfe|asbest|säure|lauge|ätzend|erstick|sauerstoffmangel|leck|undicht|ausgelaufen|austret|ausgetreten|verschütt|kontamin|verunreinig|legionell|keime|salmonell|nitrat",
    "stromschlag|hochspannung|unter spannung|freiliegend|erdschluss|kurzschluss|schutz(?:gitter|haube|tür|einrichtung|zaun)|not-?(?:aus|halt)|verriegelung|lichtgitter|brems(?:e|en|versagen)|riss(?:e|en)?\\b|gerissen|einsturz|absturz|umsturz|überlast|überdruck|geborsten|platzt|quetsch|klemm|schwebende last|stolper|rutsch|ausgerutscht|unfall|verletz|beinaheunfall|krankenhaus|erste hilfe|brandmelder|feuerlöscher|fluchtweg|notausgang",
    "aggressiv|bulle|ausgebrochen|seuche|infekt|quarantäne|ansteck|meldepflichtig|schweinepest|geflügelpest|vogelgrippe|maul- und klauen|blauzunge|verendet|tot(?:e|en|er)?\\b|wartezeit|wiederbetret|rückstände|schimmel|köder|rückruf",
    "(?:über|unter|außerhalb)(?:\\w*)? (?:dem |den |der |des )?(?:zulässigen |erlaubten )?(?:grenzwert|höchstwert|mindestwert|schwelle|toleranz)|grenzwert(?:e)? (?:\\w+ )?überschritten|überschreit|einbruch|diebstahl|manipul|stromausfall|unsicher|gefährd|gefähr(?:lich|det)|risiko|lebensgefahr|ausfall",
  ],
  orders: [
    "(?:muss|müssen|darf|dürfen|soll(?:en|te|ten)?) (?:[\\p{L}\\d%:.,-]+ ){0,10}(?:bis|vor|nicht|nur|gesichert|abgedeckt|abgeschaltet|geschlossen|geräumt|getragen|ersetzt)|bleibt (?:\\w+ )?(?:geschlossen|zu|gesperrt|außer)|nur zu zweit|erst nach|bis zur (?:freigabe|klärung|reparatur|messung)|stillgelegt|steht still|löst (?:\\w+ ){0,6}aus|ohne schutz|nicht trinkbar|wird verworfen|verworfen|geräumt",
    "warn(?:ung|ungen|t|en)?\\b|achtung|vorsicht|gefahr|alarm|notfall|dringend|sofort|unverzüglich|umgehend|evakuier|kritisch|stopp\\b",
    "nicht (?:\\w+ )?(?:betreten|öffnen|einschalten|berühren|anfassen|starten|benutzen|verwenden|trinken|essen|verzehren|füttern|fahren|verlassen|entfernen|überbrücken|anlassen|hineingehen|bedienen|zurücksetzen|abstellen|in betrieb|rauchen|weiden|ernten|verkaufen|liefern|spritzen|freigegeben|sicher|gesichert|geerdet|geprüft|ausgelöst|geschlossen)|niemals|nie\\b|keinesfalls|auf keinen fall|darf (?:\\w+ ){0,6}nicht|dürfen (?:\\w+ ){0,6}nicht|niemand darf|verboten|untersagt|gesperrt|sperrung|betretungsverbot|zutritt|fernhalten|abstand|meiden|nur (?:mit|durch|von) (?:\\w+ )?(?:schutz|atemschutz|befugt|fachkr|elektrofach|berechtigt)|außer betrieb|stillgelegt|freigeschaltet|freischalten|abgesperrt|verriegelt|erlaubnisschein|freigabe",
    "schutz(?:ausrüstung|brille|kleidung|handschuhe|maske)|atemschutz|gehörschutz|helm\\b|psa\\b|frist|spätestens|überfällig|läuft ab|abgelaufen|bis (?:zum |spätestens |heute |morgen )?(?:\\d|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)[^.]* (?:muss|müssen|zu \\w+en|erledig|fertig)|(?:muss|müssen) (?:\\w+ ){0,8}bis |abkochen|nicht trinkbar|kein trinkwasser|notruf|112",
  ],
  absences: ["kein", "keine", "keinen", "keiner", "keinerlei", "ohne", "weder", "frei von"],
  negations: ["nicht"],
  withouts: ["ohne"],
  betweenNegated: [
    "anzeichen (?:von|für)|gefahr (?:von|durch)|risiko (?:von|für)|hinweise? auf|spur(?:en)? von|meldung(?:en)? über|mehr|mit|weiteren?|neuen?|schweren?|starken?|ein|eine|einen|einem|einer|oder",
  ],
  denials: [
    "(?:ist |sind )?(?:nicht (?:zu )?erwart\\w*|unwahrscheinlich|ausgeschlossen|nicht festgestellt|nicht vorhanden)",
  ],
  weighty: [
    "muss|müssen|soll|sollte|bitte|prüfen|kontroll|erneuer|ersetz|tausch|bestell|repar|morgen|heute nacht|erwartet|voraussichtlich|empfohlen|nötig|erforderlich",
    "gestiegen|gefallen|steigt|sinkt|erhöht|niedriger|höher|mehr als|weniger als|wieder|noch|seit|nur|aber|jedoch|ungewöhnlich",
    "defekt|störung|fehler|ausgefallen|gestört|verschlissen|beschädigt|lose|geräusch|verstopft|leer|fehlt|verzöger|ausschuss|ursache|grund|gefunden|krank|lahm",
  ],
  idle: [
    "guten (?:morgen|tag|abend)|hallo|liebe|mit freundlichen|viele grüße|danke|herausgegeben|nächste(?:r|s)? (?:bericht|ausgabe)|keine besonderheiten|alles (?:normal|ruhig|in ordnung)|wie üblich|telefon",
  ],
};
