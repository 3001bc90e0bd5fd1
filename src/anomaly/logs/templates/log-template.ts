import type { LineForm } from "./line-form.ts";
import { areLikeValues, generalised, isSameText, isValueOf, type Unit, unitOf } from "./place-evidence.ts";
import { hasWord, wildcard } from "./wildcard.ts";

/** What lines of one shape have in common. */
export class LogTemplate {
  /** Stable over merges and restarts; not reused. */
  readonly id: number;
  readonly source: string;
  /** The first line, as it came; at most 500 characters. */
  readonly example: string;
  /** Lines that matched so far. */
  count = 0;
  /** Counts up with every line of any log: which template was used longest ago. */
  usedAt = 0;
  readonly skeleton: string;
  /** Masked text of each unit. */
  readonly units: Unit[];
  /** Each unit as it is shown. */
  readonly shown: string[];
  readonly separators: readonly string[];
  /** Places that vary though their shape did not say so. */
  readonly open: boolean[];
  /** Places whose words were told apart again after they had been taken for values. */
  readonly split: boolean[];
  /** The kinds of line that it is made of, while they are few; undefined from then on. */
  variants: Variant[] | undefined = [];
  /** The older template that this one turned out to be. */
  mergedInto: LogTemplate | undefined;
  /** Its units changed since its bucket knew them. */
  isChanged = false;
  /** Forgotten, or merged into another one. */
  isGone = false;
  #text: string | undefined;

  constructor(options: {
    id: number;
    source: string;
    example: string;
    form: Pick<LineForm, "skeleton" | "units" | "shown" | "separators">;
  }) {
    this.id = options.id;
    this.source = options.source;
    this.example = options.example;
    this.skeleton = options.form.skeleton;
    this.units = [...options.form.units];
    this.shown = [...options.form.shown];
    this.separators = options.form.separators;
    this.open = this.units.map(() => false);
    this.split = this.units.map(() => false);
  }

  /** The template as text, `<*>` where lines differ. */
  get text(): string {
    this.#text ??= this.separators.map((separator, index) => separator + (this.shown[index] ?? "")).join("");
    return this.#text;
  }

  /** Finds the places where units differ, at most `most` + 1 places with different words, into `found`. */
  compare(units: readonly Unit[], most: number, found: Comparison): void {
    const { likes, differences } = found;
    likes.length = 0;
    differences.length = 0;
    for (let index = 0; index < units.length; index += 1) {
      const own = this.units[index] as Unit;
      const other = units[index] as Unit;
      if (isSameText(own, other) || (this.open[index] && isValueOf(own.text, other.text))) continue;
      if (!this.split[index] && areLikeValues(own, other)) likes.push(index);
      else {
        differences.push(index);
        if (differences.length > most) break;
      }
    }
  }

  /** Constant words and open places that there would be if these places varied too. */
  wordsBeside(places: readonly number[]): { words: number; openPlaces: number } {
    let words = 0;
    let openPlaces = 0;
    for (let index = 0; index < this.units.length; index += 1) {
      if (this.open[index] || places.includes(index)) openPlaces += 1;
      else if (hasWord((this.units[index] as Unit).text)) words += 1;
    }
    return { words, openPlaces };
  }

  /** Whether enough would be left of it if these places varied too. */
  mayOpen(places: readonly number[]): boolean {
    if (places.length === 0) return true;
    const { words, openPlaces } = this.wordsBeside(places);
    return words >= Math.max(1, openPlaces);
  }

  /** Makes a place vary: its texts are values. */
  openPlace(index: number, texts: readonly string[]): void {
    let text = this.textAt(index);
    for (const other of texts) text = generalised(text, other);
    this.#setPlace(index, text.includes(wildcard) ? text : wildcard);
    this.open[index] = true;
  }

  /** Takes in lines of this form; `isChanged` tells that its units changed. */
  absorb(form: { readonly units: readonly Unit[]; readonly shown: readonly string[] }): void {
    for (let index = 0; index < this.units.length; index += 1) {
      const own = this.textAt(index);
      const other = (form.units[index] as Unit).text;
      if (this.open[index] && isValueOf(own, other)) continue;
      if (own !== other) {
        if (!own.includes(wildcard) || !other.includes(wildcard)) this.open[index] = true;
        this.#setPlace(index, generalised(own, other));
      } else if (this.shown[index] !== form.shown[index] && this.shown[index] !== own) {
        this.#setPlace(index, own);
      }
    }
  }

  /** Gives the places back the words of these variants, which it consists of from now on. */
  narrow(places: readonly number[], variants: Variant[]): void {
    for (const place of places) {
      this.#setPlace(place, variants[0]?.form?.units[place]?.text ?? wildcard);
      this.open[place] = false;
      this.split[place] = true;
    }
    this.variants = variants;
    this.count = 0;
    for (const variant of variants) {
      variant.template = this;
      this.count += variant.count;
    }
  }

  textAt(index: number): string {
    return (this.units[index] as Unit).text;
  }

  #setPlace(index: number, text: string): void {
    this.isChanged = true;
    this.units[index] = unitOf(text);
    this.shown[index] = text;
    this.#text = undefined;
  }
}

/** One kind of line: equal but for what is variable by its shape. */
export interface Variant {
  template: LogTemplate;
  count: number;
  /** Undefined when nothing is to be told of it any more: its template has many. */
  form: LineForm | undefined;
}

/** Where two lines differ; used again for the next comparison. */
export class Comparison {
  /** Places with different values of a like shape. */
  readonly likes: number[] = [];
  /** Places with different words. */
  readonly differences: number[] = [];
}
