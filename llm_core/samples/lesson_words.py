"""What the slots of lessons are filled with, and what lessons are about: English and Chinese, drawn by a
generator's dice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from llm_core.samples.atlas_words import (
    ANIMALS,
    BUILDINGS,
    COLORS,
    FIRST_NAMES,
    FOODS,
    FOREST_PLACES,
    GOODS,
    INSTRUMENTS,
    LAST_NAMES,
    MATERIALS,
    PLACE_ENDS,
    PLACE_STARTS,
)

# fmt: off

Fill = Callable[[Random], str]


def _of(listed: str, sep: str = ",") -> Fill:
    words = tuple(word.strip() for word in listed.split(sep))
    return lambda rng: rng.choice(words)


SMALL = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "twenty", "thirty")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December")


def _amount(rng: Random) -> str:
    return rng.choice((rng.choice(SMALL), str(rng.randint(2, 99)), str(rng.randint(100, 990)),
        f"{rng.randint(11, 990) * 100:,}"))


def _quantity(units: str, big: int = 100) -> Fill:
    names = units.split()
    def drawn(rng: Random) -> str:
        number = rng.choice((rng.choice(SMALL), str(rng.randint(2, big)), str(rng.randint(2, big)),
            f"{rng.randint(1, 9)}.{rng.randint(1, 9)}"))
        return f"{number} {rng.choice(names)}"
    return drawn


def _name(rng: Random) -> str:
    if rng.random() < 0.3:
        return _syllables(rng) + " " + _syllables(rng)
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def _syllables(rng: Random) -> str:
    return "".join(rng.choice("bdfghklmnprstvz") + rng.choice(("a", "e", "i", "o", "u", "an", "el",
        "or")) for _ in range(rng.randint(2, 3))).capitalize()


def _place(rng: Random) -> str:
    return _syllables(rng) if rng.random() < 0.3 else rng.choice(PLACE_STARTS) + rng.choice(PLACE_ENDS)


def _date(rng: Random) -> str:
    day, month, year = rng.randint(1, 28), rng.choice(MONTHS), rng.randint(1650, 2019)
    return rng.choice((f"{day} {month} {year}", f"{month} {day}, {year}", f"{day} {month}", f"{month} {day}"))


def _year(rng: Random) -> str:
    return str(rng.randint(1150, 2019))


def _company(rng: Random) -> str:
    return rng.choice((f"{rng.choice(LAST_NAMES)} & Sons", f"{_syllables(rng)} Service",
        f"the {_syllables(rng)} {rng.choice(('works', 'mill', 'bank', 'society'))}", f"{_syllables(rng)} Ltd"))


def _money(rng: Random) -> str:
    return f"{_amount(rng)} {rng.choice(('euros', 'dollars', 'pounds', 'francs', 'crowns'))}" if rng.random() < 0.8 else (  # noqa: E501
        f"${rng.randint(2, 900)}"
    )


def _role(rng: Random) -> str:
    return f"{rng.choice(('a', 'the'))} {_job(rng)}"


_job: Fill = _of(
    "teacher, tailor, miller, fisherman, lawyer, farmer, nurse, shoemaker, manager, supervisor, secretary, foreman, "
    "merchant, judge, keeper, captain, warden, porter, physician, clerk"
)
_nouns: Fill = _of(
    "filter, lid, market, quay, tower, garden, cable, blade, lamp, wheel, chapel, apple, wool, lantern, meadow, "
    "brush, screen, nozzle, grid, fountain, barrier, export, travel, tax"
)
ENGLISH: Mapping[str, Fill] = {
    "person": _name, "year": _year, "date": _date, "place": _place, "n": _amount,
    "length": _quantity("metres meters feet"), "distance": _quantity("kilometres miles km"),
    "weight": _quantity("grams kilograms kg pounds", 400), "volume": _quantity("litres liters ml cups"),
    "duration": _quantity("minutes hours days weeks months years"), "money": _money,
    "clock": lambda rng: f"{rng.randint(6, 22)}:{rng.choice(('00', '15', '30', '45'))}",
    "side": _of("north, south, east, west, left, right"),
    "river": lambda rng: f"{_syllables(rng)}" if rng.random() < 0.5 else f"River {_syllables(rng)}",
    "street": lambda rng: f"{_syllables(rng)} {rng.choice(('Street', 'Road', 'Square', 'Lane'))}",
    "event": _of("a storm, a flood, an earthquake, the war, an explosion, a landslide, lightning"), "noun": _nouns,
    "thing": lambda rng: rng.choice((*GOODS, *INSTRUMENTS)),
    "material": lambda rng: rng.choice(MATERIALS),
    "color": _of("red, green, white, black, yellow, gray, orange, brown"), "job": _job, "role": _role,
    "company": _company,
    "people": lambda rng: (
        f"{rng.choice(('settlers', 'miners', 'sailors', 'weavers', 'nuns', 'farmers'))} from {_place(rng)}"
    ), "month": lambda rng: rng.choice(MONTHS),
    "often": _of("once a week, twice a year, every day, every three months, once a year, after each use, twice a week"),
    "liquid": _of("warm water, alcohol, milk, soap, lemon juice, olive oil, salt water, broth"),
    "habitat": lambda rng: rng.choice((*FOREST_PLACES, "the forests of " + _place(rng),
    "the mountains of eastern " + _place(rng), "shallow lakes in the south")),
    "food": lambda rng: rng.choice((*FOODS, "onions", "carrots", "flour", "sugar", "eggs", "rice", "beans",
    "cheese")), "speed": _quantity("kilometres_an_hour miles_an_hour"),
    "adjective": _of("dry, safe, cool, afloat, clean, hidden"),
    "part": _of("thick coat, feathers, tail, long ears, skin, oil gland"),
    "tool": _of("a twig, its beak, a sharp thorn, its front teeth"),
    "degrees": lambda rng: f"{rng.randint(8, 24) * 10} degrees",
    "subject": _of("medicine, law, chemistry, history, music, astronomy, theology, botany"),
    "ordinal": _of("first, second, fourth, fifth, sixth"),
    "document": _of("a certificate, a written report, a new contract, a copy of the passport, a letter of consent"),
    "reason": _of(
        "the winter was too cold, nobody had done it before, the harvest had failed, there was no more work, it had "
        "saved many lives, the money had run out, the river had flooded the valley, too many guests fell ill"
    ),
}
ENGLISH = {**ENGLISH, "speed": lambda rng: f"{rng.randint(5, 90)} {rng.choice(('kilometres', 'miles'))} an hour"}
GIVEN, TOWNS = "文明华建国志强丽芳秀英玉兰海峰晓东春梅子轩雨桐国栋思远嘉诚永福德昌天佑", (
    "青白云龙石金水平安和永新东南西北临江河山泉林松竹梅柳清长"
)
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
DIGITS = "一二三四五六七八九十"


def _zh(kinds: str) -> Fill:
    return _of(kinds, "、")


def _zh_name(rng: Random) -> str:
    return rng.choice(FAMILY) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def _zh_place(rng: Random) -> str:
    return "".join(rng.sample(TOWNS, rng.choice((1, 2, 2)))) + rng.choice("市县镇村州山城")


def _zh_number(rng: Random) -> str:
    return rng.choice((str(rng.randint(2, 99)), str(rng.randint(100, 9000)), rng.choice(DIGITS),
        rng.choice("二三四五六") + "十" + rng.choice(DIGITS[:9]), f"{rng.randint(1, 9)}.{rng.randint(1, 9)}"))


def _zh_of(units: str) -> Fill:
    names = units.split("、")
    return lambda rng: _zh_number(rng) + rng.choice(names)


def _zh_month(rng: Random) -> str:
    return (rng.choice(DIGITS) if rng.random() < 0.5 else str(rng.randint(1, 12))) + "月"


def _zh_people(rng: Random) -> str:
    return rng.choice((f"{rng.randint(2, 99)}万人", f"{rng.randint(1, 9)}.{rng.randint(1, 9)}万人",
        f"{rng.randint(100, 9000)}人", f"{rng.choice(DIGITS)}千多人", f"{rng.choice(DIGITS)}万人"))


_zh_thing: Fill = _zh("茶叶、丝绸、瓷器、木雕、酱油、竹器、纸伞、刺绣、蜂蜜、铁锅、剪纸、豆腐、陶器、灯笼、皮影、米酒")
CHINESE: Mapping[str, Fill] = {
    "person": _zh_name, "year": lambda rng: f"{rng.randint(960, 2019)}年", "place": _zh_place, "n": _zh_number,
    "length": _zh_of("米、公里、厘米"), "distance": _zh_of("公里、米、里"),
    "weight": _zh_of("克、公斤、斤、千克"), "volume": _zh_of("升、毫升、杯"), "power": _zh_of("瓦、千瓦"),
    "duration": _zh_of("天、年、分钟、小时、个月、个小时、周"), "days": _zh_of("天"),
    "money": _zh_of("元、块钱、万元"), "clock": lambda rng: rng.choice(("早上", "上午", "下午", "晚上",
    "")) + rng.choice(DIGITS) + rng.choice(("点", "点半", "点整")), "month": _zh_month,
    "date": lambda rng: (f"{rng.randint(1650, 2019)}年" if rng.random() < 0.5 else "") + (
        f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    ), "people": _zh_people, "age": lambda rng: f"{rng.randint(40, 99)}岁",
    "where": lambda rng: rng.choice((f"{_zh_place(rng)}{rng.choice('东西南北')}部", f"{_zh_place(rng)}境内",
    f"{_zh_place(rng)}脚下", f"{_zh_place(rng)}的{rng.choice(('河边', '山谷里', '海边', '中心'))}", "潮湿的树林里",
        "南方的湖泊中", "高山草地上")),
    "role": _zh("商人、知县、农民、画家、军官、裁缝、渔民、律师、木匠、作家、数学家、护士、船长、院长、地主、铁匠"),
    "event": _zh("大火、地震、洪水、战争、台风、暴雨"), "thing": _zh_thing,
    "company": lambda rng: rng.choice(("",
    _zh_place(rng)[:2])) + rng.choice(TOWNS) + rng.choice(TOWNS) + rng.choice(("公司", "工厂", "维修站", "服务中心",
        "集团")), "color": _zh("红色、绿色、白色、黑色、黄色、灰色、橙色"),
    "action": _zh("检查电源、打开窗户、关上盖子、戴上手套、取下滤网、加满清水"),
    "liquid": _zh("清水、白醋、酒精、牛奶、肥皂水、高汤、酱油"),
    "food": _zh("土豆、鸡蛋、豆腐、香菇、白菜、牛肉、虾米、葱花、竹笋、野果、小鱼、昆虫、草籽、蜗牛"),
    "school": lambda rng: _zh_place(rng)[:2] + rng.choice(("大学", "学院", "师范学校", "医院", "博物馆", "图书馆")),
    "subject": _zh("数学、化学、法律、历史、医学、音乐、建筑"), "books": lambda rng: _zh_number(rng).replace(".",
    "") + rng.choice(("本书", "部小说", "篇论文", "首诗")),
    "reason": _zh("天气太冷、庄稼歉收、桥被冲断、经费不够、身体不好、下了大雨、战争爆发"),
}
FILLED: Mapping[str, Mapping[str, Fill]] = {"en": ENGLISH, "zh": CHINESE}
Subject = Callable[[Random], Mapping[str, Any]]


def _about(name: Fill, opens: str, pronoun: str = "It") -> Subject:
    def made(rng: Random) -> Mapping[str, Any]:
        s = name(rng)
        said = pronoun if pronoun != "She" else rng.choice(("She", "He"))
        own = {"It": "Its", "She": "Her", "He": "His"}[said]
        form = rng.choice(opens.split(" | "))
        return {"s": s, "S": s[0].upper() + s[1:], "P": said, "p": said.lower(), "PS": own,
            "opening": lambda rng: form.format(S=s[0].upper() + s[1:], job=_job(rng), place=_place(rng))}
    return made


def _about_zh(name: Fill, opens: str, again: str) -> Subject:
    def made(rng: Random) -> Mapping[str, Any]:
        s, form = name(rng), rng.choice(opens.split(" | "))
        return {"s": s, "它": again, "opening": lambda rng: form.format(s=s, place=_zh_place(rng))}
    return made


SUBJECTS: Mapping[str, Mapping[str, Subject]] = {
    "en": {
        "building": _about(lambda rng: "the " + rng.choice((*BUILDINGS, "bridge", "museum", "library", "castle",
        "hospital", "windmill", "church", f"{_place(rng)} Tower", f"{_syllables(rng)} Bridge")),
                           (
                               "{S} is one of the sights of {place}. | {S} has stood here for a long time. | Few "
                               "people in {place} know the story of {S}."
                           )),
        "town": _about(_place,
        "{S} is a town with a long history. | {S} began as a village. | The town of {S} is worth a visit."),
        "company": _about(_company,
        "{S} is a firm in {place}. | These rules hold for all who work at {S}. | A short history of {S}."),
        "device": _about(lambda rng: rng.choice(((
            f"the {_syllables(rng)} {rng.choice('ABKX')}{rng.randint(2, 900)}"
        ), "the " + rng.choice(("heater", "mower", "oven", "pump", "printer", "drill", "radio", "camera", "toaster")))),
                         "Thank you for buying {S}. | How to use {S}. | Read this before you use {S}."),
        "animal": _about(lambda rng: f"the {rng.choice(COLORS)} {rng.choice(ANIMALS)}",
        "{S} is a shy animal. | {S} is known to few. | {S} belongs to a large family."),
        "recipe": _about(lambda rng: (
            f"the {rng.choice(('bean', 'apple', 'onion', 'fish', 'barley', 'plum', 'carrot'))} "
            f"{rng.choice(('stew', 'cake', 'pie', 'salad', 'bread'))}"
        ), "{S} is easy to make. | How to make {S}. | {S} is a dish for cold days."),
        "person": _about(_name, "{S} was a well known {job}. | {S} was a {job} from {place}. | The life of {S}.",
        "She"),
        "event": _about(lambda rng: (
            f"the {_place(rng)} {rng.choice(('race', 'fair', 'regatta', 'contest', 'cup', 'concert'))}"
        ), "{S} is held once a year. | All about {S}. | {S} drew many people."),
    },
    "zh": {
        "building": _about_zh(lambda rng: "".join(rng.sample(TOWNS, 2)) + rng.choice(("桥", "塔", "寺", "图书馆",
        "博物馆", "学堂", "城楼", "剧院")), "{s}是{place}的名胜。 | {s}有很长的历史。 | 很多人知道{s}。", "它"),
        "town": _about_zh(_zh_place, "{s}是一座古老的小城。 | {s}风景优美。 | {s}最早只是一个小村子。", "这里"),
        "company": _about_zh(CHINESE["company"], "{s}是一家老企业。 | 以下规定适用于{s}全体员工。 | {s}的简要介绍。",
        "它"),
        "device": _about_zh(_zh("洗衣机、吸尘器、电水壶、微波炉、取暖器、打印机、榨汁机、空调、台灯、冰箱"),
        "感谢您购买{s}。 | {s}使用说明。 | 使用{s}前请阅读本页。", "它"),
        "animal": _about_zh(lambda rng: rng.choice(("黑", "白", "长尾", "金", "斑", "高山",
        "小")) + rng.choice(("雀", "狐", "鹿", "龟", "蛙", "鹤", "猴", "松鼠", "野兔")),
        "{s}是一种少见的动物。 | {s}胆子很小。 | {s}白天很难见到。", "它"),
        "recipe": _about_zh(lambda rng: rng.choice(("红烧", "清炖", "凉拌", "爆炒")) + rng.choice(("鸡块", "牛肉",
        "豆腐", "茄子", "鲤鱼", "白菜")), "{s}是一道家常菜。 | {s}做法简单。", "它"),
        "person": _about_zh(_zh_name, "{s}的一生很不平凡。 | {s}是中国近代名人。 | 关于{s}的故事很多。", "她"),
        "event": _about_zh(lambda rng: _zh_place(rng) + rng.choice(("运动会", "灯会", "龙舟赛", "庙会", "音乐节",
        "棋王赛")), "{s}每年举行一次。 | {s}吸引了很多人。 | 关于{s}的消息。", "它"),
    },
}
