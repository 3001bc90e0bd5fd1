import type { EdgewiseConfig } from "../config/schema.ts";
import type { IngestConfig } from "../ingest/config.ts";

/** The settings of ingest, with the topics of texts left to the digests: a bulletin is no sensor and no log. */
export function ingestWithoutTexts({
  ingest,
  summaries,
}: Pick<EdgewiseConfig, "ingest" | "summaries">): IngestConfig {
  const topics = summaries.texts.map(({ topic }) => topic);
  const { discovery } = ingest;
  return { ...ingest, discovery: { ...discovery, ignoreTopics: [...discovery.ignoreTopics, ...topics] } };
}
