import { readFileSync, writeFileSync } from "node:fs";
import { resourceUsage } from "node:process";
import { LogTemplates } from "../../../src/anomaly/logs/templates/log-templates.ts";

/**
 * Mines the lines of a file `passes` times in a process of its own, as drain.py does: the first argument is the file,
 * the second the passes, the third where ids and templates of the last pass go, one line each. Prints seconds of
 * processor time for all passes but a first one where there are several, and by how many bytes the process grew.
 */
const [input = "", passesText = "1", output = ""] = process.argv.slice(2);
const lines = readFileSync(input, "utf8").split("\n").slice(0, -1);
const templates = new LogTemplates({ templatesMax: 2000 });
const passes = Number(passesText);
const rssBefore = process.memoryUsage.rss();
let from = process.cpuUsage();
for (let pass = 0; pass < passes; pass += 1) {
  if (pass === 1) from = process.cpuUsage();
  for (const line of lines) templates.match("log", line);
}
const { user, system } = process.cpuUsage(from);
const grown = Math.max(0, resourceUsage().maxRSS * 1024 - rssBefore);
const seconds = (user + system) / 1e6;
process.stdout.write(`${JSON.stringify({ seconds, timedPasses: Math.max(1, passes - 1), grown })}\n`);
if (output !== "") {
  const found = lines.map((line) => {
    const { template } = templates.match("log", line);
    return `${template.id}\t${template.text}\n`;
  });
  writeFileSync(output, found.join(""));
}
