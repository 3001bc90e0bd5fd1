import type { SentenceFile } from "../../src/commands/grammar/sentence-file.ts";

/** A handful of sentences, so that tests of what comes after the grammar do not depend on the bundled ones. */
export const fewSentences: SentenceFile[] = [
  {
    file: "few.yaml",
    content: {
      intents: {
        turnOn: {
          data: [
            {
              sentences: [
                "(turn|switch) on [the] {name}[ and [the] {name:name2}]",
                "(turn|switch) [the] {name} on",
              ],
            },
            { sentences: ["(turn|switch) on [the] {name} in [the] {area}"] },
            { sentences: ["(turn|switch) on [the] light[s]"], slots: { domain: "light" } },
            { sentences: ["(turn|switch) on [the] light[s] in [the] {area}"], slots: { domain: "light" } },
            { sentences: ["(turn|switch) on all [the] lights"], slots: { domain: "light", all: "all" } },
            {
              sentences: ["(turn|switch) on all [the] lights except [the] {name:except}"],
              slots: { domain: "light", all: "all" },
            },
          ],
        },
        turnOff: {
          data: [
            { sentences: ["(turn|switch) off [the] {name}"] },
            { sentences: ["(turn|switch) off everything"], slots: { all: "all" } },
          ],
        },
        unlock: { data: [{ sentences: ["unlock [the] {name}"] }] },
        lock: { data: [{ sentences: ["lock [the] {name}"] }] },
        start: { data: [{ sentences: ["start [the] {name}"] }] },
        set: {
          data: [
            { sentences: ["set [the] {name} to {0..300:value}[ ][%|percent|degrees]"] },
            { sentences: ["set [the] {name} to {0..300:brightness} and {0..9999:colourTemperature} kelvin"] },
          ],
        },
        queryState: {
          data: [
            { sentences: ["is [the] {name} {stateWord:state}"] },
            {
              sentences: ["are any windows {stateWord:state}"],
              slots: { deviceClass: "window", quantifier: "any" },
            },
            {
              sentences: ["which lights are {stateWord:state}"],
              slots: { domain: "light", quantifier: "which" },
            },
            { sentences: ["what is the {measureWord:measure} in [the] {area}"] },
          ],
        },
        queryMeasure: {
          data: [
            { sentences: ["what was the {statisticWord:statistic} {measureWord:measure} in [the] {area}"] },
          ],
        },
        queryLastTime: { data: [{ sentences: ["when was [the] {name} last {stateWord:event}"] }] },
        queryIncidents: { data: [{ sentences: ["is anything wrong"] }] },
        confirm: { data: [{ sentences: ["yes [please]"] }] },
        deny: { data: [{ sentences: ["no [thanks]"] }] },
        cancel: { data: [{ sentences: ["never mind"] }] },
        repeat: { data: [{ sentences: ["say that again"] }] },
        help: { data: [{ sentences: ["help"] }] },
        HassShoppingListAddItem: { data: [{ sentences: ["add milk to [the] list"] }] },
      },
      lists: {
        stateWord: { values: ["on", "off", "open", "closed", "running", "locked"] },
        measureWord: { values: ["temperature", "moisture", "humidity"] },
        statisticWord: { values: ["highest", "lowest", "average"] },
      },
    },
  },
];
