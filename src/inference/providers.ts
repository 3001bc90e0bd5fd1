/**
 * Execution providers of ONNX Runtime that make sense on 64-bit Linux. The bundled onnxruntime-node has `cpu` and
 * `webgpu`; others need a build of one's own (`inference.runtimePath`) or further libraries. What a build lacks is
 * skipped with a reason (onnxruntime.ai/docs/execution-providers).
 */
export const executionProviders = ["cpu", "tensorrt", "cuda", "qnn", "webgpu"] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

export const backendNamePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** Where a file of a model can be opened. */
export type ProviderChoice =
  | { readonly kind: "onnx"; readonly name: ExecutionProvider }
  | { readonly kind: "backend"; readonly name: string; readonly socket: string };

/** What is tried, in order: backends, then what is configured, then `cpu`, which is always there. */
export function providerTable(config: {
  providers: readonly ExecutionProvider[];
  backends: readonly { name: string; socket: string }[];
}): ProviderChoice[] {
  const onnx = new Set<ExecutionProvider>(config.providers.filter((name) => name !== "cpu"));
  return [
    ...config.backends.map(({ name, socket }) => ({ kind: "backend", name, socket }) as const),
    ...[...onnx, "cpu" as const].map((name) => ({ kind: "onnx", name }) as const),
  ];
}
