import type { SentenceFile } from "../../grammar/sentence-file.ts";
import { asking } from "./asking.ts";
import { chatting } from "./chatting.ts";
import { common } from "./common.ts";
import { history } from "./history.ts";
import { listing } from "./listing.ts";
import { measuring } from "./measuring.ts";
import { moving } from "./moving.ts";
import { noticing } from "./noticing.ts";
import { people } from "./people.ts";
import { playing } from "./playing.ts";
import { robots } from "./robots.ts";
import { setting } from "./setting.ts";
import { switching } from "./switching.ts";
import { talking } from "./talking.ts";
import { timing } from "./timing.ts";
import { waiting } from "./waiting.ts";

/** The English that edgewise understands without any configuration, in the shape of sentence files. */
export const englishSentences: readonly SentenceFile[] = [
  { file: "en/common", content: common },
  { file: "en/switching", content: switching },
  { file: "en/moving", content: moving },
  { file: "en/setting", content: setting },
  { file: "en/asking", content: asking },
  { file: "en/measuring", content: measuring },
  { file: "en/history", content: history },
  { file: "en/noticing", content: noticing },
  { file: "en/talking", content: talking },
  { file: "en/playing", content: playing },
  { file: "en/timing", content: timing },
  { file: "en/listing", content: listing },
  { file: "en/people", content: people },
  { file: "en/robots", content: robots },
  { file: "en/chatting", content: chatting },
  { file: "en/waiting", content: waiting },
];
