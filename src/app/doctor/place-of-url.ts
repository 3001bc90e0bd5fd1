const usualPorts: Readonly<Record<string, number>> = {
  "mqtt:": 1883,
  "mqtts:": 8883,
  "ws:": 80,
  "wss:": 443,
  "http:": 80,
  "https:": 443,
};

/** Host and port that a URL of a broker or a server leads to. */
export function placeOfUrl(text: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(text);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (usualPorts[protocol] ?? 1883) : Number(port),
  };
}
