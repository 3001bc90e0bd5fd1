import { fileURLToPath } from "node:url";
import type { SinkSettings } from "../../sync/config.ts";
import { type Check, whereConfigured } from "./check.ts";
import { type Finding, ok, problem, together, warning } from "./finding.ts";
import { placeOfUrl } from "./place-of-url.ts";
import type { DoctorProbes } from "./probes.ts";

/** Whether records could get away. Connections are made and closed; no record and no credentials are sent. */
export const sinkChecks = {
  sinks: {
    title: "Sinks",
    run: whereConfigured(async ({ probes, loaded }) => {
      const { sinks } = loaded.config.sync;
      if (sinks.length === 0) return undefined;
      const found = sinks.map(async (sink) => ({ name: sink.name, ...(await examineSink(sink, probes)) }));
      return together(await Promise.all(found));
    }),
  },
} as const satisfies Record<string, Check>;

async function examineSink(sink: SinkSettings, probes: DoctorProbes): Promise<Finding> {
  if (!sink.isEnabled) return ok("switched off; its records wait");
  if (sink.type === "objects" && sink.url.startsWith("file:")) return folderFinding(sink, probes);
  // Files that cannot be read stop it for good, whether it is reached or not.
  const tls = await probes.sinks.tls(sink.tls);
  if (tls.problem !== undefined) {
    const hint = "correct tls.caFile, tls.certFile and tls.keyFile, and let the user of the daemon read them";
    return problem(`nothing can be sent: ${tls.problem}`, hint);
  }
  const places = placesOf(sink);
  const reasons = await Promise.all(places.map(({ host, port }) => probes.connectProblem(host, port)));
  const failed = places.flatMap((place, at) =>
    reasons[at] === undefined ? [] : [`${place.what} cannot be reached (${reasons[at]})`],
  );
  // Any broker of several tells of the others.
  const isReached = sink.type === "kafka" ? failed.length < places.length : failed.length === 0;
  if (!isReached || failed.length > 0) {
    const detail = `${failed.join(", ")}${isReached ? "" : "; records wait until it is back"}`;
    return warning(
      detail,
      "check the network, and host and port of the sink; edgewise keeps trying by itself",
    );
  }
  if (tls.warning !== undefined) return warning(tls.warning, "renew the files of tls.*");
  return ok(
    `${places.map(({ what }) => what).join(", ")} ${places.length === 1 ? "accepts" : "accept"} connections`,
  );
}

function placesOf(sink: SinkSettings): { what: string; host: string; port: number }[] {
  if (sink.type === "kafka")
    return sink.brokers.map((broker) => ({ what: broker, ...placeOfBroker(broker) }));
  const urls = [sink.url];
  if (sink.type === "http" && sink.oauth) urls.push(sink.oauth.tokenUrl);
  return urls.map((url) => {
    const place = placeOfUrl(url);
    // Only this of a URL: what follows may be a secret.
    return { what: `${place.host}:${place.port}`, ...place };
  });
}

function placeOfBroker(broker: string): { host: string; port: number } {
  const at = broker.lastIndexOf(":");
  return { host: broker.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(broker.slice(at + 1)) };
}

async function folderFinding(
  { url, mountPoint }: Extract<SinkSettings, { type: "objects" }>,
  probes: DoctorProbes,
): Promise<Finding> {
  const root = fileURLToPath(url);
  const reason = await probes.sinks.folderProblem(root, mountPoint);
  if (reason !== undefined) return warning(reason, "records wait until it is there");
  const { isWritable, owner } = await probes.folder(root);
  const user = probes.user();
  if (isWritable) return ok(`${root} is there, and ${user.name} may write in it`);
  return problem(
    `${user.name} may not write in ${root}, which belongs to ${owner}`,
    "give the user of the daemon the permission, or run this as that user",
  );
}
