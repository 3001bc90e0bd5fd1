import { createHash, timingSafeEqual } from "node:crypto";
import { coversTopicFilter, plainTopicFilter, topicFilterProblem } from "../domain/topic.ts";
import type { BusConfig } from "./config.ts";
import { BrokerUserInvalidError } from "./errors.ts";
import { compileTopicMatcher } from "./topic-matcher.ts";

/** What one connected client of the embedded broker may do. */
export interface Access {
  readonly user: string;
  mayPublish(topic: string): boolean;
  maySubscribe(filter: string): boolean;
}

export interface BrokerAccess {
  /** What this user may do, or undefined when the user or the password is wrong. */
  login(user: string | undefined, password: Buffer | undefined): Access | undefined;
}

/**
 * Who may do what at the embedded broker. Without users anyone may do anything (the broker then listens on
 * loopback only). `own` is the daemon's own access, made anew on every start.
 *
 * @throws BrokerUserInvalidError for a user that cannot work as written
 */
export function createBrokerAccess(
  users: BusConfig["broker"]["users"],
  own: { user: string; password: string },
): BrokerAccess {
  const accounts = new Map<string, { digest: Buffer; access: Access }>();
  accounts.set(own.user, { digest: digest(own.password), access: fullAccess(own.user) });
  for (const user of users) {
    if (accounts.has(user.name)) throw new BrokerUserInvalidError(user.name, "the name is there twice");
    accounts.set(user.name, { digest: digest(user.password), access: createAccess(user) });
  }
  const nobody = digest("");
  return {
    login(user, password) {
      const account = accounts.get(user ?? "");
      // Compared even when there is no such user, so that the time taken does not tell.
      const isRight = timingSafeEqual(account?.digest ?? nobody, digest(password ?? Buffer.alloc(0)));
      if (account && isRight) return account.access;
      return users.length === 0 ? anonymous : undefined;
    },
  };
}

function createAccess(user: BusConfig["broker"]["users"][number]): Access {
  for (const filter of [...user.publish, ...user.subscribe]) {
    const problem = topicFilterProblem(filter);
    if (problem) throw new BrokerUserInvalidError(user.name, `"${filter}": ${problem}`);
  }
  const publish = user.publish.map((filter) => compileTopicMatcher(plainTopicFilter(filter)));
  const subscribe = user.subscribe.map(plainTopicFilter);
  return {
    user: user.name,
    mayPublish(topic) {
      const levels = topic.split("/");
      return publish.some((matcher) => matcher.matches(topic, levels));
    },
    maySubscribe: (filter) => subscribe.some((allowed) => coversTopicFilter(allowed, filter)),
  };
}

function fullAccess(user: string): Access {
  return { user, mayPublish: () => true, maySubscribe: (filter) => !filter.startsWith("$") };
}

const anonymous = fullAccess("anonymous");

/** Hashed, so that both sides of the comparison always have the same length. */
function digest(password: string | Buffer): Buffer {
  return createHash("sha256").update(password).digest();
}
