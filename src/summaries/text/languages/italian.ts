import type { TextLanguage } from "./language.ts";

export const italian: TextLanguage = {
  code: "it",
  commonWords:
    "il lo la i gli le di del della dei e è in per non che con si al alla da un una sono è stato stata ha ma fino più nel nella anche",
  hazards: [
    "gel(?:o|ata|ate|ido)|ghiaccio|neve|nevicat|tempesta|temporal|grandine|raffich|burrasca|uragano|alluvion|esondaz|valanga|ondata di calore|siccità|incendio|fuoco|fumo|ustion|nebbia fitta|piogge? (?:forti|intense)",
    "fuga|perdita|gas\\b|monossido|ammoniaca|cloro|metano|solfidrico|esplosi|infiammabil|tossic|velen|vapori|amianto|acido|corrosiv|asfissi|sversament|contamin|legionell|salmonell|nitrati",
    "folgoraz|alta tensione|sotto tensione|cortocircuit|scopert|riparo|arresto di emergenza|interblocco|freno|crepa|crepe|fessur|crollo|croll|sovraccaric|sovrapression|schiacc|intrappol|carico sospeso|scivol|infortun|ferit|ospedale|estintore|uscita di (?:emergenza|sicurezza)|surriscald",
    "aggressiv|toro|scappat|malattia|infezion|focolaio|influenza aviaria|peste suina|mort[oiae]\\b|tempo di (?:sospensione|carenza|rientro)|residui|muffa|richiamo|super(?:a|ato)|oltre il limite|interruzione|blackout|rischio|pericol|intrus|furto",
  ],
  orders: [
    "avviso|allerta|allarme|attenzione|pericolo|urgent|emergenza|immediat|evacu|critic|cautela",
    "non (?:entrare|aprire|toccare|usare|utilizzare|bere|mangiare|avviare|accendere|avvicinarsi|rimuovere|irrigare|raccogliere|fumare|si deve|si può|deve|devono|è consentit)|mai\\b|vietat|divieto|accesso|fuori servizio|bloccat|permesso di lavoro|quarantena|tenersi|tenere (?:lontan|chius)|obbligatori|mascherina|guanti|casco|protezion",
    "scadenza|entro (?:il|le|lunedì|domani|\\d)|al più tardi|scad|bollire|non potabile|chiamare",
  ],
  absences: ["senza", "nessun", "nessuna"],
  negations: ["non", "né"],
  withouts: ["senza"],
  betweenNegated: [
    "(?:segn[oi]|tracc[ei]a?|rischi?o?|pericolo|avvis[oi]) di|ci (?:sono|saranno)|c'è|si (?:prevede|prevedono|attendono)|sono (?:previst|attes)[aei]|altr[aei]|nuov[aei]|forti|o",
  ],
  denials: ["non (?:previst|attes)\\w*|escluso|improbabil\\w*"],
  weighty: [
    "deve|devono|bisogna|occorre|domani|stanotte|previst|controllare|sostituire|riparare|ordinare|consigli",
    "aument|diminu|salit|sces|ancora|da ieri|ma|tuttavia|anomal|guast|difett|usur|rumore|intasat|vuot|manca|causa|trovat|malat|zoppic",
  ],
  idle: [
    "buongiorno|buonasera|salve|saluti|grazie|prossimo bollettino|nulla da segnalare|come al solito|telefono",
  ],
};
