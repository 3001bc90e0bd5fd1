import { runFootprint } from "./footprint.ts";
import { runIngest } from "./ingest.ts";
import { runLatency } from "./latency.ts";

/** Every benchmark by the name given to `npm run bench -- NAME`. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  ingest: runIngest,
  latency: runLatency,
  footprint: runFootprint,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}
for (const name of names.length > 0 ? names : Object.keys(benches)) await benches[name]?.();
