import { z } from "../core/schema.ts";
import { edgewiseConfig } from "./schema.ts";
import { fileKey, secretKeys, unwrap } from "./schema-walk.ts";

interface JsonTable {
  properties?: Record<string, unknown>;
  required?: string[];
  allOf?: unknown[];
}

/** JSON Schema of the configuration file (draft 2020-12), for completion and checks in editors. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(edgewiseConfig, {
    io: "input",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      const json = jsonSchema as JsonTable & Record<string, unknown>;
      // Words of our own that a strict validator would stumble over.
      delete json.reload;
      delete json.secret;
      const inner = unwrap(zodSchema as unknown as z.ZodType);
      if (json.properties) for (const key of secretKeys([inner])) allowFile(json, key);
    },
  });
  return { title: "edgewise configuration", ...schema };
}

/** A secret may be given as a file instead; one of the two where it is required, never both. */
function allowFile(table: JsonTable, key: string): void {
  const file = fileKey(key);
  if (!table.properties || file in table.properties) return;
  table.properties[file] = { type: "string", minLength: 1, description: `File that holds ${key}.` };
  const isRequired = table.required?.includes(key) ?? false;
  const notBoth = { not: { required: [key, file] } };
  const either = { anyOf: [{ required: [key] }, { required: [file] }] };
  table.required = (table.required ?? []).filter((name) => name !== key);
  table.allOf = [...(table.allOf ?? []), notBoth, ...(isRequired ? [either] : [])];
}
