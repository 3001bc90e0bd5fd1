import { z } from "../../core/schema.ts";
import { type RollupWidth, rollupWidthsMs } from "../../domain/rollup.ts";
import { RequestError } from "../errors.ts";
import { countInput, parseInput, timeInput } from "../input.ts";
import type { Route } from "../route.ts";
import { rollupView, seriesPageView } from "../views.ts";

/** Rollups in one answer: a week of minutes is 10,080. */
const rollupCountMax = 11_000;

const seriesQuery = z.strictObject({
  text: z.string().max(200).default(""),
  offset: countInput({ min: 0, max: 1_000_000, default: 0 }),
  limit: countInput({ min: 1, max: 1_000, default: 100 }),
});

const widths = Object.keys(rollupWidthsMs) as [RollupWidth, ...RollupWidth[]];

const historyQuery = z.strictObject({
  id: z.string().min(1).max(1_000),
  width: z.enum(widths).default("quarter"),
  from: timeInput.optional(),
  to: timeInput.optional(),
});

export const seriesRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/series",
    summary: "series and their latest values: ?text=&offset=0&limit=100",
    isOpen: false,
    async handle({ query }, { api }) {
      const { text, offset, limit } = parseInput(seriesQuery, query, "query");
      return { body: seriesPageView(await api.series({ text, offset, countMax: limit })) };
    },
  },
  {
    method: "GET",
    path: "/api/series/history",
    summary: "aggregates of one series: ?id=&width=minute|quarter|day&from=&to= (the last day when left out)",
    isOpen: false,
    async handle({ query }, { api, nowMs }) {
      const { id, width, from, to } = parseInput(historyQuery, query, "query");
      const range = { to: to ?? nowMs, from: from ?? (to ?? nowMs) - 86_400_000 };
      refuseRange(range, width);
      const rollups = await api.history({ id, width, ...range });
      if (rollups) return { body: { id, width, rollups: rollups.map(rollupView) } };
      throw new RequestError(404, "http.seriesUnknown", `There is no series ${JSON.stringify(id)}.`, {
        hint: "GET /api/series?text=… finds ids",
      });
    },
  },
];

function refuseRange({ from, to }: { from: number; to: number }, width: RollupWidth): void {
  if (from >= to) {
    throw new RequestError(400, "http.queryInvalid", "The query is not valid: from is not before to.");
  }
  const count = Math.ceil((to - from) / rollupWidthsMs[width]);
  if (count <= rollupCountMax) return;
  throw new RequestError(
    400,
    "http.rangeTooLong",
    `That range holds ${count} aggregates; ${rollupCountMax} is the most.`,
    { hint: "ask for a shorter range or a greater width" },
  );
}
