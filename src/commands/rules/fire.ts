import { type Acted, type Acting, act } from "../act/act.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { type Permission, permissionFor } from "../safety/permissions.ts";
import type { Rule } from "./rule.ts";
import type { Fired } from "./rules.ts";

/**
 * Does what a rule says, with every check of a command that is given now: who stored it may still do it, nothing is
 * locked, and what asks for more than was given when it was stored is not done.
 */
export async function fireRule(
  rule: Rule,
  how: { acting: Acting; registry: EntityRegistry; permissions: readonly Permission[] },
): Promise<Fired & { acted: Acted }> {
  const { acting, registry } = how;
  const things = rule.entityIds.flatMap((id) => registry.byId(id) ?? []);
  if (things.length === 0) {
    const reply = "What it was for is no longer configured.";
    return { status: "failed", reply, acted: { outcome: "refused", reply, actions: [], things } };
  }
  const wishes = rule.wishes.map(({ attribute, value, step, forMs, ...wish }) => ({
    ...wish,
    attribute,
    value,
    step,
    forMs,
  }));
  const acted = await act(wishes, things, {
    acting,
    source: rule.source,
    permission: permissionFor(how.permissions, { source: rule.source, area: rule.area }),
    dryRun: false,
    given: rule.given,
  });
  if (acted.outcome === "done") return { status: "done", reply: acted.reply, acted };
  if (acted.outcome === "asked") {
    const reply = "It asks for more by now than was given when it was stored.";
    return { status: "failed", reply, acted: { ...acted, outcome: "refused", reply } };
  }
  const isAway = !acting.bus.isConnected || things.some(({ id }) => acting.states.isOffline(id));
  return { status: isAway ? "retry" : "failed", reply: acted.reply, acted };
}
