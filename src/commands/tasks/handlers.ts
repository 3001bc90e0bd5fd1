import type { TaskIntent } from "../understand/task-intents.ts";
import { acknowledge } from "./acknowledge.ts";
import { announce } from "./announce.ts";
import {
  cancelAlarm,
  cancelReminder,
  queryAlarm,
  queryReminder,
  setAlarm,
  setReminder,
} from "./calendar-tasks.ts";
import { tellDate, tellTime } from "./clock-tasks.ts";
import { dismiss } from "./dismiss.ts";
import { correct, doAlso } from "./follow-ups.ts";
import { addToList, queryList, removeFromList } from "./list-tasks.ts";
import { cancelRules, queryRules } from "./rule-tasks.ts";
import { endShift, startShift } from "./shift-tasks.ts";
import { chat, decline } from "./small-talk.ts";
import type { TaskHandler } from "./task.ts";
import { cancelTimer, changeTimer, pauseTimer, queryTimer, resumeTimer, startTimer } from "./timer-tasks.ts";
import { tellWeather } from "./weather.ts";

/** What is done about each intent that needs no thing to act on. */
export const taskHandlers = {
  queryWeather: tellWeather,
  queryTime: tellTime,
  queryDate: tellDate,
  timerStart: startTimer,
  timerCancel: cancelTimer,
  timerPause: pauseTimer,
  timerResume: resumeTimer,
  timerChange: changeTimer,
  timerQuery: queryTimer,
  alarmSet: setAlarm,
  alarmCancel: cancelAlarm,
  alarmQuery: queryAlarm,
  reminderSet: setReminder,
  reminderCancel: cancelReminder,
  reminderQuery: queryReminder,
  listAdd: addToList,
  listRemove: removeFromList,
  listQuery: queryList,
  announce,
  acknowledge,
  dismiss,
  shiftStart: startShift,
  shiftEnd: endShift,
  ruleQuery: queryRules,
  ruleCancel: cancelRules,
  also: doAlso,
  correct,
  smallTalk: chat,
  outOfScope: decline,
} as const satisfies Record<TaskIntent, TaskHandler>;
