import type { Route } from "../route.ts";

/** `GET /`: what there is, for a person with a browser or curl. */
export function indexRoute(routes: readonly Route[], version: string): Route {
  const lines = routes.map(
    ({ method, path, summary }) => `${method.padEnd(4)} ${path.padEnd(22)} ${summary}`,
  );
  const text = [`edgewise ${version}`, "", ...lines, ""].join("\n");
  return {
    method: "GET",
    path: "/",
    summary: "this list",
    isOpen: true,
    async handle() {
      return { text, type: "text/plain; charset=utf-8" };
    },
  };
}
