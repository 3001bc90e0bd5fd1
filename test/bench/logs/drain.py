"""Mines the lines of a file with drain3, as mine.ts does with edgewise.

Arguments: file, passes, output, "plain" for its default settings (nothing is masked) or "masked" for the masking of its
example configuration (identifiers, IPv4 addresses, hexadecimal sequences and numbers).
"""

import json
import re
import resource
import sys
import time

from drain3 import TemplateMiner
from drain3.masking import MaskingInstruction
from drain3.template_miner_config import TemplateMinerConfig

BEFORE = r"((?<=[^A-Za-z0-9])|^)"
BEHIND = r"((?=[^A-Za-z0-9])|$)"
MASKS = [
    (r"([0-9a-f]{2,}:){3,}([0-9a-f]{2,})", "ID"),
    (r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", "IP"),
    (r"([0-9a-f]{6,} ?){3,}", "SEQ"),
    (r"([0-9A-F]{4} ?){4,}", "SEQ"),
    (r"0x[a-f0-9A-F]+", "HEX"),
    (r"[\-\+]?\d+", "NUM"),
]


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def main():
    source, passes, output, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    with open(source, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")[:-1]
    config = TemplateMinerConfig()
    if kind == "masked":
        config.masking_instructions = [MaskingInstruction(BEFORE + mask + BEHIND, name) for mask, name in MASKS]
    miner = TemplateMiner(config=config)
    before = resident()
    started = time.process_time()
    for index in range(passes):
        if index == 1:
            started = time.process_time()
        for line in lines:
            miner.add_log_message(line)
    seconds = time.process_time() - started
    grown = max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)
    print(json.dumps({"seconds": seconds, "timedPasses": max(1, passes - 1), "grown": grown}))
    if output:
        ids = [miner.add_log_message(line)["cluster_id"] for line in lines]
        texts = {cluster.cluster_id: re.sub(r"<[A-Z]+>", "<*>", cluster.get_template()) for cluster in miner.drain.clusters}
        with open(output, "w", encoding="utf-8") as file:
            for line_id in ids:
                file.write(f"{line_id}\t{texts[line_id]}\n")


main()
