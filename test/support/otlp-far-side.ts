import { gunzipSync } from "node:zlib";
import type { KeyValue, LogsRequest } from "../../src/sync/sinks/otlp/messages.ts";
import { type Affliction, createKeeper, type FarSide } from "./far-side.ts";
import { createHttpPlace } from "./http-place.ts";

/**
 * A double of an OTLP receiver of logs in JSON. It rejects records whose body has `poison` by a partial success, which
 * counts them and does not name them, and keeps the others.
 */
export async function createOtlpFarSide(): Promise<FarSide> {
  const keeper = createKeeper();
  const afflictions: Affliction[] = [];
  const place = await createHttpPlace((body, request, response) => {
    if (request.url !== "/v1/logs") {
      response.writeHead(404).end();
      return;
    }
    const isGzipped = request.headers["content-encoding"] === "gzip";
    const batch = JSON.parse((isGzipped ? gunzipSync(body) : body).toString("utf8")) as LogsRequest;
    const affliction = afflictions.shift();
    if (affliction === "breaks") {
      response
        .writeHead(503, { "content-type": "application/json" })
        .end('{"code":14,"message":"unavailable"}');
      return;
    }
    const [logs] = batch.resourceLogs;
    let rejected = 0;
    for (const { attributes } of logs.scopeLogs[0].logRecords) {
      if (textOf(attributes, "edgewise.record.body").includes('"poison":true')) rejected += 1;
      else
        keeper.keep({
          id: textOf(attributes, "edgewise.record.id"),
          stream: textOf(attributes, "edgewise.stream"),
        });
    }
    if (affliction === "keepsAndHangs") return;
    if (affliction === "keepsAndBreaks") {
      response.destroy();
      return;
    }
    const partial = { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: "poison" } };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(rejected === 0 ? {} : partial));
  });
  return {
    url: place.origin,
    kept: keeper.kept,
    repeats: keeper.repeats,
    afflict: (...more) => {
      afflictions.push(...more);
    },
    poisoned: (record) => ({ ...record, body: '{"schema":"edgewise.incident.v1","poison":true}' }),
    goAway: place.goAway,
    comeBack: place.comeBack,
  };
}

function textOf(attributes: readonly KeyValue[], key: string): string {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value && "stringValue" in value ? value.stringValue : "";
}
