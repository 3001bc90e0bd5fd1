import type { HomeAssistantEntity } from "../domain/home-assistant.ts";
import { fnv1a } from "../text/fnv1a.ts";

/** In the order of a conversation; see `VoiceSourceState`. */
const sourceStates = ["waiting", "listening", "hearing", "thinking", "muted", "off", "silent"];
/** Longer states are refused by Home Assistant. */
const stateLengthMax = 255;

/** Mute as a switch, the last text that was heard, and for each source what it does. */
export function homeAssistantEntities(baseTopic: string, sources: readonly string[]): HomeAssistantEntity[] {
  return [
    {
      platform: "switch",
      id: "voice_mute",
      config: {
        name: "Voice mute",
        icon: "mdi:microphone-off",
        state_topic: `${baseTopic}/voice/mute`,
        command_topic: `${baseTopic}/voice/mute/set`,
      },
    },
    {
      platform: "sensor",
      id: "voice_heard",
      config: {
        name: "Voice last heard",
        icon: "mdi:account-voice",
        state_topic: `${baseTopic}/reply`,
        value_template: heardTemplate,
      },
    },
    ...sources.map((source) => sourceEntity(baseTopic, source)),
  ];
}

function sourceEntity(baseTopic: string, source: string): HomeAssistantEntity {
  return {
    platform: "sensor",
    id: `voice_source_${idOf(source)}`,
    config: {
      name: `Voice ${source}`,
      icon: "mdi:microphone",
      device_class: "enum",
      options: sourceStates,
      state_topic: `${baseTopic}/voice/state`,
      // A source that is not there now, such as a satellite that left, is off.
      value_template: `{{ value_json.sources | selectattr('name', 'eq', ${quoted(source)}) | map(attribute='state') | first | default('off') }}`,
    },
  };
}

/** Replies to what was typed are no news of voice, nor are those to speech without words: the text before stays. */
const heardTemplate = `{{ value_json.text[:${stateLengthMax}] if value_json.text and (value_json.session | default('')).startswith('voice:') else this.state }}`;

/** A name that others may have chosen, as a string of a template: all but plain letters is escaped, so it stays a string. */
function quoted(text: string): string {
  const escaped = text.replace(/[^A-Za-z0-9 _.-]/gu, (sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
  return `'${escaped}'`;
}

/** Letters, digits, `_` and `-` only; what is lost by that is made good by a number. */
function idOf(source: string): string {
  const plain = source.toLowerCase().replace(/[^a-z0-9_-]+/g, "_");
  return plain === source ? plain : `${plain.slice(0, 40)}_${fnv1a(source).toString(16)}`;
}
