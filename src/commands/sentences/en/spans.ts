import type { SentenceFile } from "../../grammar/sentence-file.ts";
import { asking } from "./asking.ts";
import { common } from "./common.ts";
import { history } from "./history.ts";
import { setting } from "./setting.ts";

/**
 * What the words of a span may mean that a model has marked: each "intent" is a tag, and its slots are what the
 * words stand for. Lists and rules are those of the sentences, so that both tiers know the same words.
 */
export const englishSpans: readonly SentenceFile[] = [
  {
    file: "en/spans",
    content: {
      skip_words: ["please", "the", "my", "our", "now", "about", "around", "exactly", "just"],
      expansion_rules: { ...common.expansion_rules, ...setting.expansion_rules },
      lists: {
        ...common.lists,
        ...asking.lists,
        ...history.lists,
        ...setting.lists,
        comparative: {
          values: [
            {
              in: "(bright|brighter|brighten|dim|dimmer|dark|darker|darken|lighter)",
              out: "brightness",
            },
            {
              in: "(warm|warmer|heat|hot|hotter|cold|colder|cool|cooler|chilly|chillier|freezing|boiling|stuffy)",
              out: "temperature",
            },
            { in: "(loud|louder|quiet|quieter|soft|softer|noisy)", out: "volume" },
            { in: "(fast|faster|slow|slower|quick|quicker|quickly|slowly)", out: "speed" },
          ],
        },
      },
      intents: {
        kind: {
          data: [{ sentences: ["[<all>] {kind:domain}", "[<all>] {class:deviceClass}"] }],
        },
        everywhere: { data: [{ sentences: ["[<in>] {everywhere:all}"] }] },
        state: { data: [{ sentences: ["{state}"] }] },
        measure: { data: [{ sentences: ["[current] {measure}", "{feeling:measure}"] }] },
        statistic: {
          data: [{ sentences: ["{statistic}", "{hot:statistic}", "{cold:statistic}", "{trend:statistic}"] }],
        },
        event: { data: [{ sentences: ["[been] {event}"] }] },
        attribute: {
          data: [
            { sentences: ["{attribute}"] },
            { sentences: ["humidity"], slots: { attribute: "humidity" } },
            { sentences: ["(intensity|light level)"], slots: { attribute: "brightness" } },
            { sentences: ["(setpoint|set point|target|level|value)"], slots: { attribute: "main" } },
          ],
        },
        comparative: { data: [{ sentences: ["{comparative:attribute}"] }] },
        colour: {
          data: [
            {
              sentences: ["{colour}", "{white:colourTemperature}", "{kelvin:colourTemperature} (k|kelvin)"],
            },
          ],
        },
        mode: { data: [{ sentences: ["{mode} [mode]"] }] },
        value: {
          data: [
            { sentences: ["{percentage:percent} (%|percent|per cent)", "[to] {level:percent}"] },
            { sentences: ["{celsius:temperature} <degree_words>"] },
            { sentences: ["{kelvin:colourTemperature} (k|kelvin)"] },
            { sentences: ["{number:value}", "{amount:value}"] },
          ],
        },
        duration: { data: [{ sentences: ["[for] {duration}"] }] },
        period: { data: [{ sentences: ["{period}"] }] },
      },
    },
  },
];
