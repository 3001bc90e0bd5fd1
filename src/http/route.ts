import type { HttpApi } from "./api.ts";

interface RouteContext {
  api: HttpApi;
  /** Wall time of the request in milliseconds. */
  nowMs: number;
  createId: () => string;
  /** Counts a refused surplus of commands. */
  onOverloaded: () => void;
}

/** What a handler answers: a status other than 200 is given in full. */
export type RouteReply =
  | { status: number; body: unknown }
  | { body: unknown }
  | { text: string; type: string };

export interface Route {
  method: "GET" | "POST" | "DELETE";
  /** With `:id` for a part that varies. */
  path: string;
  /** One line for the index. */
  summary: string;
  /** No token needed: health only, which says nothing about the place. */
  isOpen: boolean;
  handle(
    input: { query: unknown; body: unknown; params: Readonly<Record<string, string>> },
    context: RouteContext,
  ): Promise<RouteReply>;
}
