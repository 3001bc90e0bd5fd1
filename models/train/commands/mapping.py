"""What the labels of the public corpora mean among our intents. A label that mixes several of ours is left out."""

hwu_intents = {
    "alarm_query": "alarmQuery", "alarm_remove": "alarmCancel", "alarm_set": "alarmSet",
    "audio_volume_down": "decrease", "audio_volume_mute": "mute", "audio_volume_up": "increase",
    "general_affirm": "confirm", "general_joke": "smallTalk", "general_praise": "smallTalk", "general_repeat": "repeat",
    "iot_cleaning": "start", "iot_hue_lightchange": "set", "iot_hue_lightdim": "decrease", "iot_hue_lightoff": "turnOff",
    "iot_hue_lighton": "turnOn", "iot_hue_lightup": "increase", "iot_wemo_off": "turnOff", "iot_wemo_on": "turnOn",
    "lists_createoradd": "listAdd", "lists_query": "listQuery", "lists_remove": "listRemove",
    "play_audiobook": "play", "play_music": "play", "play_podcasts": "play", "play_radio": "play",
    "weather_query": "queryWeather",
} | {
    label: "outOfScope"
    for label in (
        "cooking_recipe", "email_addcontact", "email_query", "email_querycontact", "email_sendemail", "news_query",
        "qa_currency", "qa_definition", "qa_factoid", "qa_maths", "qa_stock", "recommendation_events",
        "recommendation_locations", "recommendation_movies", "social_post", "social_query", "takeaway_order",
        "takeaway_query", "transport_query", "transport_taxi", "transport_ticket", "transport_traffic",
    )
}  # fmt: skip

hwu_tags = {
    "house_place": "area", "device_type": "kind", "color_type": "colour", "list_name": "list",
    "song_name": "item", "artist_name": "item", "playlist_name": "item", "podcast_name": "item", "radio_name": "item",
    "audiobook_name": "item", "music_genre": "item",
}  # fmt: skip

# Only where every slot of the intent can be named by one of our tags; the rest teaches the intent alone.
hwu_tagged = {
    "iot_cleaning", "iot_hue_lightoff", "iot_hue_lighton", "iot_wemo_off", "iot_wemo_on",
}  # fmt: skip

clinc_intents = {
    "timer": "timerStart", "reminder": "reminderQuery", "reminder_update": "reminderSet", "shopping_list": "listQuery",
    "shopping_list_update": "listAdd", "todo_list": "listQuery", "todo_list_update": "listAdd", "play_music": "play",
    "next_song": "next", "weather": "queryWeather", "time": "queryTime", "date": "queryDate", "yes": "confirm", "no": "deny",
    "cancel": "cancel", "repeat": "repeat", "what_can_i_ask_you": "help",
    **{
        label: "smallTalk"
        for label in (
            "greeting", "goodbye", "thank_you", "tell_joke", "are_you_a_bot", "what_is_your_name", "how_old_are_you",
            "who_made_you", "who_do_you_work_for", "where_are_you_from", "what_are_your_hobbies", "do_you_have_pets",
            "meaning_of_life", "fun_fact",
        )
    },
}  # fmt: skip

# Labels that mix asking and changing, or that some site may well serve: no statement about our intents.
clinc_unmapped = {
    "alarm", "smart_home", "change_volume", "maybe", "find_phone", "calendar", "calendar_update", "timezone", "sync_device",
    "reset_settings", "change_speed", "change_language", "change_accent", "change_ai_name", "change_user_name",
    "user_name", "whisper_mode", "what_song", "update_playlist", "next_holiday", "flip_coin", "roll_dice",
}  # fmt: skip


def clinc_intent(label: str) -> str | None:
    if label in clinc_unmapped:
        return None
    return clinc_intents.get(label, "outOfScope")
