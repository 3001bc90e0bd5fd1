import type { DaemonProcess } from "../../support/daemon.ts";
import type { TestClient } from "../../support/mqtt-client.ts";
import type { Case, Place, Turn } from "../../understanding/case.ts";
import type { OtherMouth } from "../../understanding/examine.ts";
import { type Mouth, noReply, type Reply } from "../../understanding/mouth.ts";
import { BenchSatellite } from "./bench-satellite.ts";
import { spokenWords } from "./spoken-words.ts";

/** One turn as it was spoken, and what the daemon made of it. */
export interface Said {
  caseId: string;
  text: string;
  /** Of the first time it was said; undefined: nothing came back. Empty: nothing that can be said there. */
  heard: string | undefined;
  confidence: number | undefined;
  outcome: string;
  /** The daemon asked whether these words were said, and was told. */
  wasAsked: boolean;
  /** From the end of speech until the first message to a device, and until the reply; where it was paced. */
  actionMs: number | undefined;
  replyMs: number | undefined;
}

export interface SpokenOptions {
  /** 16 kHz. */
  sounds: ReadonlyMap<string, Int16Array>;
  /** At the pace of speech, so that times are those of a person. */
  isPaced: boolean;
  /** Filled as things are said. */
  said: Said[];
}

const replyMsMax = 30_000;
/** After a transcript without words, a reply follows at once or not at all. */
const emptyReplyMsMax = 2_000;

/**
 * Speaks through the Wyoming server, as a satellite with a button for each conversation: it has an address of its own, with its
 * area, so that no conversation goes on in another. Asked whether it said the right words, it says yes; otherwise, no.
 */
export function spokenMouth(place: Place, options: SpokenOptions): OtherMouth {
  const addresses = new Addresses(place.cases);
  return {
    config: {
      voice: {
        wyoming: { server: { isEnabled: true, port: 0, areas: addresses.areas } },
        // Many people speak within a second here, each of another case.
        arbitration: { windowMs: 0 },
      },
    },
    async open(daemon, client) {
      const { port } = await daemon.waitForEvent("wyoming.listening");
      await daemon.waitForEvent("voice.grammarCompiled", { timeoutMs: 120_000 });
      return new SpokenMouth(place, { ...options, addresses, daemon, client, port: Number(port) });
    },
  };
}

/** An address of 127.0.0.0/8 for each conversation. */
class Addresses {
  readonly #byConversation = new Map<string, string>();
  readonly areas: Record<string, string> = {};

  constructor(cases: readonly Case[]) {
    for (const { id, turns } of cases) {
      for (const { session, area } of turns) {
        const address = this.of(id, session);
        if (area !== undefined) this.areas[address] = area;
      }
    }
  }

  of(caseId: string, session: string | undefined): string {
    const key = `${caseId} ${session ?? ""}`;
    const known = this.#byConversation.get(key);
    if (known !== undefined) return known;
    const number = this.#byConversation.size;
    const address = `127.1.${Math.floor(number / 250)}.${1 + (number % 250)}`;
    this.#byConversation.set(key, address);
    return address;
  }
}

interface MouthOptions extends SpokenOptions {
  addresses: Addresses;
  daemon: DaemonProcess;
  client: TestClient;
  port: number;
}

class SpokenMouth implements Mouth {
  readonly #options: MouthOptions;
  readonly #satellites = new Map<string, BenchSatellite>();
  #caseId = "";
  #onReply: (source: string, reply: Reply & { text: string }) => void = () => {};
  #firstActionMs: number | undefined;

  constructor(place: Place, options: MouthOptions) {
    this.#options = options;
    options.client.onMessage(({ topic, payload }) => {
      if (topic === `edgewise/${place.node}/reply`) {
        const reply = JSON.parse(payload) as Reply & { text: string; source: string };
        this.#onReply(reply.source, reply);
      } else if (!topic.startsWith("edgewise/") && !(topic in place.states))
        this.#firstActionMs ??= performance.now();
    });
  }

  async say({ say: text, session }: Turn, caseId: string): Promise<Reply> {
    if (caseId !== this.#caseId) this.end();
    this.#caseId = caseId;
    const address = this.#options.addresses.of(caseId, session);
    const first = await this.#utter(address, text);
    const said: Said = { caseId, text, ...first, wasAsked: false, outcome: first.reply.outcome };
    this.#options.said.push(said);
    const asked = /^Sorry, did you say “(.*)”\?$/.exec(first.reply.reply)?.[1];
    if (asked === undefined) return first.reply;
    said.wasAsked = true;
    said.heard = asked;
    const isRight = spokenWords(asked) === spokenWords(text);
    const { reply } = await this.#utter(address, isRight ? "yes" : "no");
    said.outcome = isRight ? reply.outcome : "notUnderstood";
    return isRight ? reply : { ...reply, outcome: "notUnderstood" };
  }

  end(): void {
    for (const satellite of this.#satellites.values()) satellite.leave();
    this.#satellites.clear();
  }

  async #utter(
    address: string,
    text: string,
  ): Promise<Pick<Said, "heard" | "confidence" | "actionMs" | "replyMs"> & { reply: Reply }> {
    const { sounds, isPaced, daemon } = this.#options;
    const nothing = { heard: undefined, confidence: undefined, actionMs: undefined, replyMs: undefined };
    const sound = sounds.get(text);
    if (!sound) return { ...nothing, reply: noReply };
    const satellite = await this.#satelliteAt(address);
    const source = `wyoming-${address}`;
    let reply: (Reply & { text: string }) | undefined;
    let repliedMs: number | undefined;
    const replied = new Promise<void>((resolve) => {
      this.#onReply = (from, found) => {
        if (from !== source) return;
        reply = found;
        repliedMs = performance.now();
        resolve();
      };
    });
    this.#firstActionMs = undefined;
    const logged = daemon.lines.length;
    const { transcript, speechEndedMs } = await satellite.utter(sound, isPaced);
    const waitMs = transcript ? replyMsMax : emptyReplyMsMax;
    await Promise.race([replied, new Promise((resolve) => setTimeout(resolve, waitMs))]);
    const heard = daemon.lines
      .slice(logged)
      .find(({ event, source: from }) => event === "voice.heard" && from === source);
    const since = (atMs: number | undefined) =>
      atMs === undefined || speechEndedMs === undefined ? undefined : atMs - speechEndedMs;
    return {
      heard: transcript,
      confidence: heard?.confidence as number | undefined,
      actionMs: since(this.#firstActionMs),
      replyMs: since(repliedMs),
      reply: reply ?? noReply,
    };
  }

  async #satelliteAt(address: string): Promise<BenchSatellite> {
    const known = this.#satellites.get(address);
    if (known) return known;
    const satellite = await BenchSatellite.open(this.#options.port, address);
    this.#satellites.set(address, satellite);
    return satellite;
  }
}
