import { expect, test } from "vitest";
import { settingMeta } from "../../../src/core/schema.ts";
import { httpConfig } from "../../../src/http/config.ts";

test("by default it listens on loopback only, without a token", () => {
  const config = httpConfig.parse(undefined);
  expect(config).toMatchObject({ host: "127.0.0.1", port: 8_477 });
  expect(config.token).toBeUndefined();
});

test.each([
  ["a port that is none", { port: 70_000 }],
  ["half a port", { port: 80.5 }],
  ["a token that can be guessed", { token: "short" }],
  ["a token with a space, which no header carries", { token: "a token of sixteen characters" }],
  ["a token with the line break of its file", { token: "0123456789abcdef\n" }],
  ["an unknown key", { hots: "::1" }],
  ["an empty host", { host: "" }],
])("%s is refused", (_, config) => {
  expect(httpConfig.safeParse(config).success).toBe(false);
});

test("the token is marked as a secret", () => {
  const { shape } = (httpConfig.def as unknown as { innerType: { shape: Record<string, never> } }).innerType;
  expect(settingMeta(shape.token as never).secret).toBe(true);
});
