import type { TestClient } from "../support/mqtt-client.ts";
import type { Place, Turn } from "./case.ts";

/** What came back from something said. `outcome` is `none` where nothing did within the time. */
export interface Reply {
  outcome: string;
  reply: string;
  tier: string;
}

/** A way to say things to a daemon. */
export interface Mouth {
  /** Says it and waits for the reply, before which whatever it sends to devices has gone out. */
  say(turn: Turn, caseId: string): Promise<Reply>;
  end(): void;
}

export const noReply: Reply = { outcome: "none", reply: "", tier: "none" };
const replyTimeoutMs = 10_000;

/** Types it to the command topic. */
export function typedMouth(place: Pick<Place, "name" | "node">, client: TestClient): Mouth {
  let count = 0;
  return {
    async say(turn, caseId) {
      count += 1;
      const id = `${place.name}-${count}`;
      const reply = client.waitFor(
        ({ topic, payload }) => topic.endsWith("/reply") && payload.includes(`"id":"${id}"`),
        replyTimeoutMs,
      );
      await client.publish(`edgewise/${place.node}/command`, {
        id,
        text: turn.say,
        session: `${caseId} ${turn.session ?? ""}`,
        source: "examiner",
        ...(turn.area === undefined ? {} : { area: turn.area }),
      });
      return reply.then(
        ({ payload }) => JSON.parse(payload) as Reply,
        () => noReply,
      );
    },
    end() {},
  };
}
