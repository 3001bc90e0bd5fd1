import { createHmac } from "node:crypto";

/**
 * A shared access signature of one device
 * (learn.microsoft.com/azure/iot-hub/iot-hub-dev-guide-sas): what an IoT Hub takes for a password.
 */
export function azureToken(options: {
  host: string;
  deviceId: string;
  /** The device key, base64. */
  key: string;
  expiresAtMs: number;
}): string {
  const resource = percentEncoded(`${options.host}/devices/${options.deviceId}`);
  const expiry = Math.floor(options.expiresAtMs / 1_000);
  const signature = createHmac("sha256", Buffer.from(options.key, "base64"))
    .update(`${resource}\n${expiry}`)
    .digest("base64");
  return `SharedAccessSignature sr=${resource}&sig=${percentEncoded(signature)}&se=${expiry}`;
}

/** As RFC 3986 section 2.3 has it; encodeURIComponent leaves five more characters as they are. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
