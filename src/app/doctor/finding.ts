/** What one check found, in words, and what to do where something is wrong. */
export interface Finding {
  status: "ok" | "warning" | "problem";
  detail: string;
  hint?: string;
}

export function ok(detail: string): Finding {
  return { status: "ok", detail };
}

export function warning(detail: string, hint: string): Finding {
  return { status: "warning", detail, hint };
}

export function problem(detail: string, hint: string): Finding {
  return { status: "problem", detail, hint };
}

/** What several things of one kind came to: as bad as the worst of them, each with its name and what to do. */
export function together(findings: readonly (Finding & { name: string })[]): Finding {
  const order = ["problem", "warning", "ok"] as const;
  const status = order.find((one) => findings.some((each) => each.status === one)) ?? "ok";
  const sorted = [...findings].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const detail = sorted.map((one) => `${one.name}: ${one.detail}`).join("\n");
  const hints = new Set(sorted.flatMap(({ hint }) => hint ?? []));
  return { status, detail, ...(hints.size > 0 ? { hint: [...hints].join("; ") } : {}) };
}
