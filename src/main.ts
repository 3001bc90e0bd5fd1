#!/usr/bin/env -S node --max-semi-space-size=2 --heap-growing-percent=30
// V8 would rather have room than work: its young generation grows to 48 MB, and the old one to several times what is
// in use before it is collected. In a flood that is 60 MB more, for nothing that can be measured.
import { runCli } from "./cli/cli.ts";

process.exitCode = await runCli(process.argv.slice(2));
