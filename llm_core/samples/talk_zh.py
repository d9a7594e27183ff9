"""Chinese small talk: what is taught, and the wordings in which it is asked."""

from __future__ import annotations

import random
from collections.abc import Mapping

from llm_core.samples import talk_zh_facts as facts
from llm_core.samples.talk_tables import Fact, Language, Topic, both_ways, counts, following, sums, turned
from llm_core.samples.talk_zh_chat import AGAIN, CHAT, MEMORIES, SURE
from llm_core.samples.talk_zh_unknown import INVENTED, STRANGERS, UNKNOWN, invent

# fmt: off

OPENERS = ("…", "请问…", "请问一下，…", "你说，…", "问一下，…", "喂，…", "小模型，…", "想问问你，…", "对了，…")
LEADS = ("你知道…吗？", "告诉我…。", "请告诉我…。", "能告诉我…吗？", "你能告诉我…吗？", "我想知道…。", "说说…。",
    "麻烦告诉我…。", "知不知道…？", "可以告诉我…吗？")
PARTICLES = ("呢", "啊", "呀")
UNPARTICLED = ("吗？", "呢？", "吧？", "对不对？", "是不是？", "= ?？")


def _about(table: Mapping[str, str]) -> tuple[Fact, ...]:
    return tuple({"x": x, "y": y} for x, y in table.items())


def _parts() -> tuple[Fact, ...]:
    return tuple({"x": x, "w": x.split()[0], "u": x.split()[1], "y": y} for x, y in facts.PARTS.items())


def _topic(key: str, known: tuple[Fact, ...], answer: str, patterns: str, strangers: str = "", *, also: bool = True,
    it: bool = False, wordings: int = 5) -> Topic:
    """A topic whose patterns stand alone and in leads alike; those with a mark of their own only alone."""
    questions = tuple(patterns.split())
    clauses = tuple(pattern for pattern in questions if not pattern.endswith(("。", "？", "?")))
    return Topic(key, known, answer, questions, clauses, strangers=tuple(strangers.split()), also=also, it=it,
        wordings=wordings)


TOPICS = (
    _topic("颜色", _about({**facts.ANIMALS["颜色"], **facts.THINGS["颜色"]}), "{x}是{y}的。",
        "{x}是什么颜色 {x}是什么颜色的 {x}的颜色是什么 {x}是哪种颜色 {x}的颜色 {x}什么颜色",
           "animal thing", it=True),
    _topic("叫声", _about(facts.ANIMALS["叫声"]), "{x}的叫声是{y}。",
        "{x}怎么叫 {x}是怎么叫的 {x}的叫声是什么 {x}的叫声是什么样的 {x}会发出什么声音 {x}的叫声 学一声{x}叫。",
           "animal", it=True),
    _topic("住处", _about(facts.ANIMALS["住处"]), "{x}住在{y}。",
        "{x}住在哪里 {x}住哪儿 {x}的家在哪里 {x}生活在什么地方 {x}住在什么地方 {x}的住处在哪儿 {x}的家在哪儿", "animal",
        it=True),
    _topic("腿", _about(facts.ANIMALS["腿"]), "{x}{y}。",
        "{x}有几条腿 {x}有多少条腿 {x}长着几条腿 {x}几条腿 {x}的腿有几条 {x}一共有几条腿 数数{x}的腿。", "animal",
        it=True),
    _topic("食物", _about(facts.ANIMALS["食物"]), "{x}吃{y}。",
        "{x}吃什么 {x}爱吃什么 {x}喜欢吃什么 {x}的食物是什么 {x}平时吃什么 拿什么喂{x} {x}是吃什么的", "animal",
        it=True),
    _topic("种类", _about({**facts.ANIMALS["种类"], **facts.THINGS["种类"]}), "{x}是一种{y}。",
        "{x}是什么 什么是{x} {x}是什么东西 {x}是一种什么 {x}属于哪一类 解释一下{x}是什么。 {x}属于什么种类",
        "animal thing"),
    _topic("材料", _about(facts.THINGS["材料"]), "{x}是用{y}做的。",
        (
            "{x}是用什么做的 {x}是什么做的 {x}是拿什么做成的 做{x}要用什么 {x}的材料是什么 {x}用什么材料做 "
            "{x}是什么材料做的"
        ), "thing", it=True),
    _topic("用处", _about(facts.THINGS["用处"]), "{x}是用来{y}的。",
        "{x}有什么用 {x}是干什么用的 {x}是用来做什么的 {x}能用来干什么 {x}的用处是什么 {x}有什么用处 人们用{x}做什么",
        "thing", it=True),
    _topic("形状", _about(facts.THINGS["形状"]), "{x}是{y}的。",
        "{x}是什么形状 {x}是什么形状的 {x}的形状是什么 {x}是哪种形状 {x}的形状 {x}什么形状", "thing", it=True),
    _topic("边", _about(facts.SIDES), "{x}有{y}条边。",
        "{x}有几条边 {x}有多少条边 {x}几条边 {x}的边有几条 {x}一共有几条边 数数{x}的边。", "figure"),
    _topic("首都", _about(facts.CAPITALS), "{x}的首都是{y}。",
        (
            "{x}的首都是哪里 {x}的首都是什么 {x}的首都在哪里 {x}的首都是哪座城市 {x}的首都叫什么 "
            "哪座城市是{x}的首都 {x}首都是哪儿"
        ),
           "country"),
    _topic("国家", tuple({"x": city, "y": country} for country, city in facts.CAPITALS.items()), "{x}在{y}。",
        "{x}在哪个国家 {x}是哪个国家的城市 {x}是哪国的城市 {x}在哪里 {x}位于哪个国家 {x}属于哪个国家 {x}在哪国",
        "city"),
    _topic("反义词", both_ways(facts.OPPOSITES), "“{x}”的反义词是“{y}”。",
        (
            "“{x}”的反义词是什么 {x}的反义词是什么 {x}的反义词 和{x}相反的词是什么 与{x}意思相反的词是什么 "
            "{x}反过来是什么 {x}的反义词是哪个"
        ), "word"),
    _topic("后面", following(facts.CIRCLES), "{x}后面是{y}。",
        "{x}后面是什么 {x}的后面是什么 {x}之后是什么 {x}过后是什么 紧跟着{x}的是什么 {x}的下一个是什么 {x}接下来是什么",
        "number word"),
    _topic("前面", turned(following(facts.CIRCLES)), "{x}前面是{y}。",
        "{x}前面是什么 {x}的前面是什么 {x}之前是什么 {x}的上一个是什么 排在{x}前面的是什么 {x}前面是哪个",
        "number word"),
    _topic("生肖", tuple({"x": x, "y": y} for x, y in zip(facts.ZODIAC, facts.ORDER, strict=True)),
        "{x}在生肖里排{y}。", (
            "生肖{x}排第几 {x}在生肖里排第几 {x}在十二生肖里排第几 {x}是第几个生肖 十二生肖里{x}排第几 "
            "{x}的生肖排名是第几"
        ), "zodiac"),
    _topic("数量", _parts(), "{w}有{y}{u}。",
        "{w}有几{u} {w}有多少{u} {w}一共有几{u} {w}总共有多少{u} {w}到底有几{u} {w}一共有多少{u} 数数{w}有几{u}。",
        "part", also=False),
    _topic("量词", _about(facts.MEASURES), "一{y}{x}。",
        (
            "{x}的量词是什么 {x}用什么量词 {x}前面用什么量词 {x}该用哪个量词 说{x}要用什么量词 {x}的量词是哪个 "
            "给{x}加个量词。"
        ), "measured"),
    _topic("节日", _about(facts.FESTIVALS), "{x}是{y}。",
        "{x}是哪一天 {x}是几月几号 {x}在哪一天 {x}是什么时候 {x}是什么日子 {x}在什么时候 {x}是几月几日", "festival"),
    _topic("古诗", _about(facts.POEMS), "{y}。",
        (
            "{x}的下一句是什么 {x}下一句 {x}的后一句是什么 “{x}”的下一句是什么 {x}后面接哪一句 {x}接下来怎么背 "
            "接着背：{x}。"
        ), "poem"),
    _topic("数数", counts("到", "、"), "{y}。",
        (
            "从{a}数到{b}。 请从{a}数到{b}。 从{a}开始数到{b}。 数一数{a}到{b}。 {a}到{b}怎么数 从{a}到{b}有哪些数 "
            "由{a}数到{b}。"
        ), "span", also=False),
    _topic("加法", sums("加"), "{a}加{b}等于{y}。",
        "{a}加{b}等于几 {a}加{b}等于多少 {a}加{b}是多少 {a}+{b}等于几 {a}+{b}=? {a}和{b}加起来是多少 {a}加上{b}得几",
        "sum", wordings=4),
    _topic("笑话", _about(facts.JOKES), "{y}",
        (
            "讲个{x}的笑话。 讲一个关于{x}的笑话。 说个{x}的笑话吧。 来个{x}的笑话。 有没有{x}的笑话 "
            "我想听{x}的笑话。 会讲{x}的笑话吗"
        ), "joke", wordings=6),
)


def _finish(text: str, rng: random.Random, careful: bool) -> str:
    """As people type: most with a mark, some with a particle, some without either."""
    draw = rng.random()
    if draw < 0.15:
        return text.rstrip("。？！?")
    if draw < 0.25 and text.endswith("？") and not text.endswith(UNPARTICLED) and not careful:
        return text[:-1] + rng.choice(PARTICLES) + "？"
    return text.replace("？", "?") if draw > 0.95 else text


CHINESE = Language(
    topics=TOPICS, chat=CHAT, memories=MEMORIES, openers=OPENERS, leads=LEADS, yes_indeed="是的。",
    follow=("{x}呢", "那{x}呢", "那么{x}呢", "换成{x}呢", "还有{x}呢", "再说说{x}。"),
    again=AGAIN, sure=SURE,
    it={"x": "它"}, numeric={
        "number": lambda a, _: {"x": str(a)}, "sum": lambda a, b: {"x": f"{a}加{b}", "a": str(a), "b": str(b)},
        "span": lambda a, b: {"x": f"{a}到{b}", "a": str(a), "b": str(b)},
    },
    refusal="这个我不知道。我只懂一点小事，比如颜色、动物和数字。", mark="？",
    unknown=UNKNOWN, strangers=STRANGERS, invent=invent, invented=INVENTED, bare=str, sentence=str, finish=_finish,
)
