import { z } from "zod";

export { z };

/** What the reference docs, the loader and the reload need to know of a setting beyond its type. */
export interface SettingMeta {
  description: string;
  /** `live`: takes effect on reload (SIGHUP); `restart`: a change is refused until the next start. */
  reload: "live" | "restart";
  /** Never printed or logged; may be given as `<key>File`, `EDGEWISE_…_FILE` or a systemd credential. */
  secret?: boolean;
}

/** A setting: its type and default (`schema`), one line of prose, and whether it needs a restart. */
export function setting<T extends z.ZodType>(
  schema: T,
  description: string,
  options: { reload?: "live" | "restart"; secret?: boolean } = {},
): T {
  const meta: SettingMeta = { description, reload: options.reload ?? "restart" };
  if (options.secret) meta.secret = true;
  return schema.meta({ ...meta });
}

/** A table of settings in which unknown keys are errors; left out altogether it takes all its defaults. */
export function section<T extends z.ZodRawShape>(shape: T, description: string) {
  return z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ description });
}

/** The meta given with {@link setting} or {@link section}, looking through defaults and optionals. */
export function settingMeta(schema: z.ZodType): Partial<SettingMeta> {
  const meta = schema.meta() as Partial<SettingMeta> | undefined;
  if (meta) return meta;
  const inner = (schema as { def?: { innerType?: z.ZodType } }).def?.innerType;
  return inner ? settingMeta(inner) : {};
}
