/** What a reason code of an MQTT 5 broker says about a publish. */
export type PublishVerdict =
  /** This record will never be taken. */
  | "rejected"
  /** The broker takes nothing now. */
  | "wait"
  /** The broker takes nothing until somebody acts. */
  | "needsPerson"
  /** Nothing more than that it was not taken. */
  | "retry";

/** Names and numbers as of MQTT 5 section 3.4.2.1. */
const verdicts: Readonly<Record<number, PublishVerdict>> = {
  // Not authorized.
  135: "needsPerson",
  // Topic Name invalid: it comes from the stream of the record.
  144: "rejected",
  // Packet too large.
  149: "rejected",
  // Message rate too high.
  150: "wait",
  // Quota exceeded.
  151: "wait",
  // Payload format invalid.
  153: "rejected",
};

export function publishVerdict(reasonCode: number): PublishVerdict {
  return verdicts[reasonCode] ?? "retry";
}
