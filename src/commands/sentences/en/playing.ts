/** Music and films, and what cleans, mows or drives: pause and go on, skip, mute, play by name, back to base. */
export const playing = {
  expansion_rules: {
    medium:
      "(music|song|track|audio|playback|sound|media|media player|player|show|film|movie|video|podcast|radio|album|playlist|episode)[s]",
    the_medium: "[(the|this|that|my|our|what is)] <medium> [playing]",
    player_there: "(<place>|(on|in|at) [<the>] {name}|(on|in) {here_words:here})",
    one_song:
      "[(the|this|that)] [(current|next|previous|last)] (song|track|title|tune|item|one|episode|chapter|station|channel|video)[s]",
    last_one: "(previous|last) [(song|track|title|tune|item|one|episode|chapter|station|channel|video)]",
    go_back:
      "((previous|last) <song>|(go|skip|jump|move|change|switch) [back] to [the] <last_one>|(go|skip|jump) back [(a|one)] [<song>]|(play|replay|repeat) [the] <last_one> [again]|(play|replay|restart) (this|that|the) <song> (again|from the (start|beginning))|replay|replay (this|that|the) [last] <song>|back [a] <song>)",
    song: "(song|track|title|tune|item|one|episode|chapter|station|channel|video)",
    home_base:
      "(home|[back] to [(the|its|your|his|her)] [own] (base|dock|docking station|charger|charging station|charging base|home|garage))",
  },
  lists: {
    any_item: { wildcard: true },
    media_class: {
      values: [
        { in: "(artist|band|singer)", out: "artist" },
        { in: "(album|record)", out: "album" },
        { in: "(song|track|tune|piece)", out: "track" },
        { in: "playlist", out: "playlist" },
        { in: "(podcast|podcasts)", out: "podcast" },
        { in: "([radio] station|radio|channel)", out: "station" },
        { in: "(film|movie)", out: "film" },
        { in: "([tv] show|series|tv series)", out: "show" },
        { in: "(genre|style)", out: "genre" },
      ],
    },
    mower_words: { values: [{ in: "([the|my|our] [robot] [lawn] mower)", out: "mower" }] },
    vacuum_words: {
      values: [
        {
          in: "([the|my|our] (vacuum [cleaner|robot]|robot vacuum [cleaner]|hoover|cleaning robot))",
          out: "vacuum",
        },
      ],
    },
  },
  intents: {
    pause: {
      data: [
        { sentences: ["(pause|hold|interrupt) <target>", "<named> pause", "put <target> on (hold|pause)"] },
        {
          sentences: [
            "pause",
            "(pause|stop playing|hold) [<the_medium>] [<player_there>]",
            "(pause|hold) <where> <medium>",
            "stop [playing] <the_medium> [<player_there>]",
            "pause (it|playing|playback)",
          ],
          slots: { domain: "media" },
        },
      ],
    },
    resume: {
      data: [
        {
          sentences: [
            "(resume|unpause|continue) [(with|using)] <target>",
            "<named> (resume|unpause|continue)",
            "let <target> (go on|continue|carry on)",
          ],
        },
        {
          sentences: [
            "(resume|unpause)",
            "(resume|unpause|continue|carry on with|go on with|restart) [playing] <the_medium> [<player_there>]",
            "(resume|unpause) <where> <medium>",
            "(resume|continue|keep|go on|carry on) playing [<the_medium>] [<player_there>]",
            "(press play|hit play|play again|play on)",
          ],
          slots: { domain: "media" },
        },
      ],
    },
    next: {
      data: [
        {
          sentences: [
            "(skip|next)",
            "skip (this|that|it) [<player_there>]",
            "(next|skip) <one_song> [<player_there>]",
            "(skip|jump|go|move|change|switch) [(ahead|forward|on)] to [the] next [<one_song>] [<player_there>]",
            "(play|give me|put on) [the] next [(song|track|title|item|one|episode|station|channel|video)] [<player_there>]",
            "i do not like this (song|track|one)",
            "next (please|up)",
          ],
          slots: { domain: "media" },
        },
        {
          sentences: [
            "skip (on|for) [<the>] {name}",
            "[<the>] {name} (skip [(this|that)]|next) [<one_song>]",
            "(next|skip) <one_song> (on|for) [<the>] {name}",
            "skip (this|that|it) (on|for) [<the>] {name}",
            "(skip|jump|go|move|change|switch) to [the] next [<one_song>] (on|for) [<the>] {name}",
          ],
        },
      ],
    },
    previous: {
      data: [
        {
          sentences: [
            "previous",
            "<go_back> [<player_there>]",
            "<place> <go_back>",
            "(play|replay) (this|that|it) again",
          ],
          slots: { domain: "media" },
        },
        { sentences: ["<go_back> (on|for) [<the>] {name}", "[<the>] {name} (previous|<go_back>)"] },
      ],
    },
    mute: {
      data: [
        {
          sentences: [
            "(mute|silence) <target>",
            "(mute|silence) <the_medium> (on|for|of) [<the>] {name}",
            "<named> mute",
            "turn [the] (sound|volume) [of <named>] off [<player_there>]",
          ],
        },
        {
          sentences: [
            "mute",
            "(mute|silence) (<the_medium>|it|everything|the volume) [<player_there>]",
            "(mute|silence) <place>",
            "turn off the sound [<player_there>]",
            "(sound|volume) off [<player_there>]",
            "be quiet",
            "quiet [please]",
          ],
          slots: { domain: "media" },
        },
      ],
    },
    unmute: {
      data: [
        {
          sentences: ["unmute <target>", "unmute <the_medium> (on|for|of) [<the>] {name}", "<named> unmute"],
        },
        {
          sentences: [
            "unmute",
            "unmute (<the_medium>|it|everything|the volume) [<player_there>]",
            "unmute <place>",
            "turn [the] (sound|volume) [back] on [<player_there>]",
            "(sound|volume) [back] on [<player_there>]",
          ],
          slots: { domain: "media" },
        },
      ],
    },
    play: {
      data: [
        {
          sentences: [
            "(play|put on|listen to|start playing) [(some|the|a|an|my)] {any_item:item}",
            "(play|put on|listen to|start playing) [(the|some|my)] {media_class:mediaClass} [(called|named|by)] {any_item:item}",
            "(play|put on|watch) {any_item:item} {media_class:mediaClass}",
            "(i (want|would like) to|let us|lets) (hear|listen to|watch) {any_item:item}",
          ],
          slots: { domain: "media" },
        },
        {
          sentences: [
            "(play|put on|start playing) [(some|the|a|an|my)] {any_item:item} (<place>|(in|on) [<the>] {area})",
            "(play|put on|start playing) [(the|some|my)] {media_class:mediaClass} [(called|named|by)] {any_item:item} <place>",
            "(play|put on) {any_item:item} {media_class:mediaClass} <place>",
          ],
          slots: { domain: "media" },
        },
        {
          sentences: [
            "(play|put on|start playing) [(some|the|a|an|my)] {any_item:item} (on|through|from|over|with|using) [<the>] {name}",
            "(play|put on|start playing) [(the|some|my)] {media_class:mediaClass} [(called|named|by)] {any_item:item} (on|through|over|with|using) [<the>] {name}",
            "(play|put on) {any_item:item} {media_class:mediaClass} (on|through|over|with|using) [<the>] {name}",
            "(play|put on) [(some|the|a|an|my)] {any_item:item} on [<the>] {name} (in|on) [<the>] ({area}|{floor})",
            "(play|put on) [(the|some|my)] {media_class:mediaClass} [(called|named|by)] {any_item:item} on [<the>] {name} (in|on) [<the>] ({area}|{floor})",
            "(on|with|using) [<the>] {name} play [(some|the|a|an|my)] {any_item:item}",
          ],
        },
      ],
    },
    dock: {
      data: [
        {
          sentences: [
            "(dock|recharge|charge) <target>",
            "(send|return|bring|drive|take|get) <target> [back] <home_base>",
            "(send|return|bring|get) <target> home [to (charge|its charger)]",
            "(send|get) <target> to charge",
            "<named> [(go|return|come|drive|fly|head)] [back] <home_base>",
            "(let|have|make|tell|ask|get) <named> [to] (go|return|drive|come|fly|head) [back] <home_base>",
            "<named> (can|should|may|must|has to|needs to) (go|return|drive|come|fly|head) [back] <home_base>",
          ],
        },
        {
          sentences: [
            "(stop|cancel|quit|finish|end) (mowing|cutting) [the] [(lawn|grass)]",
            "(stop|dock) {mower_words:domain}",
            "(return|send|bring) {mower_words:domain} [back] <home_base>",
            "return to base",
          ],
          slots: { domain: "mower" },
        },
        {
          sentences: [
            "(stop|cancel|quit|finish|end) (vacuuming|hoovering|cleaning) [the] [(floor|floors)]",
            "(return|send|bring) {vacuum_words:domain} [back] <home_base>",
          ],
          slots: { domain: "vacuum" },
        },
      ],
    },
    start: {
      data: [
        {
          sentences: [
            "(mow|cut) [(the|our|my)] (lawn|grass) [<place>]",
            "(start|begin|resume) (mowing|cutting) [(the|our|my)] [(lawn|grass)]",
            "(start|run) {mower_words:domain}",
            "let {mower_words:domain} (out|run|mow)",
          ],
          slots: { domain: "mower" },
        },
        {
          sentences: [
            "(vacuum|hoover|clean|sweep|mop) [(up|out)] [<the>] {area} [(room|area|floor)]",
            "(vacuum|hoover|clean|sweep|mop) [<the>] {area} and [<the>] {area:area2}",
            "(vacuum|hoover|clean|sweep|mop) [<the>] {floor} [floor]",
            "(vacuum|hoover|clean|sweep|mop) {clean_here:here}",
            "(vacuum|hoover|clean|sweep|mop) [up] [the] (floor|floors)",
            "(vacuum|hoover|clean|sweep|mop) [<place>]",
            "(start|begin) (vacuuming|hoovering|cleaning|sweeping|mopping) [<place>]",
          ],
          slots: { domain: "vacuum" },
          lists: {
            clean_here: {
              values: [
                { in: "([in] here|[in] (this|the) (room|area|hall|place)|[the] floor here)", out: "here" },
              ],
            },
          },
        },
        {
          sentences: [
            "(vacuum|hoover|clean|sweep|mop) [<the>] {area} (with|using) [<the>] {name}",
            "(start|run|send) [<the>] {name} (in|to|into) [<the>] {area}",
            "(have|let|make|tell|get|ask) [<the>] {name} [to] (vacuum|hoover|clean|sweep|mop|do) [<the>] {area}",
            "(have|let|make|tell|get|ask) [<the>] {name} [to] (vacuum|hoover|clean|sweep|mop|do) [<the>] {area} and [<the>] {area:area2}",
          ],
          metadata: { isCleaning: true },
        },
      ],
    },
  },
} as const;
