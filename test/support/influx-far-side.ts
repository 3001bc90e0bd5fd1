import { gunzipSync } from "node:zlib";
import { type Affliction, createKeeper, type FarSide } from "./far-side.ts";
import { createHttpPlace } from "./http-place.ts";

const paths = { 1: "/write?", 2: "/api/v2/write?", 3: "/api/v3/write_lp?" } as const;

/**
 * A double of InfluxDB's write endpoints, with the answers to bad lines as version 1.6.7 gave them (measured) and as the
 * documentation of versions 2 and 3 has them. A line with a field `poison` is bad. It keeps what has a field `id`.
 */
export async function createInfluxFarSide(version: 1 | 2 | 3): Promise<FarSide> {
  const keeper = createKeeper();
  const afflictions: Affliction[] = [];
  const place = await createHttpPlace((body, request, response) => {
    if (!request.url?.startsWith(paths[version])) {
      response.writeHead(404).end();
      return;
    }
    const isGzipped = request.headers["content-encoding"] === "gzip";
    const lines = (isGzipped ? gunzipSync(body) : body).toString("utf8").split("\n");
    const affliction = afflictions.shift();
    if (affliction === "breaks") {
      response.writeHead(500, { "content-type": "application/json" }).end('{"error":"timeout"}');
      return;
    }
    const bad = lines.flatMap((line, index) =>
      /[ ,]poison=/.test(line) ? [{ line, number: index + 1 }] : [],
    );
    // Version 2 takes nothing of a batch with a bad line, the others take the rest.
    const taken = version === 2 && bad.length > 0 ? [] : lines.filter((line) => !/[ ,]poison=/.test(line));
    for (const line of taken) {
      const id = /[ ,]id="([^"]+)"/.exec(line)?.[1];
      if (id !== undefined) keeper.keep({ id, stream: "" });
    }
    if (affliction === "keepsAndHangs") return;
    if (affliction === "keepsAndBreaks") {
      response.destroy();
      return;
    }
    if (bad.length === 0) {
      response.writeHead(204).end();
      return;
    }
    const answer = badLines(version, bad);
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
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

function badLines(version: 1 | 2 | 3, bad: readonly { line: string; number: number }[]) {
  const conflict =
    'field type conflict: input field "poison" on measurement "edgewise_incident" is type boolean, already exists as type float';
  switch (version) {
    case 1:
      return { status: 400, body: { error: `partial write: ${conflict} dropped=${bad.length}` } };
    case 2:
      return {
        status: 422,
        body: {
          code: "unprocessable entity",
          message: `failure writing points to database: partial write: ${conflict} dropped=${bad.length}`,
        },
      };
    case 3:
      return {
        status: 400,
        body: {
          error: "partial write of line protocol occurred",
          data: bad.map(({ line, number }) => ({
            original_line: line.slice(0, 50),
            line_number: number,
            error_message: "invalid column type for column 'poison'",
          })),
        },
      };
  }
}
