import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../../src/config/json-schema.ts";

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  oneOf?: JsonSchema[];
  anyOf?: unknown;
  allOf?: unknown;
  required?: string[];
  additionalProperties?: unknown;
  [key: string]: unknown;
}

const schema = configJsonSchema() as JsonSchema;
const at = (...path: string[]) =>
  path.reduce<JsonSchema | undefined>(
    (inner, key) => (key === "[]" ? inner?.items : inner?.properties?.[key]),
    schema,
  );

describe("configJsonSchema", () => {
  it("is a draft 2020-12 schema that can be written as JSON", () => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it("needs nothing, and refuses keys that do not exist", () => {
    expect(schema.required ?? []).toEqual([]);
    expect(schema.additionalProperties).toBe(false);
    expect(at("bus")?.additionalProperties).toBe(false);
    expect(at("bus")?.required ?? []).toEqual([]);
  });

  it("knows types, limits, choices, defaults and prose", () => {
    expect(at("http", "port")).toMatchObject({ type: "integer", minimum: 0, maximum: 65_535, default: 8477 });
    expect(at("system", "logLevel")).toMatchObject({ enum: ["debug", "info", "warn", "error"] });
    expect(at("bus", "url")?.description).toMatch(/MQTT broker/);
  });

  it("takes the file of a secret in place of it", () => {
    expect(at("bus", "passwordFile")).toMatchObject({ type: "string" });
    expect(at("http", "tokenFile")).toMatchObject({ type: "string" });
    const http = at("sync", "sinks", "[]")?.oneOf?.find(
      ({ properties }) => properties?.type?.const === "http",
    );
    expect(Object.keys(http?.properties ?? {})).toEqual(
      expect.arrayContaining(["token", "tokenFile", "headersFile"]),
    );
  });

  it("wants one of the two where a secret is required", () => {
    const user = at("bus", "broker", "users", "[]");
    expect(user?.required).toEqual(["name"]);
    expect(user?.allOf).toEqual([
      { not: { required: ["password", "passwordFile"] } },
      { anyOf: [{ required: ["password"] }, { required: ["passwordFile"] }] },
    ]);
  });

  it("holds no word that a strict validator does not know", () => {
    const words = new Set<string>();
    const visit = (inner: unknown): void => {
      if (typeof inner !== "object" || inner === null) return;
      if (Array.isArray(inner)) {
        inner.forEach(visit);
        return;
      }
      for (const [key, value] of Object.entries(inner)) {
        words.add(key);
        if (key === "properties") Object.values(value as object).forEach(visit);
        else if (!["default", "const", "enum", "required"].includes(key)) visit(value);
      }
    };
    visit(schema);
    expect([...words].filter((word) => ["reload", "secret"].includes(word))).toEqual([]);
  });
});
