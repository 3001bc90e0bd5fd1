import { type Findings, findingKinds, violationKinds } from "./findings.ts";

export interface RowCounts {
  kills: number;
  /** Kills that fell before the process had opened its database. */
  beforeOpen: number;
  acknowledged: number;
  delivered: number;
  findings: Record<string, number>;
}

/** Sums by row (a write path), printed as one table. */
export class Report {
  readonly rows = new Map<string, RowCounts>();
  readonly details: string[] = [];

  add(
    row: string,
    result: { findings: Findings; acknowledged: number; delivered: number; wasOpen: boolean },
    kills = 1,
  ): void {
    const counts = this.rows.get(row) ?? {
      kills: 0,
      beforeOpen: 0,
      acknowledged: 0,
      delivered: 0,
      findings: {},
    };
    this.rows.set(row, counts);
    counts.kills += kills;
    counts.beforeOpen += result.wasOpen ? 0 : 1;
    counts.acknowledged += result.acknowledged;
    counts.delivered += result.delivered;
    for (const kind of findingKinds) {
      counts.findings[kind] = (counts.findings[kind] ?? 0) + result.findings.counts[kind];
    }
    this.details.push(...result.findings.details.map((detail) => `${row}: ${detail}`));
  }

  get violations(): number {
    let sum = 0;
    for (const { findings } of this.rows.values()) {
      for (const kind of violationKinds) sum += findings[kind] ?? 0;
    }
    return sum;
  }

  get kills(): number {
    let sum = 0;
    for (const { kills } of this.rows.values()) sum += kills;
    return sum;
  }

  table(): string {
    const head = [
      "killed in",
      "kills",
      "before open",
      "acknowledged",
      "delivered",
      ...findingKinds.map(spaced),
    ];
    const rows = [...this.rows].sort(([left], [right]) => left.localeCompare(right));
    const lines = rows.map(([name, counts]) => [
      name,
      ...[counts.kills, counts.beforeOpen, counts.acknowledged, counts.delivered],
      ...findingKinds.map((kind) => counts.findings[kind] ?? 0),
    ]);
    const sums = head.map((_, column) =>
      column === 0 ? "all" : lines.reduce((sum, line) => sum + Number(line[column]), 0),
    );
    const format = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
    const rule = format(head.map((_, column) => (column === 0 ? "---" : "---:")));
    return [format(head), rule, ...lines.map(format), format(sums)].join("\n");
  }
}

function spaced(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
