import { EdgewiseError } from "../core/errors.ts";

/** Feedback about an incident or a series that there is not. */
export class FeedbackTargetError extends EdgewiseError {
  constructor(message: string) {
    super("anomaly.feedbackTarget", message, {
      hint: "`edgewise incidents` lists incidents with their ids; an anomaly message has its series and kind",
    });
  }
}

/** As many deviations are taken as usual as are kept. */
export class FeedbackFullError extends EdgewiseError {
  constructor(countMax: number) {
    super("anomaly.feedbackFull", `${countMax} deviations are taken as usual already; no more are kept.`, {
      hint: "`edgewise incidents feedback` lists them, and `edgewise incidents forget ID` ends one",
    });
  }
}

/** What was learnt from earlier feedback could not be read yet, so no more can be added to it. */
export class FeedbackUnreadError extends EdgewiseError {
  constructor() {
    super("anomaly.feedbackUnread", "Earlier feedback could not be read from the disk yet.", {
      hint: "the log says what is wrong with the disk; it is tried again every minute",
    });
  }
}
