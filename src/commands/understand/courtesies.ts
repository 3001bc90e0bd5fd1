/**
 * What people say around a command without meaning anything by it: "do the needful and …", "… love", "that blooming …".
 */

const addressees =
  "love|mate|matey|lads?|lass|lassie|guys?|guv|guvnor|boss|pal|buddy|bud|bro|bruv|dude|dear|darling|sweetheart|sweetie|" +
  "honey|hun|folks|chief|fellas?|sir|madam|ma'?am|yaar|bhai|bhaiya|ji|lah";
const pleas =
  "eh|innit|pls|plz|please|ta|cheers|thanks|thank you|thx|(?:would|will|can|could|won['’]?t) (?:you|ya)|if you would|" +
  "if you please|if you don['’]?t mind|if you can|when you can|when you get a chance|when you have a moment|" +
  "there['’]?s a (?:love|dear|good lad|good girl)";
const closing = new RegExp(`[\\s,.!…-]+(?:my )?(?:${addressees}|${pleas})[\\s.!?]*$`, "i");

const callings = [
  new RegExp(`^(?:(?:oi|hey|hi|ok|okay|yo|ey up)[\\s,!]+)(?:(?:${addressees})[\\s,!]+)?`, "i"),
  new RegExp(
    `^(?:right|well|so|now|then|right then|go on|go on then|come on|listen|look|${addressees})\\s*[,!]+\\s*`,
    "i",
  ),
];
const favours = new RegExp(
  "^(?:(?:please|kindly|pls|plz)[\\s,]+)*(?:do the needful|do (?:me|us) a (?:favou?r|solid)|be an? (?:dear|love|darling|star|" +
    "pal|mate|angel|sweetheart|legend|good (?:lad|girl|boy))|be so (?:kind|good) as|would you be so (?:kind|good) as|" +
    "(?:would you be|are you) able|see if you can|any chance (?:that )?you (?:can|could)|i was wondering if you could|" +
    "(?:i['’]?d|i would) be (?:grateful|glad|happy|obliged) if you (?:could|would)|" +
    "it would be (?:nice|great|good|lovely) if you (?:could|would)|(?:can|could|may) i (?:ask|trouble) you)[\\s,]+(?:(?:and|to)[\\s,]+)?",
  "i",
);

const expletives =
  "blooming|bloomin|bloody|damn|damned|goddamn|goddamned|flipping|flippin|freaking|freakin|frigging|friggin|fricking|" +
  "effing|fucking|fuckin|ruddy|sodding";
const curses = [
  new RegExp(`(?<=^|\\s)(?:${expletives})['’]?\\s+(?=(?!the\\b)\\p{L})`, "giu"),
  /(?<=(?:^|\s)(?:the|that|this|these|those|my|our|your) )(?:flaming|flamin|blasted|bleeding|bleedin|darn|darned|wretched|cursed|infernal|stupid|poxy|dratted|confounded)\s+(?=\p{L})/giu,
];

/** "Them lights" are "the lights"; "get them on" is about what was spoken of. */
const themThings = /(?<=^|\s)them (?=(?!(?:as|is|was|this|has|always|upstairs|downstairs)\b)\p{L}{3,}s\b)/giu;

/** What is written down, played or said aloud is left as it was said. */
const dictations =
  /^\W*(?:(?:please|can you|could you|hey|ok) )?(?:play|add|remind|announce|broadcast|tell|say|message|call|write|note|remember|ask|read|put .+ list)\b/i;

/** The text without courtesies and curses; the same text where there are none. `isNamed`: words that names hold. */
export function withoutCourtesies(text: string, isNamed: (word: string) => boolean): string {
  if (dictations.test(text)) return text;
  const opened = [...callings, favours].reduce((rest, pattern) => rest.replace(pattern, ""), text);
  const plain = curses.reduce(
    (rest, pattern) => rest.replace(pattern, ""),
    opened.replace(themThings, "the "),
  );
  const closed = withoutClosings(plain, isNamed);
  return /[\p{L}\p{N}]/u.test(closed) ? closed : text;
}

/** "… please love, would you". */
const closingsMax = 3;

function withoutClosings(text: string, isNamed: (word: string) => boolean): string {
  let rest = text;
  for (let count = 0; count < closingsMax; count += 1) {
    const found = closing.exec(rest);
    const last = /(\p{L}+)\W*$/u.exec(rest)?.[1] ?? "";
    if (!found || found.index === 0 || isNamed(last.toLowerCase())) break;
    rest = rest.slice(0, found.index);
  }
  return rest;
}
