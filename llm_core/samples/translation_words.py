"""The words of the small grammar of translations: what each is called in English and in Chinese."""

from __future__ import annotations

from typing import NamedTuple

# fmt: off


class Word(NamedTuple):
    """A word or a phrase."""

    english: str
    chinese: str


class Subject(NamedTuple):
    """Someone who does something; `plural` as English verbs see it, I and you included."""

    english: str
    chinese: str
    plural: bool = False


class Thing(NamedTuple):
    """A thing, its plural, and the word that Chinese counts it by."""

    english: str
    plural: str
    chinese: str
    classifier: str
    kind: str


class Determiner(NamedTuple):
    """Which, or how many; `counts`: Chinese puts a classifier behind it."""

    english: str
    chinese: str
    several: bool
    counts: bool


class Deed(NamedTuple):
    """A verb in its English forms; `rest` is what Chinese puts behind it; `takes`: kinds of things that it is
    done to.
    """

    english: str
    does: str
    doing: str
    past: str
    chinese: str
    rest: str
    takes: tuple[str, ...]


class Time(NamedTuple):
    """When, and the tenses that go with it."""

    english: str
    chinese: str
    tenses: tuple[str, ...]


SUBJECTS = (
    Subject("I", "我", True), Subject("you", "你", True), Subject("we", "我们", True), Subject("they", "他们", True),
        Subject("he", "他"), Subject("she", "她"),
    Subject("my mother", "我妈妈"), Subject("my father", "我爸爸"), Subject("the teacher", "老师"),
        Subject("the old man", "那位老人"),
    Subject("Tom", "汤姆"), Subject("Anna", "安娜"), Subject("the doctor", "医生"), Subject("our neighbor",
        "我们的邻居"),
    Subject("the children", "孩子们", True), Subject("my friends", "我的朋友们", True), Subject("the students",
        "学生们", True),
)
THINGS = (
    Thing("apple", "apples", "苹果", "个", "food"), Thing("egg", "eggs", "鸡蛋", "个", "food"), Thing("fish", "fish",
        "鱼", "条", "food"),
    Thing("cake", "cakes", "蛋糕", "块", "food"), Thing("pear", "pears", "梨", "个", "food"), Thing("banana", "bananas",
        "香蕉", "根", "food"),
    Thing("book", "books", "书", "本", "text"), Thing("letter", "letters", "信", "封", "text"), Thing("story",
        "stories", "故事", "个", "text"),
    Thing("newspaper", "newspapers", "报纸", "份", "text"),
    Thing("cup", "cups", "杯子", "个", "object"), Thing("chair", "chairs", "椅子", "把", "object"), Thing("table",
        "tables", "桌子", "张", "object"),
    Thing("hat", "hats", "帽子", "顶", "object"), Thing("coat", "coats", "外套", "件", "object"), Thing("umbrella",
        "umbrellas", "雨伞", "把", "object"),
    Thing("key", "keys", "钥匙", "把", "object"), Thing("map", "maps", "地图", "张", "object"), Thing("car", "cars",
        "汽车", "辆", "object"),
    Thing("boat", "boats", "船", "条", "object"), Thing("lamp", "lamps", "灯", "盏", "object"), Thing("watch",
        "watches", "手表", "块", "object"),
    Thing("cat", "cats", "猫", "只", "animal"), Thing("dog", "dogs", "狗", "只", "animal"), Thing("bird", "birds", "鸟",
        "只", "animal"),
    Thing("horse", "horses", "马", "匹", "animal"), Thing("rabbit", "rabbits", "兔子", "只", "animal"),
    Thing("flower", "flowers", "花", "朵", "plant"), Thing("tree", "trees", "树", "棵", "plant"),
)
DETERMINERS = (
    Determiner("a", "一", False, True), Determiner("two", "两", True, True), Determiner("three", "三", True, True),
        Determiner("this", "这", False, True),
    Determiner("that", "那", False, True), Determiner("these", "这些", True, False), Determiner("my", "我的", False,
        False),
    Determiner("her", "她的", False, False), Determiner("our", "我们的", False, False), Determiner("many", "很多", True,
        False),
)
ADJECTIVES = (
    Word("red", "红色的"), Word("blue", "蓝色的"), Word("black", "黑色的"), Word("white", "白色的"), Word("yellow",
        "黄色的"), Word("small", "小"),
    Word("big", "大"), Word("new", "新"), Word("beautiful", "漂亮的"), Word("strange", "奇怪的"), Word("expensive",
        "昂贵的"),
)
DEEDS = (
    Deed("eat", "eats", "eating", "ate", "吃", "", ("food",)), Deed("buy", "buys", "buying", "bought", "买", "",
        ("food", "object", "text", "plant")),
    Deed("sell", "sells", "selling", "sold", "卖", "", ("food", "object", "animal")), Deed("read", "reads", "reading",
        "read", "读", "", ("text",)),
    Deed("write", "writes", "writing", "wrote", "写", "", ("text",)), Deed("draw", "draws", "drawing", "drew", "画", "",
        ("animal", "plant", "object")),
    Deed("look for", "looks for", "looking for", "looked for", "找", "", ("object", "animal")), Deed("wash", "washes",
        "washing", "washed", "洗", "", ("object", "food")),
    Deed("paint", "paints", "painting", "painted", "粉刷", "", ("object",)), Deed("feed", "feeds", "feeding", "fed",
        "喂", "", ("animal",)),
    Deed("water", "waters", "watering", "watered", "浇", "", ("plant",)), Deed("repair", "repairs", "repairing",
        "repaired", "修理", "", ("object",)),
    Deed("sleep", "sleeps", "sleeping", "slept", "睡觉", "", ()), Deed("swim", "swims", "swimming", "swam", "游泳", "",
        ()),
    Deed("sing", "sings", "singing", "sang", "唱", "歌", ()), Deed("dance", "dances", "dancing", "danced", "跳", "舞",
        ()),
    Deed("work", "works", "working", "worked", "工作", "", ()), Deed("wait", "waits", "waiting", "waited", "等", "",
        ()),
    Deed("rest", "rests", "resting", "rested", "休息", "", ()),
)
WISHES = ("eat", "buy", "sell", "read", "write", "draw", "feed", "sleep", "swim", "sing", "dance", "work", "rest")
PLACES = (
    Word("in the garden", "在花园里"), Word("in the kitchen", "在厨房里"), Word("at school", "在学校"), Word("at home",
        "在家"), Word("in the park", "在公园里"),
    Word("by the river", "在河边"), Word("at the market", "在市场"), Word("on the hill", "在山上"),
        Word("in the library", "在图书馆"), Word("under the bridge", "在桥下"),
)
TIMES = (
    Time("yesterday", "昨天", ("past", "not yet")), Time("last night", "昨晚", ("past", "not yet")), Time("last week",
        "上个星期", ("past", "not yet")),
    Time("this morning", "今天早上", ("past", "not yet")), Time("tomorrow", "明天", ("future", "wish")),
        Time("next week", "下个星期", ("future", "wish")),
    Time("tonight", "今晚", ("future", "wish")), Time("every day", "每天", ("often",)), Time("every morning",
        "每天早上", ("often",)),
    Time("on Sundays", "星期天", ("often", "not")), Time("now", "现在", ("now", "wish")),
)
JOINTS = (Word(", and ", "而"), Word(", but ", "但是"), Word(", so ", "所以"))
