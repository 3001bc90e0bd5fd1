import type { SentenceFile } from "../../grammar/sentence-file.ts";
import { common } from "./common.ts";
import { history } from "./history.ts";

/**
 * The words questions are made of, for those that no template fits (see `asked/read-question.ts`). Each "intent" is what
 * words are there for, and its slots are what they stand for.
 */
export const englishQuestionWords: readonly SentenceFile[] = [
  {
    file: "en/question-words",
    content: {
      lists: { ...common.lists, ...history.lists },
      intents: {
        kind: { data: [{ sentences: ["{kind:domain}", "{class:deviceClass}"] }] },
        state: {
          data: [
            { sentences: ["{state}"] },
            { sentences: ["(burning|glowing|shining|lit up|powered|live)"], slots: { state: "on" } },
            { sentences: ["(locked up|bolted|secured)"], slots: { state: "locked" } },
            { sentences: ["(spinning|rotating|up and running)"], slots: { state: "running" } },
            { sentences: ["(finish|finished|done|through|stop|stopped)"], slots: { state: "stopped" } },
            {
              sentences: [
                "(moving about|move about|moved|moved about|moving around|up and about|stirring|motion|movement|activity)",
              ],
              slots: { state: "motion" },
            },
            { sentences: ["(leak|leaks|leaked|dripping|drip)"], slots: { state: "wet" } },
            { sentences: ["(jam|jams|blockage|blockages)"], slots: { state: "jammed" } },
          ],
        },
        measure: {
          data: [
            { sentences: ["{measure}", "{feeling:measure}"] },
            { sentences: ["(freezing|frosty|icy)"], slots: { measure: "temperature", limit: "below 0 °C" } },
            {
              sentences: ["(hot|warm|warmer|hotter|heat|hottest|warmest)"],
              slots: { measure: "temperature" },
            },
            {
              sentences: ["(cold|cool|chilly|nippy|colder|cooler|coldest|coolest|chilliest)"],
              slots: { measure: "temperature", statistic: "lowest" },
            },
            { sentences: ["(damper|dampest|wetter|wettest|moistest)"], slots: { measure: "dampness" } },
            { sentences: ["(dry|drier|driest)"], slots: { measure: "dampness", statistic: "lowest" } },
            { sentences: ["(quiet|quieter|quietest)"], slots: { measure: "loudness", statistic: "lowest" } },
            { sentences: ["(louder|loudest|noisiest)"], slots: { measure: "loudness" } },
            { sentences: ["(slow|slower|slowest)"], slots: { measure: "speed", statistic: "lowest" } },
            { sentences: ["(faster|fastest|quick|quickest)"], slots: { measure: "speed" } },
            {
              sentences: ["(dark|darker|darkest|dim)"],
              slots: { measure: "illuminance", statistic: "lowest" },
            },
            { sentences: ["(brighter|brightest)"], slots: { measure: "illuminance" } },
            { sentences: ["(blow|blowing|blew|blown|gust|gusts|gusting)"], slots: { measure: "wind" } },
            { sentences: ["(weigh|weighs|weighing|weighed|heavier|heaviest)"], slots: { measure: "weight" } },
            {
              sentences: ["(vibrate|vibrates|vibrating|shake|shakes|shaking)"],
              slots: { measure: "vibration" },
            },
            { sentences: ["(flowing|flows)"], slots: { measure: "flow" } },
            { sentences: ["(left|remaining|fuller|fullest)"], slots: { measure: "amount" } },
            { sentences: ["(emptier|emptiest|empty)"], slots: { measure: "amount", statistic: "lowest" } },
          ],
        },
        statistic: {
          data: [
            { sentences: ["{statistic}"] },
            {
              sentences: ["(climb|climbed|rise|rose|risen|peaked|reach|reached|hit)"],
              slots: { statistic: "highest" },
            },
            {
              sentences: ["(fall|fell|fallen|drop|dropped|sink|sank|dip|dipped)"],
              slots: { statistic: "lowest" },
            },
            { sentences: ["(high|strong|hard|loud|heavy|full|bad|badly)"], slots: { statistic: "highest" } },
            { sentences: ["(low|lower|weak)"], slots: { statistic: "lowest" } },
          ],
        },
        people: { data: [{ sentences: ["(someone|anyone|anybody|somebody|people)"] }] },
        anything: { data: [{ sentences: ["(anything|something)"] }] },
        // How much there was of what a counter counts or a tank holds.
        used: { data: [{ sentences: ["(use|used|make|made|produce|produced|get through|got through)"] }] },
        outside: { data: [{ sentences: ["(outside|outdoors|out there)"] }] },
        filler: {
          data: [
            {
              sentences: [
                "(the|a|an|my|our|your|this|that|these|those|it|its|there|one|ones)",
                "(i|we|you|they|he|she|us|me|them)",
                "(of|in|on|at|to|for|from|with|by|inside|into|between|over there|over in|under|around|about|as|than|or not|or)",
                "(up|down|out|off) (in|on|at|by|to)",
                "(what|whats|which|who|whos|how|hows|when|where|wheres|if|whether|much|many|far|big|deep|like|long|often)",
                "(is|isnt|are|arent|was|were|be|been|being|has|have|had|do|does|did|get|gets|got|getting|gotten|go|goes|going|went|gone)",
                "(leave|forget to leave|keep|come|came|read|reads|reading|say|says|saying|show|shows|showing|tell|giving|give|making|doing|holding|using|drawing|see|seen|noticed|stay|stayed|look|looks|run at|running at|standing|sitting|turning)",
                "(set|set to|set at|setpoint|set point|setting|target|level)",
                "(now|right now|at the moment|currently|just now|at present|these days|still|yet|already|again|just|so far|really|actually|exactly|roughly|ever|at all|altogether|properly)",
                "(too|very|so|quite|enough|any|some|nearly|almost|pretty|rather|a bit|nice and|all)",
                "(please|tell me|do you know|can you tell me|any idea|i wonder)",
                "(times|time|air|room|rooms|place|places|value|current|difference|compared to|apart)",
              ],
            },
          ],
        },
      },
    },
  },
];
