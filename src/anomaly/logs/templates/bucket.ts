import { Comparison, type LogTemplate } from "./log-template.ts";
import { type Unit, wordKey } from "./place-evidence.ts";

/** A template and the places, one or two, where its words differ from those of a line. */
export interface Near {
  template: LogTemplate;
  places: readonly number[];
}

/**
 * Templates of one source and punctuation. Keys of their words lie side by side, so that most of them are ruled out
 * without looking at the templates.
 */
export class Bucket {
  readonly templates: LogTemplate[] = [];
  #unitCount: number;
  #keys: Int32Array;
  #lineKeys: Int32Array;
  #found = new Comparison();

  constructor(unitCount: number) {
    this.#unitCount = unitCount;
    this.#keys = new Int32Array(2 * unitCount);
    this.#lineKeys = new Int32Array(unitCount);
  }

  add(template: LogTemplate): void {
    this.templates.push(template);
    if (this.templates.length * this.#unitCount > this.#keys.length) {
      const grown = new Int32Array(2 * this.#keys.length);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    this.#setKeys(this.templates.length - 1);
  }

  remove(template: LogTemplate): void {
    const index = this.templates.indexOf(template);
    const last = this.templates.pop();
    if (last === undefined || last === template || index < 0) return;
    this.templates[index] = last;
    this.#setKeys(index);
  }

  /** To be called when the units of a template changed. */
  refresh(template: LogTemplate): void {
    this.#setKeys(this.templates.indexOf(template));
    template.isChanged = false;
  }

  /** Another template that is the same as this one by now. */
  likeOther(template: LogTemplate): LogTemplate | undefined {
    for (const other of this.templates) {
      if (other === template) continue;
      template.compare(other.units, 0, this.#found);
      if (this.#found.differences.length === 0 && template.mayOpen(this.#found.likes)) return other;
    }
    return undefined;
  }

  oldestUsed(): LogTemplate {
    return this.templates.reduce((oldest, other) => (other.usedAt < oldest.usedAt ? other : oldest));
  }

  /**
   * The template that a line belongs to without a word of it becoming a value; those that differ in up to `placesMax`
   * words are put into `near`.
   */
  best(units: readonly Unit[], near: Near[] | undefined): LogTemplate | undefined {
    const most = near === undefined ? 0 : placesMax;
    const count = this.#unitCount;
    const keys = this.#keys;
    const lineKeys = this.#lineKeys;
    for (let place = 0; place < count; place += 1) lineKeys[place] = wordKey(units[place] as Unit);
    let best: LogTemplate | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.templates.length; index += 1) {
      let differing = 0;
      for (let place = 0, at = index * count; place < count && differing <= most; place += 1, at += 1) {
        if (keys[at] !== lineKeys[place] && keys[at] !== 0 && lineKeys[place] !== 0) differing += 1;
      }
      if (differing > most) continue;
      const template = this.templates[index] as LogTemplate;
      template.compare(units, most, this.#found);
      const { likes, differences } = this.#found;
      if (differences.length > 0) {
        if (differences.length <= most) near?.push({ template, places: [...differences] });
      } else if (likes.length < fewest && template.mayOpen(likes)) {
        best = template;
        fewest = likes.length;
      }
    }
    return best;
  }

  #setKeys(index: number): void {
    const template = this.templates[index];
    if (template === undefined) return;
    for (let place = 0; place < this.#unitCount; place += 1) {
      const isOpen = template.open[place] ?? false;
      this.#keys[index * this.#unitCount + place] = isOpen ? 0 : wordKey(template.units[place] as Unit);
    }
  }
}

const placesMax = 2;
