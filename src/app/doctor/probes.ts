import type { Health } from "../../core/lifecycle.ts";
import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { TlsSettings } from "../../sync/network/client-tls.ts";
import type { MicrophoneConfig } from "../../voice/capture/config.ts";
import type { LargerConfig } from "../../voice/larger/config.ts";
import type { SpeakConfig } from "../../voice/speak/config.ts";

/** What is known of a folder, or of the nearest one above it that exists. */
export interface FolderState {
  exists: boolean;
  isDirectory: boolean;
  isWritable: boolean;
  /** Name or number of the owner. */
  owner: string;
  /** Owner of the database in it, if there is one. */
  databaseOwner: string | undefined;
  databaseBytes: number;
  freeBytes: number;
  /** The folder that was looked at: `path` or the nearest above it. */
  nearest: string;
}

/** Whether a daemon answers where the configuration says. */
export type DaemonState =
  | { state: "running"; url: string; health: Readonly<Record<string, Health>> }
  /** A daemon, but it would not tell. */
  | { state: "silent"; reason: string; hint: string }
  | { state: "absent"; url: string }
  | { state: "otherProgram"; url: string }
  | { state: "unknown"; reason: string };

/** Everything a check looks at, so that tests can stand in for a machine. */
export interface DoctorProbes {
  runtime(): { version: string; platform: string; arch: string };
  cpu(): Promise<{ model: string; cores: number; features: ReadonlySet<string> }>;
  memory(): Promise<{ totalBytes: number; availableBytes: number }>;
  user(): { name: string; isRoot: boolean };
  folder(path: string): Promise<FolderState>;
  /** Median time of a small write with fsync, in milliseconds. Rejects when it cannot be tried. */
  syncedWriteMs(folder: string): Promise<number>;
  clock(
    mode: "auto" | "synced" | "unsynced",
  ): Promise<{ quality: ClockQuality; reason: string; now: number }>;
  /** Of the configuration files, those that hold a secret and that every user may read. */
  exposedSecrets(files: readonly string[]): readonly string[];
  /** Undefined when something accepts connections there, else why not. */
  connectProblem(host: string, port: number): Promise<string | undefined>;
  daemon(): Promise<DaemonState>;
  voice: VoiceProbes;
  sinks: SinkProbes;
}

/** Each rejects with an `EdgewiseError` that says what is wrong and what to do, unless it says otherwise. */
export interface VoiceProbes {
  /** What would record now, in words. */
  recorder(config: MicrophoneConfig): Promise<string>;
  /** What was found out by opening the models and compiling what can be said, as the daemon does. */
  hearing(): Promise<HearingFacts>;
  /** Seconds of sound that the synthesiser made of a short text; nothing is played. */
  synthesis(config: SpeakConfig): Promise<number>;
  isInstalled(program: string): Promise<boolean>;
  /** Connects to a Wyoming peer and leaves. */
  reachPeer(url: string, usualPort: number): Promise<void>;
  /** Connects to the larger recogniser and leaves; no sound is sent. */
  reachLarger(config: LargerConfig): Promise<void>;
  /** Whether what listens there is an edgewise. Never rejects. */
  wyomingServer(url: string): Promise<"edgewise" | "other">;
}

export interface HearingFacts {
  /** Of the acoustic model; undefined: none could be opened. */
  model: string | undefined;
  /** Why models are missing. */
  problems: readonly string[];
  /** What can be said; undefined: it was not compiled, as there is no acoustic model. */
  sentences:
    | { words: number; compileMs: number; unsayable: readonly string[] }
    | { problem: string; hint: string | undefined }
    | undefined;
  phrases: readonly { phrase: string; problems: readonly string[]; note: string | undefined }[];
}

export interface SinkProbes {
  /** What is wrong with the files of `tls.*`. */
  tls(settings: TlsSettings): Promise<{ problem?: string; warning?: string }>;
  /** Why nothing can be put into a folder; undefined: it is there. */
  folderProblem(root: string, mountPoint: string | undefined): Promise<string | undefined>;
}
