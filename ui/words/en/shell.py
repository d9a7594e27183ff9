"""Sentences of the header, the tabs' names, and whatever no single tab owns."""

WORDS = {
    "name": "Terrarium",
    "tagline": "Grow a language model behind glass",
    "tabs": "Steps of the work",
    "tab.data": "Data",
    "tab.model": "Model",
    "tab.train": "Train",
    "tab.inspect": "Inspect",
    "tab.chat": "Chat",
    "tab.tasks": "Tasks",
    "tab.runs": "Runs",
    "lost": "The server does not answer. This page keeps trying; what you have written stays.",
    "theme": "Light or dark",
    "device": "Device",
    "device.change": "Device: {device}. Change",
    "device.auto": "Automatic",
    "device.auto.help": "The fastest one here: {device}",
    "device.cores": "{count} cores",
    "device.core": "1 core",
    "device.note": "Counts from the next Start; a run that trains already stays where it is.",
}
