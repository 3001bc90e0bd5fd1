import type { Health } from "../core/lifecycle.ts";
import type { HostStatus } from "./model-source.ts";

/** In words what the host does; `lost` is why it is away, and since when. */
export function describeHealth(
  { state, models, residentBytes, restarts, queued }: HostStatus,
  lost: { reason: string; since: number } | undefined,
): Health {
  const figures = {
    models: models.length,
    queued,
    restarts,
    ...(residentBytes === undefined ? {} : { residentMegabytes: Math.round(residentBytes / 1e6) }),
  };
  const [failed] = models.filter((model) => model.state === "failed");
  if (state === "restarting") {
    const since = lost ? ` since ${new Date(lost.since).toISOString()}: ${lost.reason}` : "";
    return { status: "degraded", detail: `the inference host is away${since}; it is started again`, figures };
  }
  if (failed) {
    return {
      status: "degraded",
      detail: `${failed.id} ${failed.version} cannot be opened again: ${failed.problem}`,
      figures,
    };
  }
  if (models.length === 0) return { status: "ok", detail: "no model is loaded", figures };
  const names = models.map(
    ({ id, version, variant, provider, latencyMs }) =>
      `${id} ${version} (${variant} on ${provider}, ${latencyMs.toFixed(1)} ms)`,
  );
  return { status: "ok", detail: `running ${names.join(", ")}`, figures };
}
