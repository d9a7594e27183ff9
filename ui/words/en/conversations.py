"""Sentences of the Data tab about conversations: how they lie in files, and what of them a model learns."""

WORDS = {
    "mend.shape": "Set the shape to Decoder",
    "mend.context": "Set the context to {most}",
    "talks": "{name} holds conversations. Read as such, only the answers in them are learnt.",
    "dialogues": "Dialogues",
    "turns": "Turns",
    "learnt": "Learnt",
    "learnt.sub": "{count} tokens",
    "vocabulary.marks": "{count} special",
    "lies": "How the conversations lie in it",
    "lies.below": "{kind}, below “{key}”",
    "lies.turns": "Lists of messages",
    "lies.pairs": "A question beside its answer",
    "lies.lines": "One dialogue a line",
    "lies.plain": "Plain text",
    "lies.fault": "–",
    "lies.none": "Plain text: learnt beside the conversations.",
    "lies.key": "Key of the messages",
    "lies.question": "Question",
    "lies.answer": "Answer",
    "lies.mark": "Mark between turns",
    "lies.mark.help": "Such as __eou__ or |||. A tab is written \\t.",
    "lies.mark.missing": "No line holds the mark {mark}: it is read as plain text.",
    "lies.found": "Read it as found",
    "who.system": "System",
    "who.user": "User",
    "who.assistant": "Assistant",
    "shade": "As the model reads it",
    "shade.legend": "Only what is shaded is learnt;",
    "shade.legend.rest": "the rest is read.",
    "shade.label": "The first dialogues; what is learnt is shaded",
    "shade.hint": "Point at a token for its id, or go there with the arrow keys.",
    "shade.wait": "Not cut into tokens yet.",
    "shade.id": "id {id}",
    "shade.learnt": "learnt",
    "shade.read": "only read",
    "template": "Template",
    "template.marks": "Marks",
    "template.plain": "Plain names",
    "template.custom": "Your own",
    "template.marks.about": (
        "A special token before each turn and one after it. Nothing that anyone types is ever taken for one."
    ),
    "template.plain.about": "Names before each turn, as in a play. They are ordinary text, which anyone may type too.",
    "template.custom.about": (
        "In Jinja, as Hugging Face’s chat templates. It gets messages (role, content), add_generation_prompt and "
        "eos_token; special tokens look <|like_this|>."
    ),
    "template.own": "Your template",
    "template.back": "Put the default back",
    "split.note": "{train} dialogues are learnt, {validation} kept back.",
    "split.told": "The file says which.",
    "cut": (
        "{cut} of {count} dialogues are longer than the context of {context} tokens: they end with the last answer "
        "that it holds."
    ),
    "left-out": (
        "{left} of {count} dialogues are left out: the context of {context} tokens doesn't hold even their first "
        "answer."
    ),
    "split.dialogues": "{count} dialogues",
    "text.beside": "{count} tokens of plain text are learnt beside the conversations.",
}
