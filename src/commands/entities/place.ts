export interface Place {
  readonly name: string;
  /** Keys of its name and aliases. */
  readonly keys: readonly string[];
}
