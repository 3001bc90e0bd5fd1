/** The sounds of English in ARPAbet without stress; a sound's number is its place here. */
export const soundNames =
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split(
    " ",
  );

const numbers = new Map(soundNames.map((name, number) => [name, number]));

/** Numbers of sounds, in order. */
export type Sounds = readonly number[];

export const soundsMax = 64;

/** `EH1 JH W AY Z`, in any case, with or without stress. What is wrong with it otherwise, as a sentence. */
export function readSounds(text: string): Sounds | string {
  const names = text.trim().split(/\s+/);
  if (text.trim() === "") return "no sounds; write them in ARPAbet, one space apart, such as EH JH W AY Z";
  if (names.length > soundsMax) return `${names.length} sounds; at most ${soundsMax}`;
  const sounds: number[] = [];
  for (const name of names) {
    const bare = name.toUpperCase();
    const number = numbers.get(/^[A-Z]+[012]$/.test(bare) ? bare.slice(0, -1) : bare);
    if (number === undefined) {
      return `${JSON.stringify(name)} is no sound; the sounds are ${soundNames.join(" ")}, each with 0, 1 or 2 for stress or without`;
    }
    sounds.push(number);
  }
  return sounds;
}

/** Sounds known to be right, such as those written in the program. */
export function soundsOf(text: string): Sounds {
  const sounds = readSounds(text);
  if (typeof sounds === "string") throw new Error(sounds);
  return sounds;
}

export function writeSounds(sounds: Sounds): string {
  return sounds.map((sound) => soundNames[sound]).join(" ");
}

const vowelNames = new Set("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split(" "));

export function isVowel(sound: number | undefined): boolean {
  return sound !== undefined && vowelNames.has(soundNames[sound] ?? "");
}
