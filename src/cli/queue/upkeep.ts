import { sayCount } from "../../text/say-list.ts";
import type { ClientOptions } from "../client-options.ts";
import { UsageError } from "../errors.ts";
import type { Output } from "../output.ts";
import { type FilterOptions, filterOf } from "./filter.ts";
import { outputOf } from "./presentation.ts";
import type { QueueAccess } from "./queue-access.ts";

export async function requeue(
  access: QueueAccess,
  numbers: readonly number[] | undefined,
  output: Output,
): Promise<void> {
  const requeued = await access.requeue(numbers);
  const when = access.source === "daemon" ? "is sent again" : "will be sent again when the daemon starts";
  const text =
    requeued === 0
      ? "No refused record could be queued again."
      : `${sayCount(requeued, "record")} ${requeued === 1 ? when : when.replace("is sent", "are sent")}.`;
  output.result(access.notice + text, { requeued });
}

export async function discard(
  access: QueueAccess,
  numbers: readonly number[] | undefined,
  options: ClientOptions & { all?: boolean },
): Promise<void> {
  if (numbers === undefined && options.all !== true) {
    throw new UsageError(
      "Which refused records are to be forgotten was not said.",
      "give their numbers, as `edgewise queue dead` shows them, or --all",
    );
  }
  const discarded = await access.discard(numbers);
  outputOf(options).result(`${access.notice}${sayCount(discarded, "refused record")} forgotten.`, {
    discarded,
  });
}

export async function purge(
  access: QueueAccess,
  options: FilterOptions & { all?: boolean; yes?: boolean },
): Promise<void> {
  const filter = filterOf(options);
  if (Object.keys(filter).length === 0 && options.all !== true) {
    throw new UsageError(
      "Which records are to be given up was not said.",
      "name them with --class, --sink or --before, or give --all",
    );
  }
  const output = outputOf(options);
  if (options.yes !== true) {
    let records = 0;
    for await (const page of access.pages(filter)) records += page.length;
    const text = `${sayCount(records, "record")} would be given up; nothing was done.\n→ say --yes to do it, or \`edgewise queue export\` them before`;
    output.result(access.notice + text, { wouldPurge: records, purged: 0 });
    return;
  }
  const purged = await access.purge(filter);
  output.result(`${access.notice}${sayCount(purged, "record")} given up.`, { purged });
}
