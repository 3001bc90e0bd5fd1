import { isDeepStrictEqual } from "node:util";
import { type EdgewiseConfig, edgewiseConfig } from "./schema.ts";
import { leaves } from "./schema-walk.ts";

/** What differs between two configurations, as dotted paths of settings. */
export interface ConfigDiff {
  /** Take effect without a restart. */
  live: string[];
  /** Need a restart; a reload refuses them. */
  restart: string[];
}

export function diffConfig(before: EdgewiseConfig, after: EdgewiseConfig): ConfigDiff {
  const diff: ConfigDiff = { live: [], restart: [] };
  for (const { path, meta } of leaves(edgewiseConfig)) {
    if (isDeepStrictEqual(valueAt(before, path), valueAt(after, path))) continue;
    diff[meta.reload === "live" ? "live" : "restart"].push(path.join("."));
  }
  return diff;
}

function valueAt(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((table, key) => (table as Record<string, unknown> | undefined)?.[key], config);
}
