import type { Evidence, FirstSign, Incident } from "../../domain/incident.ts";
import type { LogKind } from "../../domain/log-line.ts";
import type { AlarmHabits } from "./alarm-habits.ts";
import { evidenceKey } from "./evidence.ts";

/**
 * What probably came first where the times alone do not tell: a log that told of a loss of power or connection at about
 * the time when others fell silent, or an alarm that nearly always came before all others. Undefined: nobody can say.
 */
export function firstSignOf(incident: Incident, habits: AlarmHabits): FirstSign | undefined {
  return outageOf(incident) ?? learntFirst(incident, habits);
}

/** Fewer silent sensors may each have reasons of their own. */
const silentMin = 3;
/** The line may come this long before or after the silence can have begun: clocks differ, and logs are buffered. */
const slackMs = 120_000;

function outageOf({ evidence, omitted = [] }: Incident): FirstSign | undefined {
  const silent = evidence.filter(({ type, kind }) => type === "series" && kind === "gap");
  const left = omitted.find(({ type, kind }) => type === "series" && kind === "gap")?.count ?? 0;
  if (silent.length + left < silentMin) return undefined;
  const lastHeard = silent.map(({ firstAt }) => firstAt);
  // Whatever took them all did so after the last sign of most, and before it was noticed.
  const from = Math.min(...lastHeard) - slackMs;
  const to = Math.max(...lastHeard) + slackMs;
  const log = evidence.find(
    (line) => line.type === "log" && line.firstAt >= from && line.firstAt <= to && isOfOutage(line),
  );
  return log && { subjectId: log.subjectId, kind: log.kind, grounds: "outage" };
}

const outageKinds: ReadonlySet<LogKind> = new Set(["power", "network", "hardware"]);
const outagePattern =
  /under-?voltage|brown-?out|power (?:fail|loss|lost)|disconnect|unreachable|link (?:is )?down|(?:connection|adapter|port|carrier)\b.*\b(?:lost|reset|refused|closed)|(?:lost|no) (?:connection|carrier|power)|timed? ?out|EHOSTUNREACH|ECONN(?:RESET|REFUSED|ABORTED)|offline/i;

function isOfOutage({ logKind, example, severity }: Evidence): boolean {
  if (example !== undefined && outagePattern.test(example)) return true;
  return logKind !== undefined && outageKinds.has(logKind) && severity !== "info";
}

/** The alarm that came before each other one of the incident nearly always, as far as they are known together. */
function learntFirst({ evidence }: Incident, habits: AlarmHabits): FirstSign | undefined {
  if (habits.pairCount === 0) return undefined;
  const keys = evidence.map(({ kind, subjectId }) => evidenceKey(kind, subjectId));
  for (const [index, line] of evidence.entries()) {
    let least: { times: number; of: number } | undefined;
    for (const [at, other] of evidence.entries()) {
      if (other.subjectId === line.subjectId) continue;
      const order = habits.order(keys[index] as string, keys[at] as string);
      if (order === undefined) {
        least = undefined;
        break;
      }
      if (least === undefined || order.times < least.times) least = order;
    }
    if (least) return { subjectId: line.subjectId, kind: line.kind, grounds: "learnt", ...least };
  }
  return undefined;
}
