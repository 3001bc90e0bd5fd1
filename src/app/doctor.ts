import type { Health } from "../core/lifecycle.ts";
import { type Check, configured, type DoctorContext } from "./doctor/check.ts";
import { type Finding, ok, problem, warning } from "./doctor/finding.ts";
import { placeOfUrl } from "./doctor/place-of-url.ts";
import type { DoctorProbes } from "./doctor/probes.ts";
import { sinkChecks } from "./doctor/sink-checks.ts";
import { voiceChecks } from "./doctor/voice-checks.ts";

const megabyte = 1e6;

/** In the order in which a person would look: the machine, the configuration, what the daemon needs, the daemon. */
export const checks = {
  node: {
    title: "Node.js",
    run({ probes }) {
      const { version, platform, arch } = probes.runtime();
      const [major = 0, minor = 0] = version.split(".").map(Number);
      const found = `Node.js ${version} on ${platform} ${arch}`;
      if (platform !== "linux")
        return problem(`${found}; edgewise runs on Linux only`, "use a Linux machine");
      if (arch === "arm" || arch === "ia32") {
        return problem(
          `${found}, which is 32-bit`,
          "install a 64-bit system; the models have no 32-bit build",
        );
      }
      if (major < 20 || (major === 20 && minor < 19)) {
        return problem(`${found} is too old`, "install Node.js 20.19 or newer");
      }
      return ok(found);
    },
  },
  cpu: {
    title: "Processor",
    async run({ probes }) {
      const { arch } = probes.runtime();
      const { model, cores, features } = await probes.cpu();
      const found = `${model}, ${cores} ${cores === 1 ? "core" : "cores"}`;
      const wanted = { x64: "avx2", arm64: "asimd" }[arch];
      if (wanted === undefined) {
        return warning(`${found}; ${arch} is not tested`, "use an x64 or arm64 machine where models matter");
      }
      if (features.has(wanted)) return ok(`${found}, with ${wanted}`);
      return warning(
        `${found}, without ${wanted}: models run several times slower`,
        "all else works as usual",
      );
    },
  },
  memory: {
    title: "Memory",
    async run({ probes }) {
      const { totalBytes, availableBytes } = await probes.memory();
      const found = `${megabytes(availableBytes)} of ${megabytes(totalBytes)} available`;
      const hint = "stop other programs, or use a board with more memory; edgewise needs 120 to 220 MB";
      if (availableBytes < 64 * megabyte) return problem(found, hint);
      return availableBytes < 220 * megabyte ? warning(found, hint) : ok(found);
    },
  },
  clock: {
    title: "Clock",
    async run({ probes, configuration }) {
      const mode = "loaded" in configuration ? configuration.loaded.config.system.clock : "auto";
      const { quality, reason, now } = await probes.clock(mode);
      const found = `${new Date(now).toISOString()}; ${reason}`;
      if (quality === "synced") return ok(found);
      return warning(
        `${found}: records are marked unsynced`,
        "let it reach a time server (timedatectl set-ntp true), or set system.clock to synced where a battery keeps it right",
      );
    },
  },
  configuration: {
    title: "Configuration",
    run({ probes, configuration }) {
      if ("error" in configuration) {
        return problem(configuration.error.message, configuration.error.hint ?? "correct it");
      }
      const { files } = configuration.loaded;
      const exposed = probes.exposedSecrets(files);
      if (exposed.length > 0) {
        return warning(
          `every user of this machine may read the secrets in ${exposed.join(", ")}`,
          `chmod o-r ${exposed.join(" ")}, or keep secrets in files of their own (<key>File) or systemd credentials`,
        );
      }
      return ok(files.length > 0 ? `valid: ${files.join(", ")}` : "no file; everything has its default");
    },
  },
  dataDirectory: {
    title: "Data directory",
    run: configured(async ({ probes, loaded }) => {
      const path = loaded.config.daemon.dataDirectory;
      const { exists, isDirectory, isWritable, owner, databaseOwner, nearest } = await probes.folder(path);
      const user = probes.user();
      if (exists && !isDirectory)
        return problem(`${path} is no folder`, "set daemon.dataDirectory to a folder");
      if (!isWritable) {
        return problem(
          `${user.name} may not write in ${nearest}, which belongs to ${owner}`,
          `sudo chown -R ${user.name} ${nearest}, or run this as the user of the daemon: sudo -u ${owner} edgewise doctor`,
        );
      }
      if (databaseOwner !== undefined && databaseOwner !== owner) {
        return warning(
          `the database in ${path} belongs to ${databaseOwner}, its folder to ${owner}: was the daemon started by another user once?`,
          `sudo chown -R ${owner} ${path}, with the daemon stopped`,
        );
      }
      return ok(exists ? `${path}, writable, of ${owner}` : `${path} will be made in ${nearest}`);
    }),
  },
  diskSpace: {
    title: "Disk space",
    run: configured(async ({ probes, loaded }) => {
      const { dataDirectory } = loaded.config.daemon;
      const { freeBytes, databaseBytes, nearest } = await probes.folder(dataDirectory);
      const found = `${megabytes(freeBytes)} free in ${nearest}`;
      const hint = "delete what is not needed, or set store.bytesMax lower: old history goes first then";
      if (freeBytes < 50 * megabyte) return problem(found, hint);
      const growthBytes = Math.max(0, loaded.config.store.bytesMax - databaseBytes);
      if (freeBytes < growthBytes) {
        return warning(`${found}, but the database may still grow by ${megabytes(growthBytes)}`, hint);
      }
      return ok(found);
    }),
  },
  diskSpeed: {
    title: "Disk speed",
    run: configured(async ({ probes, loaded }) => {
      const { nearest, isWritable } = await probes.folder(loaded.config.daemon.dataDirectory);
      if (!isWritable) return warning("not tried: nothing can be written", "see the data directory above");
      const ms = await probes.syncedWriteMs(nearest);
      const found = `a small write is on the disk after ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
      const hint = "the card may be worn out or slow: use a better one, or an SSD";
      if (ms >= 2_000) return problem(found, hint);
      return ms >= 100 ? warning(found, hint) : ok(found);
    }),
  },
  broker: {
    title: "MQTT broker",
    run: configured(async ({ probes, loaded }) => {
      const { url, broker } = loaded.config.bus;
      if (url !== undefined) return externalBroker(url, probes);
      const found = await probes.daemon();
      if (found.state === "running" || found.state === "silent") return ok("the daemon's own");
      if (broker.port === 0) return ok("the daemon's own, on any free port");
      const place = `${broker.host}:${broker.port}`;
      const isFree = (await probes.connectProblem(broker.host, broker.port)) !== undefined;
      if (isFree) return ok(`the daemon's own, on ${place}, which is free`);
      return problem(
        `the daemon would run its own on ${place}, but another program has that port`,
        `another broker (Mosquitto)? use it with bus.url: mqtt://${place}, or set bus.broker.port to a free one`,
      );
    }),
  },
  http: {
    title: "HTTP interface",
    run: configured(async ({ probes, loaded }) => {
      if (!loaded.config.http.isEnabled) return ok("switched off");
      const found = await probes.daemon();
      switch (found.state) {
        case "running":
          return ok(`answers at ${found.url}`);
        case "silent":
          return ok("answers");
        case "absent":
          return ok(`${found.url} is free`);
        case "otherProgram":
          return problem(`another program answers at ${found.url}`, "set http.port to a free port");
        case "unknown":
          return ok(found.reason);
      }
    }),
  },
  daemon: {
    title: "Daemon",
    run: configured(async ({ probes }) => {
      const found = await probes.daemon();
      switch (found.state) {
        case "running":
          return daemonHealth(found.health);
        case "silent":
          return warning(`runs, but would not say how it is: ${found.reason}`, found.hint);
        case "unknown":
          return warning(`cannot be asked: ${found.reason}`, "give its address with --url");
        case "absent":
        case "otherProgram":
          return warning("does not run", "start it with `edgewise run` or `systemctl start edgewise`");
      }
    }),
  },
  ...voiceChecks,
  ...sinkChecks,
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;

export interface CheckResult extends Finding {
  name: CheckName;
  title: string;
}

/** Runs all checks one after the other; one that fails is itself a finding, one with nothing to tell is left out. `onStart` hears each title. */
export async function examine(
  context: DoctorContext,
  onStart: (title: string) => void = () => {},
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [name, check] of Object.entries(checks) as [CheckName, Check][]) {
    onStart(check.title);
    const found = await finding(check, context);
    if (found) results.push({ name, title: check.title, ...found });
  }
  return results;
}

async function finding(check: Check, context: DoctorContext): Promise<Finding | undefined> {
  try {
    return await check.run(context);
  } catch (error) {
    // One thing that cannot be looked at must not hide the others.
    const reason = error instanceof Error ? error.message : String(error);
    return warning(`could not be looked at (${reason})`, "run it as the user of the daemon, or as root");
  }
}

async function externalBroker(text: string, probes: DoctorProbes): Promise<Finding> {
  const { host, port } = placeOfUrl(text);
  const reason = await probes.connectProblem(host, port);
  if (reason === undefined) return ok(`${text} accepts connections`);
  return problem(
    `${text} cannot be reached (${reason})`,
    "check that the broker runs, the host and port of bus.url, and the network; edgewise keeps trying by itself",
  );
}

function daemonHealth(health: Readonly<Record<string, Health>>): Finding {
  const bad = Object.entries(health).filter(([, { status }]) => status !== "ok");
  if (bad.length === 0) return ok("runs, and all its parts are well");
  const detail = bad.map(([part, health]) => `${part} is ${health.status}: ${health.detail}`).join("; ");
  const hint = "`edgewise status` and the daemon's log say more";
  return bad.some(([, { status }]) => status === "failed") ? problem(detail, hint) : warning(detail, hint);
}

function megabytes(bytes: number): string {
  return bytes >= 10_000 * megabyte ? `${Math.round(bytes / 1e9)} GB` : `${Math.round(bytes / megabyte)} MB`;
}
