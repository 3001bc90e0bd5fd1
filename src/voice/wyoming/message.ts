/**
 * One message of the Wyoming protocol (github.com/OHF-voice/wyoming): a header of one line of JSON, more data as JSON,
 * and a payload, which is sound.
 */
export interface WyomingMessage {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly payload: Buffer | undefined;
}

/** Version of the protocol's reference package whose messages these are. */
const protocolVersion = "1.10.2";

export function message(
  type: string,
  data: Readonly<Record<string, unknown>> = {},
  payload?: Buffer,
): WyomingMessage {
  return { type, data, payload };
}

/**
 * The bytes of a message. Data goes behind the header and not into it: readers limit the length of a line, 64 KiB in
 * Python, and what edgewise offers may be longer.
 */
export function encodeMessage({ type, data, payload }: WyomingMessage): Buffer {
  const dataBytes = Object.keys(data).length > 0 ? Buffer.from(JSON.stringify(data)) : undefined;
  const header = {
    type,
    version: protocolVersion,
    ...(dataBytes && { data_length: dataBytes.length }),
    ...(payload && payload.length > 0 && { payload_length: payload.length }),
  };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...(dataBytes ? [dataBytes] : []),
    ...(payload ? [payload] : []),
  ]);
}

/** A text of a message's data, cut to `lengthMax`; undefined when it is not there or is something else. */
export function textOf(data: WyomingMessage["data"], key: string, lengthMax = 1_000): string | undefined {
  const value = data[key];
  return typeof value === "string" ? value.slice(0, lengthMax) : undefined;
}

/** A finite number of a message's data. */
export function numberOf(data: WyomingMessage["data"], key: string): number | undefined {
  const value = data[key];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A list of texts of a message's data; undefined when it is not there or holds none. */
export function textsOf(data: WyomingMessage["data"], key: string): string[] | undefined {
  const value = data[key];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item) => typeof item === "string").slice(0, 100);
  return texts.length > 0 ? texts : undefined;
}

/** A table within a message's data. */
export function tableOf(data: WyomingMessage["data"], key: string): Readonly<Record<string, unknown>> {
  const value = data[key];
  return isTable(value) ? value : {};
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
