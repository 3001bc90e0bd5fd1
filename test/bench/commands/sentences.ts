import type { Meaning } from "./meanings.ts";

export interface Sentence {
  readonly text: string;
  /** `template`: worded as the sentences of a voice assistant's manual. `free`: as people put it. */
  readonly style: "template" | "free" | "outOfScope";
  /** What it asks for; undefined: nothing that this home can do. */
  readonly meaning: Meaning | undefined;
  /** Names of exactly the things it is about; undefined where that is not part of the question. */
  readonly on: readonly string[] | undefined;
  /** The room it is said in. */
  readonly area: string | undefined;
}

type Line = readonly [text: string, meaning: Meaning, on?: readonly string[], area?: string];

const template: readonly Line[] = [
  ["turn on the kitchen light", "on", ["Kitchen light"]],
  ["turn off the kitchen light", "off", ["Kitchen light"]],
  ["switch on the coffee machine", "on", ["Coffee machine"]],
  ["switch the kettle off", "off", ["Kettle"]],
  ["turn the reading lamp on", "on", ["Reading lamp"]],
  ["turn off the television", "off", ["Television"]],
  ["turn on the lights in the kitchen", "on", ["Kitchen light", "Counter lamp"]],
  ["turn off the living room lights", "off", ["Floor lamp", "Reading lamp"]],
  ["turn on the ceiling fan", "on", ["Ceiling fan"]],
  ["turn off the bathroom fan", "off", ["Bathroom fan"]],
  ["turn off the lights", "off", ["Desk lamp"], "Study"],
  ["turn on the light in the hall", "on", ["Hall light"]],
  ["turn on the patio lights", "on", ["Patio lights"]],
  ["turn off the printer", "off", ["Printer"]],
  ["open the living room curtains", "open", ["Living room curtains"]],
  ["close the bedroom blind", "close", ["Bedroom blind"]],
  ["open the study shutter", "open", ["Study shutter"]],
  ["close the curtains in the living room", "close", ["Living room curtains"]],
  ["close the garage door", "close", ["Garage door"]],
  ["lock the front door", "lock", ["Front door"]],
  ["set the bedroom lamp brightness to 40 percent", "set", ["Bedroom lamp"]],
  ["set floor lamp brightness to 70%", "set", ["Floor lamp"]],
  ["set the floor lamp to red", "set", ["Floor lamp"]],
  ["set the bedroom lamp to blue", "set", ["Bedroom lamp"]],
  ["set kitchen brightness to 50 percent", "set", ["Kitchen light", "Counter lamp"]],
  ["set the bedroom blind to 30 percent", "setPosition", ["Bedroom blind"]],
  ["set the living room thermostat to 21 degrees", "setTemperature", ["Living room thermostat"]],
  ["set the bedroom radiator to 18 degrees", "setTemperature", ["Bedroom radiator"]],
  ["set the ceiling fan speed to 60 percent", "setSpeed", ["Ceiling fan"]],
  ["set television volume to 25 percent", "setVolume", ["Television"]],
  ["set the kitchen radio volume to 40", "setVolume", ["Kitchen radio"]],
  ["pause the television", "pause", ["Television"]],
  ["resume the kitchen radio", "resume", ["Kitchen radio"]],
  ["start the robot vacuum", "vacuum", ["Robot vacuum"]],
  ["return robot vacuum to base", "dock", ["Robot vacuum"]],
  ["activate movie night", "on", ["Movie night"]],
  ["what is the temperature in the kitchen", "askState"],
  ["what is the bedroom temperature", "askState"],
  ["is the front door locked", "askState", ["Front door"]],
  ["is the bathroom window open", "askState", ["Bathroom window"]],
  ["is the kettle on", "askState", ["Kettle"]],
  ["are any lights on", "askState"],
  ["are all the lights off in the kitchen", "askState"],
  ["what time is it", "askTime"],
  ["what is today's date", "askDate"],
  ["what is the weather like", "askWeather"],
  ["set a timer for 10 minutes", "timer"],
  ["add milk to the shopping list", "listAdd"],
];

const free: readonly Line[] = [
  ["could you get the light going in the kitchen", "on", ["Kitchen light", "Counter lamp"]],
  ["it's too dark in here", "brighter", ["Hall light"], "Hall"],
  ["kill the bedroom lamp", "off", ["Bedroom lamp"]],
  ["would you mind putting the kettle on for me", "on", ["Kettle"]],
  ["I could do with a coffee, get the coffee maker going", "on", ["Coffee machine"]],
  ["nobody is using the printer any more so shut it down", "off", ["Printer"]],
  ["let's have the patio lights on tonight", "on", ["Patio lights"]],
  ["we don't need the hall light any longer", "off", ["Hall light"]],
  ["pop the reading lamp on would you", "on", ["Reading lamp"]],
  ["the telly can go off now", "off", ["Television"]],
  ["get rid of the light in the bathroom", "off", ["Bathroom light"]],
  ["give me some light at the desk lamp", "on", ["Desk lamp"]],
  ["I forgot the light in the garage, please turn that off", "off", ["Garage light"]],
  ["everything off in the living room please, all the lights", "off", ["Floor lamp", "Reading lamp"]],
  ["let some daylight in, open up the curtains", "open", ["Living room curtains"], "Living room"],
  ["pull the bedroom blind all the way down", "close", ["Bedroom blind"]],
  ["can you raise the study shutter a minute", "open", ["Study shutter"]],
  ["make sure the front door is locked up", "lock", ["Front door"]],
  ["the garage door should be shut by now, shut it", "close", ["Garage door"]],
  ["bring the bedroom lamp down to about a third", "set", ["Bedroom lamp"]],
  ["I'd like the floor lamp a nice warm white", "set", ["Floor lamp"]],
  ["make the floor lamp a bit dimmer", "dimmer", ["Floor lamp"]],
  ["could the bedroom lamp be brighter please", "brighter", ["Bedroom lamp"]],
  ["turn that bedroom lamp purple for the party", "set", ["Bedroom lamp"]],
  ["drop the blind in the bedroom to halfway", "setPosition", ["Bedroom blind"]],
  ["I'm freezing, put the thermostat up to twenty two", "setTemperature", ["Living room thermostat"]],
  ["can we get the bedroom radiator to nineteen and a half degrees", "setTemperature", ["Bedroom radiator"]],
  ["make it a little warmer in the bedroom", "warmer", ["Bedroom radiator"]],
  ["get the ceiling fan spinning at full speed", "setSpeed", ["Ceiling fan"]],
  ["I need some air, bedroom fan on", "on", ["Ceiling fan"]],
  ["the radio is way too loud, take it down a notch", "quieter", ["Kitchen radio"], "Kitchen"],
  ["turn the telly up a bit I can't hear it", "louder", ["Television"]],
  ["hold the telly for a second", "pause", ["Television"]],
  ["carry on with the television", "resume", ["Television"]],
  ["get the hoover to do its round", "vacuum", ["Robot vacuum"]],
  ["the hoover can go home now", "dock", ["Robot vacuum"]],
  ["let's do movie night", "on", ["Movie night"]],
  ["how warm is it in the kitchen right now", "askState"],
  ["did anyone lock the front door", "askState", ["Front door"]],
  ["did I leave the kettle on", "askState", ["Kettle"]],
  ["which lights have we left burning", "askState"],
  ["has somebody left the bathroom window open", "askState", ["Bathroom window"]],
  ["have you got the time", "askTime"],
  ["what day is it again", "askDate"],
  ["do I need an umbrella today", "askWeather"],
  ["give me a shout in a quarter of an hour", "timer"],
  ["we've run out of eggs, stick them on the shopping list", "listAdd"],
  ["no wait forget about it", "cancel"],
];

const outOfScope: readonly string[] = [
  "who won the world cup in nineteen ninety",
  "book a table for two at the italian place",
  "how many calories are in a banana",
  "send an email to my accountant",
  "what is the square root of five hundred",
  "transfer fifty pounds to my savings account",
  "translate good evening into portuguese",
  "my sister is coming to stay on friday",
  "did you see the match last night darling",
  "the light was beautiful on the lake this morning",
  "I never turn the car radio up when it rains",
  "he opened the door to a whole new career",
  "order me a pizza with extra cheese",
  "how far is it to the moon",
  "call a taxi to the station",
  "what should I cook with leftover rice",
  "is my flight to oslo on time",
  "she said the kitchen in their new flat is tiny",
  "who wrote pride and prejudice",
  "read me my unread messages",
  "we should really repaint this room some day",
  "what is the share price of that airline",
  "have you done your homework yet",
  "pass me the salt would you",
  "how do you spell necessary",
  "find a dentist near the old town",
  "my phone is almost out of battery",
  "that lamp shop on the corner closed years ago",
  "so then I told him that the",
  "are dolphins smarter than dogs",
  "renew my library books",
  "cheer up it is only monday",
];

/** Written for this benchmark and used for nothing else: 48 of templates, 48 free, 32 out of scope. */
export const sentences: readonly Sentence[] = [
  ...template.map((line) => sentence("template", line)),
  ...free.map((line) => sentence("free", line)),
  ...outOfScope.map(
    (text): Sentence => ({ text, style: "outOfScope", meaning: undefined, on: undefined, area: undefined }),
  ),
];

function sentence(style: Sentence["style"], [text, meaning, on, area]: Line): Sentence {
  return { text, style, meaning, on, area };
}
