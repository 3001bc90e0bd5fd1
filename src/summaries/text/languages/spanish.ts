import type { TextLanguage } from "./language.ts";

export const spanish: TextLanguage = {
  code: "es",
  commonWords:
    "el la los las de del un una y es en para no que por con se al lo su sus está son fue ha hay como más hasta esta este pero",
  hazards: [
    "helad(?:a|as|o)|hielo|nieve|nevada|tormenta|granizo|vendaval|rachas?|huracán|inundaci|avalancha|ola de calor|sequía|incendio|fuego|humo|quemad|niebla densa|lluvias? (?:fuertes?|intensas?|torrenciales?)",
    "fuga|escape|gas\\b|monóxido|amoniaco|amoníaco|cloro|metano|sulfhídrico|explosi|inflamable|tóxic|veneno|vapores|amianto|ácido|corrosiv|asfixi|derrame|contamin|legionel|salmonel|nitratos?",
    "electrocuci|alta tensión|con tensión|cortocircuito|cable pelado|resguardo|parada de emergencia|enclavamiento|freno|grieta|agrietad|derrumb|colaps|sobrecarga|sobrepresión|aplast|atrap|carga suspendida|resbal|accidente|herid|lesión|lesion|hospital|extintor|salida de emergencia|sobrecalent",
    "agresiv|toro|escapad|enfermedad|infec|brote|gripe aviar|peste porcina|muert|plazo de (?:espera|seguridad|supresión)|residuos?|moho|retirada|supera|por encima del (?:límite|umbral)|corte de (?:luz|agua|suministro)|riesgo|peligro|intrus|robo",
  ],
  orders: [
    "aviso|advertencia|alerta|atención|peligro|precaución|urgente|emergencia|inmediat|evacu|crític|cuidado",
    "no (?:entrar|abrir|tocar|usar|utilizar|beber|comer|arrancar|encender|operar|acercarse|pisar|regar|cosechar|fumar|salir|retirar|consumir|entre|abra|toque|use|beba|arranque|se debe|se puede|debe|deben|está permitid)|nunca|prohibid|prohíbe|acceso restringido|fuera de servicio|bloquead|consignad|permiso de trabajo|cuarentena|mantener(?:se)? (?:alejad|fuera|cerrad)|obligatori|mascarilla|guantes|casco|protección",
    "plazo|a más tardar|antes del?\\b|vence|caduc|vencid|hervir|no potable|llamar al",
  ],
  absences: ["sin", "ningún", "ninguna"],
  negations: ["no", "ni", "tampoco"],
  withouts: ["sin"],
  betweenNegated: [
    "(?:señal(?:es)?|indicios?|rastros?|riesgos?|peligro|avisos?) de|hay|hubo|habrá|se (?:esperan?|prevén?|prevé)|más|otr[oa]s?|nuev[oa]s?|fuertes?|o",
  ],
  denials: ["no se (?:espera|prevé)\\w*(?! que)|descartad\\w*|poco probable"],
  weighty: [
    "debe|deben|hay que|tiene que|mañana|esta noche|previst|espera|revisar|cambiar|reparar|pedir|recomiend",
    "subió|bajó|aument|dismin|más de|menos de|todavía|desde|pero|anormal|aver|fall|desgast|ruido|atasc|vací|falta|causa|encontr|enferm|coj",
  ],
  idle: [
    "buenos días|buenas (?:tardes|noches)|hola|saludos|gracias|próximo (?:boletín|informe)|sin novedad|como siempre|teléfono",
  ],
};
