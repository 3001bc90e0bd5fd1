import { ModelTooNewError } from "./errors.ts";
import type { Manifest } from "./manifest.ts";

/** Below zero when `a` is the older one, by the precedence of semantic versions (semver.org section 11). */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  for (const [index, number] of left.numbers.entries()) {
    const difference = number - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (const [index, part] of left.pre.entries()) {
    const other = right.pre[index];
    if (other === undefined) return 1;
    const difference = comparePart(part, other);
    if (difference !== 0) return difference;
  }
  return left.pre.length - right.pre.length;
}

function split(version: string): { numbers: number[]; pre: string[] } {
  const dash = version.indexOf("-");
  const core = dash < 0 ? version : version.slice(0, dash);
  return { numbers: core.split(".").map(Number), pre: dash < 0 ? [] : version.slice(dash + 1).split(".") };
}

/** Numbers come before words and are compared as numbers. */
function comparePart(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What runs here, as the `minimum` of a manifest counts it. */
export interface HostVersions {
  edgewise: string;
  node: string;
}

/** Throws {@link ModelTooNewError} for a model that needs more than is here. */
export function requireVersions({ id, version, minimum }: Manifest, here: HostVersions): void {
  for (const [what, least] of Object.entries(minimum)) {
    const has = here[what as keyof HostVersions];
    if (least !== undefined && compareVersions(has, least) < 0) {
      const title = what === "node" ? "Node.js" : what;
      throw new ModelTooNewError(`${id}@${version}`, `${title} ${least} or newer`, `${title} ${has}`);
    }
  }
}
