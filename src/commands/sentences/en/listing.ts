/** Shopping, to-do and other lists. */
export const listing = {
  expansion_rules: {
    list_named:
      "[<the>] ({list_words:list} (list|lists)|list|{any_list:list} list|list (called|named) {any_list:list}|{todo_words:list})",
    on_list: "(to|on|onto|in|into|from|off|off of|at) <list_named>",
  },
  lists: {
    any_item: { wildcard: true },
    any_list: { wildcard: true },
    list_words: {
      values: [
        { in: "(shopping|grocer(y|ies)|supermarket)", out: "shopping" },
        { in: "(to do|todo|task|chore[s])", out: "to do" },
        { in: "packing", out: "packing" },
        { in: "wish", out: "wish" },
      ],
    },
    todo_words: { values: [{ in: "(to dos|todos|tasks)", out: "to do" }] },
    whole_list: { values: [{ in: "(everything|all [(of it|items|the items)])", out: "all" }] },
  },
  intents: {
    listAdd: {
      data: [
        {
          sentences: [
            "(add|put|write|note|place|stick|include) [down] {any_item:item} (to|on|onto|in|into) <list_named>",
            "(put|add) (to|on|onto) <list_named> {any_item:item}",
            "(i need|we need|i have) to buy {any_item:item}",
            "(we are|were|i am|im) [(running|nearly)] out of {any_item:item}",
            "<list_named> add {any_item:item}",
            "remember to buy {any_item:item}",
          ],
        },
      ],
    },
    listRemove: {
      data: [
        {
          sentences: [
            "(remove|delete|take|cross|strike|drop|erase) [(off|out)] {any_item:item} (from|off|off of|in|on|of) <list_named>",
            "(check|tick|cross|mark) (off|) {any_item:item} [as] [(off|done|complete|completed|finished|bought)] (from|off|off of|on|in) <list_named>",
            "(check|tick|cross|mark) {any_item:item} (off|off from|off of) <list_named>",
            "(complete|finish) {any_item:item} (on|in|from) <list_named>",
            "(tick|cross|check|strike) {any_item:item} off",
            "(tick|cross|check|strike) off {any_item:item}",
          ],
        },
        {
          sentences: [
            "(clear|empty|wipe|delete|erase) <list_named>",
            "(remove|delete|take) {whole_list:all} (from|off) <list_named>",
          ],
          slots: { all: "all" },
        },
      ],
    },
    listQuery: {
      data: [
        {
          sentences: [
            "(what is|whats|what have (i|we) [got]|what do (i|we) have|what are the items|what things are) [(left|still)] (on|in) <list_named>",
            "(read|show|tell|give|list) [(me|out)] [what is on] <list_named>",
            "(what|which) items are on <list_named>",
            "(what do|what should) (i|we) (need to|have to|) (buy|get) [(from|at) the (shop|store|supermarket)]",
            "how many (things|items) are on <list_named>",
            "is there anything on <list_named>",
          ],
        },
        { sentences: ["(is|are|do (i|we) have) [(any|some|the)] {any_item:item} on <list_named>"] },
      ],
    },
  },
} as const;
