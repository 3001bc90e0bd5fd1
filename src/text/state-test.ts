/** What something is to be, or not to be, in a word: `open`, `done`, `detected`. */
export interface StateTest {
  subject: string;
  test: { kind: "state"; state: string; isNegated: boolean };
}
