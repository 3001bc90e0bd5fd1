/** Why no value came of inputs that were there. */
export type StepSkip = "divisionByZero" | "outOfRange" | "counterReset" | "gap";

/** The inputs in the units of the formula, in order, and the time of the newest. Undefined: nothing due yet. */
export type Step = (values: readonly number[], at: number) => number | StepSkip | undefined;
