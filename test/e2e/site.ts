/** Settings that make alarms come at once and incidents close within seconds, for tests in real time. */
export const quickAnomalies = {
  thresholds: [
    { name: "too hot", series: "boiler/+:temperature", above: 80, hysteresis: 2 },
    { name: "freezer limit", series: "freezer/temperature", above: -10 },
  ],
  incidents: { openDelayMs: 0, settleMs: 1_000, logSettleMs: 1_000, updateMs: 200, reopenMs: 0, flapMs: 0 },
};

export const lampEntity = {
  name: "Kitchen lamp",
  kind: "light",
  area: "Kitchen",
  topic: "zigbee2mqtt/kitchen_lamp",
};
export const pumpEntity = {
  name: "Pump",
  kind: "pump",
  area: "Well",
  schema: "plain",
  topic: "well/pump",
  verifyTimeoutMs: 500,
};
export const doorEntity = {
  name: "Front door",
  kind: "lock",
  area: "Hall",
  topic: "zigbee2mqtt/front_door",
  safety: "confirm",
};
