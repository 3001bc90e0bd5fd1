import type { DoctorContext } from "../../../../src/app/doctor/check.ts";
import type { DoctorProbes, FolderState } from "../../../../src/app/doctor/probes.ts";
import { edgewiseConfig } from "../../../../src/config/schema.ts";

export const folder: FolderState = {
  exists: true,
  isDirectory: true,
  isWritable: true,
  owner: "edgewise",
  databaseOwner: "edgewise",
  databaseBytes: 5e6,
  freeBytes: 20e9,
  nearest: "/var/lib/edgewise",
};

/** A machine on which all is well and the daemon runs. */
export const well: DoctorProbes = {
  runtime: () => ({ version: "20.19.2", platform: "linux", arch: "arm64" }),
  cpu: async () => ({ model: "Cortex-A76", cores: 4, features: new Set(["fp", "asimd"]) }),
  memory: async () => ({ totalBytes: 4e9, availableBytes: 3e9 }),
  user: () => ({ name: "edgewise", isRoot: false }),
  folder: async () => folder,
  syncedWriteMs: async () => 4.2,
  clock: async () => ({
    quality: "synced",
    reason: "it is synchronised with a time server",
    now: Date.UTC(2026, 0, 5),
  }),
  exposedSecrets: () => [],
  connectProblem: async () => "connection refused",
  daemon: async () => ({ state: "running", url: "http://127.0.0.1:8477", health: {} }),
  voice: {
    recorder: async () => "arecord records the system's default device",
    hearing: async () => ({
      model: "voice-acoustic 1.0.0",
      problems: [],
      sentences: { words: 412, compileMs: 312.4, unsayable: [] },
      phrases: [{ phrase: "hey edgewise", problems: [], note: undefined }],
    }),
    synthesis: async () => 0.91,
    isInstalled: async () => true,
    reachPeer: async () => {},
    reachLarger: async () => {},
    wyomingServer: async () => "edgewise",
  },
  sinks: { tls: async () => ({}), folderProblem: async () => undefined },
};

export function context(
  probes: Partial<DoctorProbes> = {},
  config: Record<string, unknown> = {},
): DoctorContext {
  return {
    probes: { ...well, ...probes },
    configuration: {
      loaded: {
        config: edgewiseConfig.parse({
          daemon: {},
          bus: {},
          ingest: {},
          anomaly: {},
          summaries: {},
          commands: {},
          store: {},
          sync: {},
          http: {},
          system: {},
          voice: {},
          ...config,
        }),
        files: ["/etc/edgewise/edgewise.yaml"],
        ordered: { status: "none", sentences: {} },
        directory: "/etc/edgewise",
      },
    },
  };
}
