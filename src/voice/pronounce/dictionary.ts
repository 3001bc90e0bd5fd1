import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { errorMessage } from "../../core/errors.ts";
import { DictionaryUnusableError } from "./errors.ts";
import { type Sounds, soundNames } from "./sounds.ts";

/**
 * The bundled pronouncing dictionary, packed (models/train/voice/dictionary.py describes the layout).
 *
 * Limits: a file of at most `fileBytesMax` and a payload of at most `payloadBytesMax`. The payload stays packed in memory
 * (about 1 MB); a look-up is a binary search over blocks and one block read through.
 */
export interface Dictionary {
  /** Undefined: it has no such word. Words are lower-case a to z and the apostrophe. */
  find(word: string): DictionaryWord | undefined;
  /** Those at least so common, in the order of their bytes; takes some tens of milliseconds. */
  words(commonnessMin: number): Iterable<DictionaryWord & { readonly word: string }>;
  readonly wordCount: number;
}

export interface DictionaryWord {
  /** The likeliest first. */
  readonly ways: readonly Sounds[];
  /** How common in everyday text: 3 among the 400 commonest, 2 common, 1 seen, 0 not seen. */
  readonly commonness: number;
}

const fileBytesMax = 4 * 1024 * 1024;
const payloadBytesMax = 16 * 1024 * 1024;
const marker = 128;
const lastWay = 64;
const newline = 10;
/** What is shared with the word before is counted in five bits, and no word is longer. */
const longestWord = 32;

interface Header {
  format: 1;
  words: number;
  block: number;
  sounds: string[];
  bytes: number;
  sha256: string;
}

/** Throws {@link DictionaryUnusableError}. */
export function readDictionary(file: string): Dictionary {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new DictionaryUnusableError(file, errorMessage(error), error);
  }
  return unpackDictionary(content, file);
}

/** `where` names it in messages. Throws {@link DictionaryUnusableError}. */
export function unpackDictionary(content: Buffer, where: string): Dictionary {
  if (content.length > fileBytesMax) throw new DictionaryUnusableError(where, "it is too large");
  const end = content.indexOf(newline);
  const header = readHeader(content.subarray(0, Math.max(end, 0)).toString("utf8"));
  if (typeof header === "string") throw new DictionaryUnusableError(where, header);
  let payload: Buffer;
  try {
    payload = brotliDecompressSync(content.subarray(end + 1), { maxOutputLength: payloadBytesMax });
  } catch (error) {
    throw new DictionaryUnusableError(where, "its packed part is damaged", error);
  }
  const sum = createHash("sha256").update(payload).digest("hex");
  if (payload.length !== header.bytes || sum !== header.sha256) {
    throw new DictionaryUnusableError(where, "its checksum does not fit");
  }
  return createDictionary(header, payload);
}

function readHeader(line: string): Header | string {
  let value: Partial<Header>;
  try {
    value = JSON.parse(line) as Partial<Header>;
  } catch {
    return "its first line is no JSON";
  }
  if (value?.format !== 1) return `format ${JSON.stringify(value?.format)} instead of 1`;
  const { words, block, bytes, sha256, sounds } = value;
  const isWhole = [words, block, bytes].every((count) => Number.isInteger(count) && Number(count) > 0);
  if (!isWhole || typeof sha256 !== "string" || !Array.isArray(sounds)) return "its first line lacks a field";
  if (sounds.join(" ") !== soundNames.join(" ")) return "it has other sounds than this program";
  return value as Header;
}

function createDictionary(header: Header, payload: Buffer): Dictionary {
  const lettersLength = payload.readUInt32LE(0);
  const letters = payload.subarray(4, 4 + lettersLength);
  const sounds = payload.subarray(4 + lettersLength);
  const blocks = Math.ceil(header.words / header.block);
  const shape = { blocks, size: header.block };
  const letterStarts = blockStarts(letters, shape, () => true);
  const soundStarts = blockStarts(sounds, shape, (mark) => (mark & lastWay) !== 0);

  /** -1, 0 or 1: the first word of the block before, equal to or after the one asked for. */
  function compareFirst(block: number, word: string): number {
    const at = (letterStarts[block] ?? 0) + 1;
    for (let index = 0; ; index += 1) {
      const byte = letters[at + index] ?? marker;
      const isOver = byte >= marker;
      if (index === word.length) return isOver ? 0 : 1;
      if (isOver) return -1;
      const difference = byte - word.charCodeAt(index);
      if (difference !== 0) return Math.sign(difference);
    }
  }

  /** Place of the word in its block and how common it is. */
  function findInBlock(block: number, word: string): { rank: number; commonness: number } | undefined {
    let at = letterStarts[block] ?? 0;
    const end = letterStarts[block + 1] ?? letters.length;
    let known = "";
    for (let rank = 0; at < end; rank += 1) {
      const mark = letters[at] ?? 0;
      let next = at + 1;
      while (next < end && (letters[next] ?? 0) < marker) next += 1;
      known = known.slice(0, mark & 31) + letters.toString("latin1", at + 1, next);
      if (known === word) return { rank, commonness: (mark >> 5) & 3 };
      if (known > word) return undefined;
      at = next;
    }
    return undefined;
  }

  function waysOf(block: number, rank: number): Sounds[] {
    let at = soundStarts[block] ?? 0;
    let way: number[] = [];
    const ways: Sounds[] = [];
    for (let word = 0; word <= rank; ) {
      const mark = sounds[at] ?? 0;
      way = way.slice(0, mark & 31);
      at += 1;
      for (; at < sounds.length && (sounds[at] ?? 0) < marker; at += 1) way.push(sounds[at] ?? 0);
      if (word === rank) ways.push(way);
      if (mark & lastWay) word += 1;
    }
    return ways;
  }

  function* words(commonnessMin: number): Iterable<DictionaryWord & { readonly word: string }> {
    let [at, atSounds] = [0, 0];
    // Letters and sounds are kept in place: most words are passed over.
    const known = Buffer.alloc(longestWord);
    const way: number[] = [];
    while (at < letters.length) {
      const mark = letters[at] ?? 0;
      let length = mark & 31;
      at += 1;
      for (; at < letters.length && (letters[at] ?? 0) < marker; at += 1) {
        known[length] = letters[at] ?? 0;
        length += 1;
      }
      const commonness = (mark >> 5) & 3;
      const ways: Sounds[] = [];
      for (let isLast = false; !isLast; ) {
        const soundMark = sounds[atSounds] ?? lastWay;
        way.length = soundMark & 31;
        atSounds += 1;
        for (; (sounds[atSounds] ?? marker) < marker; atSounds += 1) way.push(sounds[atSounds] ?? 0);
        if (commonness >= commonnessMin) ways.push([...way]);
        isLast = (soundMark & lastWay) !== 0;
      }
      if (ways.length > 0) yield { word: known.toString("latin1", 0, length), ways, commonness };
    }
  }

  return {
    wordCount: header.words,
    words,
    find(word) {
      let low = 0;
      let high = blocks - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (compareFirst(middle, word) <= 0) low = middle;
        else high = middle - 1;
      }
      const found = findInBlock(low, word);
      return found && { ways: waysOf(low, found.rank), commonness: found.commonness };
    },
  };
}

/** Where the first word of each block begins; `endsWord` tells whether what begins with this mark is the last of its word. */
function blockStarts(
  bytes: Buffer,
  { blocks, size }: { blocks: number; size: number },
  endsWord: (mark: number) => boolean,
): Uint32Array {
  const starts = new Uint32Array(blocks);
  let words = 0;
  let isNewWord = true;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < marker) continue;
    if (isNewWord && words % size === 0) starts[words / size] = at;
    isNewWord = endsWord(byte);
    if (isNewWord) words += 1;
  }
  return starts;
}
