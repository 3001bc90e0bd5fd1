import { section, setting, z } from "../../core/schema.ts";
import { addressRange, localNetworks } from "../wyoming/config.ts";

export const largerConfig = section(
  {
    recogniser: setting(
      z.enum(["none", "wyoming", "openai"]).default("none"),
      "Who is asked when edgewise is not sure what was said: `none`; a `wyoming` server such as faster-whisper; or an `openai` server, one with the interface `POST /v1/audio/transcriptions`. Only then does sound leave this process",
    ),
    url: setting(
      z
        .string()
        .max(300)
        .regex(
          /^(?:tcp|unix|https?):\/\/[^\s?#@]+$/,
          'expected "tcp://host:port", or "http://host:port" for openai',
        )
        .optional(),
      "Where it listens. `tcp://host:port` for wyoming (without a port, 10300); `http://host:port` or `https://…` for openai, `/v1` can be left out",
    ),
    networks: setting(
      z.array(addressRange).max(64).default(localNetworks),
      "Addresses that sound may be sent to; by default the local networks only, whatever the name in the URL stands for",
    ),
    model: setting(
      z
        .string()
        .regex(/^[\x21-\x7e]{1,200}$/, "visible ASCII characters without spaces")
        .default("whisper-1"),
      "Model that an openai server is asked for; of a wyoming server its own",
    ),
    key: setting(
      z
        .string()
        .regex(/^[\x21-\x7e]{1,512}$/, "visible ASCII characters without spaces")
        .optional(),
      "Key for an openai server, where it wants one",
      { secret: true },
    ),
    language: setting(
      z
        .string()
        .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/)
        .default("en"),
      "Language that it is told to expect",
    ),
    timeoutMs: setting(
      z.int().min(100).max(60_000).default(4_000),
      "Longest time to wait for it, in milliseconds; then edgewise goes on without",
    ),
  },
  "A larger recogniser for what edgewise is not sure of",
);

export type LargerConfig = z.infer<typeof largerConfig>;
