import { wordSet } from "./word-set.ts";

/**
 * Every German word a text may use that does not come from its facts (see english.ts): articles, verbs of plain
 * reporting, how values move, when, and how it stands. `nicht`, `kein` and the like are left out; the guard takes them
 * in whole phrases only.
 */
export const germanLexicon: ReadonlySet<string> = wordSet(`
der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem es er sie ihr ihre ihren ihrem
ihnen sich sein seine seinen man was wer wie als auch und oder aber sowie beide beides beiden zusammen gemeinsam
an am auf aus bei beim bis durch für gegen gegenüber im in ins mit nach seit ab um unter über vom von vor zu zum zur
zwischen außerhalb innerhalb neben darunter darüber dabei dazu davon danach davor zuvor dann erst zuerst zuletzt später
früher vorher schon bereits inzwischen mittlerweile bisher jetzt nun noch immer weiter weiterhin wieder erneut gerade
derzeit aktuell zugleich gleichzeitig zeitgleich etwa rund ungefähr knapp gut fast nur sehr so also da wo dass ob
denn daher während trotzdem
ist sind war waren wird wurde wurden worden geworden hat haben hatte hatten gibt gab liegt liegen lag lagen steht stehen
stand standen bleibt bleiben blieb geblieben beträgt betrug zeigt zeigen zeigte zeigten
stieg stiegen steigt steigen gestiegen kletterte geklettert sprang sprangen gesprungen fiel fielen fällt fallen gefallen
sank sanken sinkt sinken gesunken abgesunken ging gingen geht gehen gegangen zurück kroch gekrochen
wuchs wächst wachsen gewachsen
änderte änderten ändert ändern geändert wechselte wechselt wechseln gewechselt überschritt überschritten überschreitet
unterschritt unterschritten erreichte erreicht schwankte schwankt schwankten schwanken
meldet melden meldete meldeten gemeldet sendet senden sendete gesendet schreibt schrieb geschrieben sagt sagte
kam kamen kommt kommen gekommen begann begannen beginnt begonnen endete endet geendet dauerte dauert gedauert
angefangen hält halten hielt gehalten bewegte bewegt bewegten bewegen schaltete schaltet schalteten geschaltet lief
läuft laufen liefen
oben unten hoch niedrig höher niedriger tiefer tief erhöht hinauf hinunter aufwärts abwärts warm wärmer heiß heißer kalt
kälter kühl ungewöhnlich ungewöhnliche ungewöhnlichen ungewöhnlicher ungewöhnliches ungewöhnlichem ungewohnt ungewohntem
ungewohnter ungewohnten unüblich üblich übliche üblichen üblicher übliches üblichem üblicherweise sonst normal
normalerweise wert werte werten wertes höchstens mindestens maximal minimal maximum minimum spitze höchster niedrigster
weiteste weitester lang lange länger kurz kurzes kurze kurzer viele mehr weniger schnell langsam schleichend plötzlich
stumm still verstummt verstummte verstummten fest unverändert hängt hing festgefahren
neu neue neuer neues neuen erstmals art etwas weitere weiterer weiteres weiteren andere anderer anderes anderen
gleiche gleichen gleicher selben selbe zeit mal male beispiel beispielsweise alles alle allen insgesamt
vorbei beendet ungelöst behoben erholt einzige
tageszeit uhrzeit uhr tag tage tagen ruhig ruhiger ruhiges unruhig unruhiger unruhiges verlauf niveau verteilung verteilt
ausreißer ausreißern partner partnern abstand abständen abstände takt rhythmus anders verschoben streuten
grenzwert grenze dauert dauern hängen festgefahren reihenfolge fehlt fehlte ohne ende anfang bekannt sensor sensoren sensors log logs zeile zeilen logzeile logzeilen problemzeile problemzeilen
störungszeile störungszeilen meldung meldungen befund befunde befunden vorfall vorfälle vorfällen messwert messwerte
messwerten befehl befehle befehlen unbenannt unbenannter unbenanntes statt entfernt ins üblicher
hinweis warnung kritisch fehlalarm gesetzt gestellt teil teile darin unauffällig davon
prüfen prüfe bitte nachsehen ansehen sehen schauen anfangen weg erhalten
stärker schwächer größer kleiner ruhigem deutlich leicht wenige wenigen
sekunde sekunden minute minuten stunde stunden gestern heute nacht morgen abend mittag nachmittag
verdacht anzeichen wahrscheinlich vermutlich selten häufig ähnlich ähnlicher ähnliche ähnlichen zeichen erstes
folgte folgten folgt folgen passiert passierte zuletzt mehrfach wiederholt abwechselnd aufgefallen bereich außerdem auch weggedriftet entfernte entfernt nahm anderen anders unveränderten demselben einen schreiben schrieben
schwere schwerer schweregrad
`);
