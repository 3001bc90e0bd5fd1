import { compileTopicMatcher, type TopicMatcher } from "./topic-matcher.ts";

/**
 * Tells extra copies of a message apart. When filters overlap and none covers the other (`a/+` and `+/b`), an
 * MQTT 5 broker may send a message once per filter; the subscription identifier of each copy says for which
 * (MQTT 5 section 3.3.4). The filter subscribed to first owns the topics it matches; copies for others are extra.
 * MQTT 3.1.1 has no such mark; Mosquitto sends one copy there.
 *
 * Limits and invariants:
 * 1. A copy with an identifier that is not held (just subscribed or just given back) is never called extra.
 * 2. Owners are remembered for at most `topicsRememberedMax` topics of at most `topicLengthRemembered` characters.
 */
export interface OverlapFilter {
  /** The identifier to subscribe to `filter` with. */
  identify(filter: string): number;
  /** The broker holds `filter` from now on, or no longer. */
  hold(filter: string): void;
  release(filter: string): void;
  isExtra(topic: string, identifiers: number | readonly number[]): boolean;
}

const topicsRememberedMax = 5_000;
const topicLengthRemembered = 256;

export function createOverlapFilter(): OverlapFilter {
  const identifiers = new Map<string, number>();
  const held = new Map<number, TopicMatcher>();
  const owners = new Map<string, number>();
  let lastIdentifier = 0;

  const findOwner = (topic: string): number => {
    const levels = topic.split("/");
    let owner = 0;
    for (const [identifier, matcher] of held) {
      if ((owner === 0 || identifier < owner) && matcher.matches(topic, levels)) owner = identifier;
    }
    if (topic.length <= topicLengthRemembered) {
      if (owners.size >= topicsRememberedMax) owners.clear();
      owners.set(topic, owner);
    }
    return owner;
  };

  return {
    identify(filter) {
      const known = identifiers.get(filter);
      if (known !== undefined) return known;
      lastIdentifier += 1;
      identifiers.set(filter, lastIdentifier);
      return lastIdentifier;
    },
    hold(filter) {
      const identifier = identifiers.get(filter);
      if (identifier !== undefined) held.set(identifier, compileTopicMatcher(filter));
      owners.clear();
    },
    release(filter) {
      held.delete(identifiers.get(filter) ?? 0);
      identifiers.delete(filter);
      owners.clear();
    },
    isExtra(topic, carried) {
      if (held.size < 2) return false;
      const owner = owners.get(topic) ?? findOwner(topic);
      if (owner === 0) return false;
      if (typeof carried === "number") return carried !== owner && held.has(carried);
      return !carried.includes(owner) && carried.every((identifier) => held.has(identifier));
    },
  };
}
