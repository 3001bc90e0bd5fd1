import { EdgewiseError } from "../../core/errors.ts";
import { readFeedback } from "../../domain/feedback.ts";
import { RequestError } from "../errors.ts";
import type { Route } from "../route.ts";
import { feedbackView } from "../views.ts";

/** What people say of incidents, and what was learnt from it. */
export const feedbackRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/feedback",
    summary:
      "say what an incident was: body {verdict: ack|falseAlarm|alwaysNormal, incident} or {…, series, kind}",
    isOpen: false,
    async handle({ body }, { api }) {
      const read = readFeedback(body);
      if (!read.ok) {
        throw new RequestError(400, "http.bodyInvalid", `The body is not valid: ${read.reason}.`, {
          hint: "allowed: verdict, incident, series, kind, from, to, by, id",
        });
      }
      try {
        const { learnt, ...answer } = await api.giveFeedback(read.value);
        return { body: { ...answer, id: read.value.id, learnt: learnt.map(feedbackView) } };
      } catch (error) {
        const status = error instanceof EdgewiseError ? statusOf[error.code] : undefined;
        if (!(error instanceof EdgewiseError) || status === undefined) throw error;
        throw new RequestError(status, error.code, error.message, error.hint ? { hint: error.hint } : {});
      }
    },
  },
  {
    method: "GET",
    path: "/api/feedback",
    summary: "what was learnt from feedback and is in force",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: { feedback: api.feedback().map(feedbackView) } };
    },
  },
  {
    method: "DELETE",
    path: "/api/feedback/:id",
    summary: "forget one of them",
    isOpen: false,
    async handle({ params }, { api }) {
      const text = params.id ?? "";
      const id = /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
      if (id !== undefined && (await api.forgetFeedback(id))) return { body: { id, isForgotten: true } };
      throw new RequestError(404, "http.feedbackUnknown", `There is no feedback ${JSON.stringify(text)}.`, {
        hint: "GET /api/feedback lists what there is",
      });
    },
  },
];

/** What is the client's to know, not a daemon that cannot now. */
const statusOf: Readonly<Record<string, number>> = {
  "anomaly.feedbackTarget": 404,
  "anomaly.feedbackFull": 409,
};
