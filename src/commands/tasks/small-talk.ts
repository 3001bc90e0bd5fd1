import type { TaskHandler } from "./task.ts";
import { answered, refused, words } from "./task.ts";

/** A short word for a short word; a machine that claims feelings would be lying. */
const replies: Readonly<Record<string, string>> = {
  greeting: "Hello.",
  bye: "Goodbye.",
  goodNight: "Good night.",
  thanks: "You are welcome.",
  howAreYou: "I am running, thank you.",
  compliment: "Thank you.",
  insult: "I am sorry. Say it another way, or ask what I can do.",
  name: "I am edgewise. I run on the device here, without the cloud.",
  age: "I am a program; I have no age.",
  feelings: "I am a program and feel nothing, but I listen.",
  joke: "Why did the pump call in sick? It was completely drained.",
  sing: "I cannot sing; I can ask a player to play something.",
};

/** Answered, never acted on. */
export const chat: TaskHandler = (task) =>
  answered(replies[words(task, "topic") ?? "greeting"] ?? "I am here. Ask what I can do.");

/** An honest no: better than a guess at something that is done here. */
export const decline: TaskHandler = (task) => {
  const topic = words(task, "topic");
  const what = topic === undefined ? "That is nothing I can do here" : `I cannot help with ${topic} here`;
  return refused(`${what}; ask what I can do.`);
};
