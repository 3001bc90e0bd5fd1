import { section, setting, z } from "../core/schema.ts";

/** Settings of the daemon as a whole. */
export const daemonConfig = section(
  {
    node: setting(
      z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, "expected letters, digits, - and _, at most 63")
        .default("home"),
      "Name of this device; its MQTT topics begin with `edgewise/<node>`. Must differ between devices on one broker.",
    ),
    dataDirectory: setting(
      z.string().min(1).default("./edgewise-data"),
      "Folder for the database and pulled models; relative to the working directory. The systemd unit sets /var/lib/edgewise.",
    ),
    timeZone: setting(
      z.string().refine(isTimeZone, "expected an IANA time zone such as Europe/Berlin").optional(),
      "IANA time zone in which people are told times and days begin; the system's when left out.",
      { reload: "restart" },
    ),
    // Both or neither; without it "at sunset" is refused.
    location: z
      .strictObject({
        latitude: setting(
          z.number().min(-90).max(90),
          "Where the device is, in degrees, north positive; needed for times by the sun, such as “at sunset”.",
        ),
        longitude: setting(z.number().min(-180).max(180), "The same, east positive."),
      })
      .optional(),
    stopTimeoutMs: setting(
      z.int().min(100).max(600_000).default(10_000),
      "How long a clean stop may take; three quarters of it are graceful, then work is cut off.",
      { reload: "live" },
    ),
    homeAssistant: section(
      {
        isEnabled: setting(
          z.boolean().default(false),
          "Announce edgewise to Home Assistant by MQTT discovery, as one device; switched off, it is taken back",
        ),
        topicPrefix: setting(
          z
            .string()
            .regex(/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/, "expected a topic such as homeassistant")
            .max(100)
            .default("homeassistant"),
          "The discovery prefix that Home Assistant's MQTT integration is set to",
        ),
      },
      "Entities of edgewise in Home Assistant, with both at the same broker.",
    ),
  },
  "The daemon as a whole.",
);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
