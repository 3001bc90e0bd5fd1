import type { TextLanguage } from "./language.ts";

export const french: TextLanguage = {
  code: "fr",
  commonWords:
    "le la les de des du un une et est en dans pour pas que qui sur avec au aux ne se par il elle sont a été plus ce cette ont jusqu",
  hazards: [
    "gel(?:ée|ées|s|é)?\\b|verglas|neige|tempête|orage|grêle|rafales?|ouragan|inondation|crue|avalanche|canicule|sécheresse|incendie|feu\\b|fumée|brûl|brouillard dense|fortes? (?:pluies?|chutes?)",
    "fuite|gaz\\b|monoxyde|ammoniac|chlore|méthane|sulfure|explosi|inflammable|toxique|poison|vapeurs|amiante|acide|corrosif|asphyxi|déversement|contamin|pollu|légionell|salmonell|nitrates?",
    "électrocution|haute tension|sous tension|court-circuit|dénudé|carter|arrêt d'urgence|verrouillage|barrière|frein|fissur|effondr|surcharge|surpression|écras|coinc|charge suspendue|glissant|accident|bless|hôpital|extincteur|issue de secours|surchauff",
    "agressi|taureau|échappé|maladie|infect|épidémie|grippe aviaire|peste porcine|fièvre|mort(?:s|e|es)?\\b|délai d'attente|délai de rentrée|résidus?|moisissure|rappel|dépass(?:e|é|ement)|au-dessus (?:de la|du) (?:limite|seuil)|coupure|panne de courant|risque|danger(?:eux|euse)?\\b|intrusion|vol\\b",
  ],
  orders: [
    "avertissement|alerte|vigilance|attention|danger\\b|urgent|urgence|immédiat|évacu|critique|prudence",
    "ne (?:pas|jamais|plus|\\w+ (?:pas|jamais))\\b|n'\\w+ (?:pas|jamais)|interdit|interdiction|défense de|accès (?:réservé|interdit)|hors service|consign|condamn|permis de|quarantaine|tenir (?:éloigné|à l'écart)|rester à l'écart|obligatoire|protection|masque|gants|casque",
    "délai|au plus tard|avant (?:le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|\\d)|échéance|expir|en retard|faire bouillir|non potable|appeler",
  ],
  absences: ["aucun", "aucune", "sans"],
  negations: ["pas", "ni"],
  withouts: ["sans"],
  betweenNegated: [
    "(?:signes?|traces?|risques?|danger|menace) (?:de|d)|(?:prévu|attendu) (?:de|d)|de|d|autres?|nouveau|nouvelles?|fortes?|ou",
  ],
  denials: ["(?:pas|peu) (?:attendu|probable)\\w*|exclue?s?\\b"],
  weighty: [
    "doit|doivent|faut|devra|prévu|demain|cette nuit|vérifier|remplacer|réparer|commander|contrôl|recommand",
    "hausse|baisse|augment|diminu|supérieur|inférieur|encore|depuis|mais|cependant|anormal|panne|défaut|défaillan|usé|bruit|bouch|vide|manqu|cause|trouvé|malade|boite",
  ],
  idle: [
    "bonjour|bonsoir|cordialement|merci|prochain bulletin|rien à signaler|comme d'habitude|téléphone|salutations",
  ],
};
