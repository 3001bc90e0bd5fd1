/** The models at hand and what they do now, as `edgewise models` and the API show them. */
export interface ModelsView {
  /** By id, then the newest version first. */
  readonly models: readonly ModelView[];
  /** Folders where a model should be and none can be read. */
  readonly unreadable: readonly { readonly directory: string; readonly reason: string }[];
  readonly tasks: readonly TaskView[];
  /** Undefined where no daemon was asked. */
  readonly host: HostView | undefined;
}

export interface ModelView {
  readonly id: string;
  readonly version: string;
  readonly task: string;
  readonly origin: "bundled" | "pulled";
  readonly directory: string;
  readonly languages: readonly string[];
  readonly description: string;
  readonly licence: string;
  readonly data: readonly { readonly name: string; readonly licence: string }[];
  readonly parameters: number | undefined;
  /** Of all files. */
  readonly bytes: number;
  /** Whose signature the manifest carries; whether it fits is checked when it is pulled, verified or activated. */
  readonly keyId: string | undefined;
  readonly variants: readonly {
    readonly name: string;
    readonly file: string;
    readonly bytes: number;
    readonly metrics: Readonly<Record<string, number | string>>;
    /** As published. */
    readonly latencyMs: number | undefined;
  }[];
  /** Labels by output. */
  readonly labelCounts: Readonly<Record<string, number>>;
  readonly roles: readonly ("active" | "previous" | "shadow")[];
}

export interface ModelName {
  readonly id: string;
  readonly version: string;
}

export interface TaskView {
  readonly task: string;
  /** The model that answers; undefined: none does. */
  readonly active: ModelName | undefined;
  readonly previous: ModelName | undefined;
  /** Why another model than the wanted one is active, or none. */
  readonly problem: string | undefined;
  readonly loaded: LoadedView | undefined;
  readonly probation: ProbationView | undefined;
  readonly shadow: ShadowView | undefined;
  /** The last model that was taken back because it failed too often. */
  readonly rejected: (ModelName & { readonly reason: string; readonly at: number }) | undefined;
}

/** How this board runs a model. */
export interface LoadedView {
  readonly state: "ready" | "waiting" | "failed";
  readonly problem: string | undefined;
  readonly variant: string;
  readonly provider: string;
  readonly latencyMs: number;
  readonly loadMs: number;
  readonly memoryBytes: number;
  readonly runs: number;
  readonly failures: number;
  readonly candidates: readonly {
    readonly variant: string;
    readonly provider: string;
    readonly latencyMs: number | undefined;
    readonly problem: string | undefined;
  }[];
}

export interface ProbationView {
  readonly runs: number;
  readonly failures: number;
  readonly remainingMs: number;
}

/** What a shadow model would have said, against what the active one said, since it was set or the daemon started. */
export interface ShadowView {
  readonly model: ModelName;
  readonly loaded: LoadedView | undefined;
  readonly compared: number;
  /** Runs in which every label of both was the same. */
  readonly agreed: number;
  /** Runs in which the shadow model failed or was too late. */
  readonly failed: number;
  /** Inputs left out because too many waited. */
  readonly dropped: number;
  /** By output: rows whose label was the same, or how far the numbers were apart at most. */
  readonly outputs: Readonly<
    Record<string, { readonly rows: number; readonly agreed: number } | { readonly differenceMax: number }>
  >;
  readonly lastProblem: string | undefined;
}

export interface HostView {
  readonly state: "off" | "starting" | "running" | "restarting";
  readonly pid: number | undefined;
  readonly residentBytes: number | undefined;
  readonly restarts: number;
}

/** Another model answers now, or the asked one did already. */
export interface ModelSwitch {
  readonly task: string;
  readonly from: ModelName | undefined;
  readonly to: ModelName;
  readonly isChanged: boolean;
  readonly loaded: LoadedView | undefined;
}
