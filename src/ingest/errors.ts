import { EdgewiseError } from "../core/errors.ts";

/** A rule would read what edgewise itself publishes, and so feed it back to itself. */
export class OwnTopicRuleError extends EdgewiseError {
  constructor(options: { rule: string; topic: string; baseTopic: string }) {
    super(
      "ingest.ownTopicRule",
      `${options.rule} reads "${options.topic}", which lies inside edgewise's own topics "${options.baseTopic}/#"`,
      { hint: "take the rule out, or give it a topic outside the base topic" },
    );
  }
}
