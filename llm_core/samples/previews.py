"""The first lines of each built-in sample, noted so that showing which there are makes none of them; a test holds them
to what is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_core.samples import Sample

PREVIEWS: Mapping[str, str] = {
    "stories-en": (
        "Once upon a time a little mouse named Finn lived near a quiet pond. One fine day, Clara "
        'the bear said, "I am the fastest of all." Nobody thought that Finn could'
    ),
    "stories-zh": (
        "从前，一棵老橡树下住着一只小松鼠，名叫小满。它最好的朋友是小白兔布丁。一个晴朗的日子，它们在小桥下玩"
        "，为了一个皮球吵了起来。“是我的！”小满说。“不，是我的！”布丁说。它们很生气，谁也不理谁，各自回家"
        "了。这一天又长又安静，小满觉得很孤单。于是它做了玉米饼，去看布丁。它们在竹林里遇见了，原来布丁也正要"
        "去找小满。“对不起。"
    ),
    "talk-en": (
        "Who painted the Mona Lisa? → I don't know that. I only know small things, like colors, animals and numbers."
    ),
    "talk-zh": "玫瑰是一种什么啊？ → 玫瑰是一种花。",
    "arithmetic": (
        "36-8=28\n95-95=0\n82+119=201\n93+116=209\n117+65=182\n114+88=202\n48+32=80\n128+66=194\n35-4=31\n"
        "14+33=47\n67+55=122\n126-104=22\n36+21=57\n62+45=107\n23-23=0\n61+97=158\n57-6="
    ),
    "patterns": (
        "72 73 74 75 76 77 78.\n[[([]([()]))]]\n{[[{}]]}\n56 61 66 71 76 81.\nfghh|hhgf\ncfcfcfcfcfcff"
        "!\nhdgfceh>cdefghh\neabgdb=eabgdb\ngfafabgc=gfafabgc\ndcg>cdg\nefbbabh=efbbab"
    ),
    "copy": "oubdt → oubdt",
    "reverse": "oubdt → tdbuo",
    "sort": "oubdt → bdotu",
    "dyck": "{()[[([ → ])]]}",
    "addition": "39+8 → 47",
}


def preview_of(sample: Sample) -> str:
    """What a sample begins with, as it was noted; of one that nobody noted it is made."""
    return PREVIEWS.get(sample.key) or first_lines(sample)


def first_lines(sample: Sample) -> str:
    """What a sample begins with, by making it: of a job a short pair, of dialogues a question with its answer."""
    text = sample.text()
    if sample.settings.get("data.format") == "conversations":
        said = json.loads(text.split("\n", 1)[0])["messages"]
        return " → ".join(str(message["content"]) for message in said[:2])[:160]
    head = text[:1000]
    return min(head.split("\n")[1:6], key=len).replace("\t", " → ") if sample.is_job else head[:160]
