/** An entity that a part offers to Home Assistant, for its MQTT discovery (home-assistant.io/integrations/mqtt). */
export interface HomeAssistantEntity {
  /** Kind of entity, as the topic of its announcement has it. */
  platform: "switch" | "sensor" | "binary_sensor";
  /** Its own among all of this device; stays the same as long as it is the same thing. */
  id: string;
  /** What Home Assistant is told of it, but for what is of the whole device: device, origin, availability, unique id. */
  config: Readonly<Record<string, unknown>>;
}
