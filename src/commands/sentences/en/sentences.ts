import type { SentenceFile } from "../../grammar/sentence-file.ts";
import { asking } from "./asking.ts";
import { common } from "./common.ts";
import { history } from "./history.ts";
import { moving } from "./moving.ts";
import { setting } from "./setting.ts";
import { switching } from "./switching.ts";
import { talking } from "./talking.ts";

/** The English that edgewise understands without any configuration, in the shape of sentence files. */
export const englishSentences: readonly SentenceFile[] = [
  { file: "en/common", content: common },
  { file: "en/switching", content: switching },
  { file: "en/moving", content: moving },
  { file: "en/setting", content: setting },
  { file: "en/asking", content: asking },
  { file: "en/history", content: history },
  { file: "en/talking", content: talking },
];
