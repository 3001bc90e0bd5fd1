import type { Findings } from "./findings.ts";
import type { Said } from "./protocol.ts";

/** State, incident and memory are written as versions; history as minutes without a hole. */
export class DurableValues {
  #put = 0;
  #putting = 0;
  #minutes = 0;

  get next(): number {
    return this.#putting + 1;
  }

  hear(said: Said, findings: Findings): void {
    if (said.said === "putting") this.#putting = said.version;
    else if (said.said === "put") this.#put = said.version;
    else if (said.said === "found") {
      for (const name of ["state", "incident", "memory"] as const) {
        const version = said[name];
        if (version < this.#put || version > this.#putting) {
          findings.add("wentBack", `${name} is version ${version}, ${this.#put} was acknowledged`);
        }
      }
      if (said.minutes < this.#minutes) {
        findings.add(
          "wentBack",
          `${said.minutes} minutes of history, there were ${this.#minutes} (-1: with a hole)`,
        );
      }
      this.#minutes = Math.max(this.#minutes, said.minutes);
    }
  }
}
