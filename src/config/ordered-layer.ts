import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { orderedSettings } from "./orderable.ts";
import type { Ordered } from "./ordered.ts";
import { isTable, mergeRaw, type RawConfig } from "./raw-config.ts";
import type { EdgewiseConfig } from "./schema.ts";
import { valueAt } from "./schema-walk.ts";

/**
 * The layers with what was ordered between the files and the environment. Entities and own intents are added to those of
 * the files. Throws a `ConfigInvalidError` for every setting that may not be ordered, and for one that would not count
 * because the operator has set it.
 */
export function withOrdered(about: {
  /** The files. */
  below: RawConfig;
  /** Environment and flags. */
  above: RawConfig;
  ordered: Ordered;
  down: Pick<EdgewiseConfig["sync"]["down"], "configurationKeys" | "mayOverride">;
}): RawConfig {
  const { below, above, ordered, down } = about;
  const { configuration, entities, ownIntents } = ordered;
  const problems: ConfigProblem[] = [];
  for (const { path, problem } of orderedSettings(configuration, down.configurationKeys)) {
    const message = problem ?? operatorsProblem(path, { below: down.mayOverride ? undefined : below, above });
    if (message !== undefined) problems.push({ origin, path, message });
  }
  const lists = {
    ...(entities.length > 0 ? { entities: [...entities] } : {}),
    ...(ownIntents.length > 0 ? { ownIntents: [...ownIntents] } : {}),
  };
  for (const key of Object.keys(lists)) {
    const path = `commands.${key}`;
    const message = operatorsProblem(path, { below: undefined, above });
    if (message !== undefined) problems.push({ origin, path, message });
  }
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  const withSettings = mergeRaw(below, withOrigins(configuration), "replace");
  const withLists = mergeRaw(withSettings, withOrigins({ commands: lists }), "append");
  return mergeRaw(withLists, above, "replace");
}

/** What messages call the place where an ordered setting stands. */
const origin = "order";

/** Whatever the operator wrote on the device counts, and whoever gives the order has to know that his does not. */
function operatorsProblem(
  path: string,
  { below, above }: { below: RawConfig | undefined; above: RawConfig },
): string | undefined {
  for (const layer of [above, below]) {
    if (layer === undefined || valueAt(layer.values, path.split(".")) === undefined) continue;
    const where = layer.origins.get(path) ?? "the configuration on the device";
    const remedy = layer === below ? " (sync.down.mayOverride is false)" : "";
    return `it is set by ${where}, which counts${remedy}`;
  }
  return undefined;
}

function withOrigins(values: Readonly<Record<string, unknown>>): RawConfig {
  const origins = new Map<string, string>();
  const visit = (value: unknown, path: readonly string[]) => {
    if (path.length > 0) origins.set(path.join("."), origin);
    if (!Array.isArray(value) && !isTable(value)) return;
    for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
  };
  visit(values, []);
  return { values: { ...values }, origins };
}
