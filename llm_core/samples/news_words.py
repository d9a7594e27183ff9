"""What the small local news are made of: events, what is said beside them, and the words that fill both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# fmt: off


@dataclass(frozen=True)
class News:
    """A kind of event: the sentence that tells it, its headline, and sentences that go with it and tell nothing new."""

    told: tuple[str, ...]
    headline: str
    beside: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """Kinds of news, asides that fit all of them, and the choices for each slot."""

    news: tuple[News, ...]
    asides: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


ENGLISH = Language(
    news=(
        News(
            ("The {house} in {town} opened a {room} for {who} on {day}.",
                "On {day} the {house} of {town} opened its new {room} for {who}."),
            "The {house} in {town} has a new {room} for {who}.",
            ("For {number} years people in {town} have said that the {house} is the heart of {town}.",
                "{other} goes to the {house} in {town} on {day} and often takes {who} along.",
                "The {house} of {town} stands between the {place} and the house of {other}."),
        ),
        News(
            ("The {house} in {town} will stay closed for {number} weeks because of {trouble}.",
                "Because of {trouble}, the {house} in {town} closes for {number} weeks."),
            "The {house} in {town} closes for {number} weeks.",
            ("On {day} {who} stood before the {house} in {town} and talked with {other}.",
                "The {house} in {town} was built {number} times larger than the old one at the {place}.",
                "{other} remembers that the {house} of {town} was once painted green."),
        ),
        News(
            ("{name}, a {job} from {town}, won the {contest} on {day}.",
                "The {job} {name} from {town} won this year's {contest} on {day}."),
            "{name} from {town} wins the {contest}.",
            ("{name} has lived in {town} near the {place} for {number} years and works as a {job}.",
                "The {contest} in {town} had {number} times more guests on {day} than a year ago.",
                "{other}, who had come to the {contest} with {who}, shook hands with {name}."),
        ),
        News(
            ("{name} found {find} near the {place} of {town} on {day}.",
                "Near the {place} of {town}, {name} found {find} on {day}."),
            "{name} finds {find} in {town}.",
            ("{name} lives in {town} and often takes a walk to the {place} on {day}.",
                "The {place} of {town} is a quiet spot where {who} like to sit with {other}.",
                "{other} from {town} has known {name} and the {place} for {number} years."),
        ),
        News(
            ("The council of {town} decided on {day} to plant {number} trees at the {place}.",
                "On {day} the council voted to plant {number} trees at the {place} of {town}."),
            "{town} will plant {number} trees at the {place}.",
            ("{other} and the council of {town} spoke about the {place} for {number} hours.",
                "The {place} of {town} has changed little since {other} was young.",
                "On {day} {who} from {town} drew pictures of the {place} with {other}."),
        ),
        News(
            ("The {animal} that ran away from {name} was found at the {place} of {town} on {day}.",
                "On {day} a {job} found the lost {animal} of {name} at the {place} of {town}."),
            "The lost {animal} of {name} is found.",
            ("{name} has kept a {animal} in {town} for {number} years.",
                "{other} hung a picture of the {animal} at the {place} of {town}.",
                "The {animal} of {name} likes carrots and often looked over to the {place}."),
        ),
    ),
    asides=(
        "It was {weather} in {town} that day.", "\"I have never seen anything like it,\" said {other}.",
        "\"We will talk about this for a long time,\" {other} said.",
        "Coffee and cake were served.", "The next bus leaves at noon.", "Many people took photographs.",
        "Our reporter spoke with {other}, who smiled and said little.",
        "The bells of the church rang at {number}.", "Traffic was light in the morning.",
        "\"It is a good day for {town},\" said {other}.", "A dog barked somewhere.",
        "Readers may send us their letters.", "The weather will stay {weather} for the rest of the week.",
        "{other} brought a basket of apples.",
    ),
    words={
        "house": ("library", "museum", "school", "theater", "swimming pool", "bakery", "town hall", "station"),
        "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        "town": ("Millbrook", "Oakfield", "Larkhill", "Stonebridge", "Fernwick", "Greyport", "Ashdale", "Willowby"),
        "room": ("reading room", "workshop", "garden", "cafe", "music room"),
        "who": ("children", "students", "old people", "families", "visitors"), "number": ("two", "three", "four",
        "five", "six", "seven", "eight", "nine"),
        "trouble": ("a leaking roof", "a broken heater", "new windows", "a flood in the cellar", "repairs"),
        "name": ("Clara Finch", "Henry Moss", "Ida Brook", "Paul Reed", "Nora Hale", "Oscar Lane", "Ruth Vale",
        "Simon Birch"),
        "job": ("baker", "teacher", "nurse", "gardener", "farmer", "carpenter"), "contest": ("chess contest",
        "cake contest", "boat race", "singing contest", "spelling contest"),
        "find": ("an old coin", "a silver ring", "a letter from 1890", "a painted box", "a gold watch"),
        "place": ("river", "old bridge", "market square", "castle wall", "park", "mill"),
        "animal": ("goat", "pony", "parrot", "pig", "tortoise"), "weather": ("sunny", "cold", "windy", "foggy", "warm"),
    },
)
CHINESE = Language(
    news=(
        News(
            ("{town}的{house}{day}为{who}开放了新的{room}。", "{day}，{town}{house}新建的{room}向{who}开放了。"),
                "{town}的{house}为{who}开了新{room}。",
            ("{number}年来，{town}的人都说{house}是{town}的中心。", "{other}{day}常带{who}去{town}的{house}。",
                "{town}的{house}在{place}和{other}家之间。"),
        ),
        News(
            ("因为{trouble}，{town}的{house}要关闭{number}个星期。",
                "{town}的{house}由于{trouble}，将关闭{number}个星期。"), "{town}的{house}关闭{number}个星期。",
            ("{day}，{who}站在{town}的{house}门口和{other}聊天。", "{town}的{house}比{place}的老房子大{number}倍。",
                "{other}记得{town}的{house}以前是绿色的。"),
        ),
        News(
            ("{town}的{job}{name}{day}在{contest}中得了第一名。",
                "{day}，来自{town}的{job}{name}赢得了今年的{contest}。"), "{town}的{name}赢得{contest}。",
            ("{job}{name}在{town}的{place}旁边住了{number}年。", "{day}来{town}看{contest}的人比去年多{number}倍。",
                "带着{who}来看{contest}的{other}跟{name}握了手。"),
        ),
        News(
            ("{name}{day}在{town}的{place}发现了{find}。", "{day}，{name}在{town}的{place}附近找到了{find}。"),
                "{name}在{town}发现{find}。",
            ("{name}住在{town}，{day}常去{place}散步。", "{town}的{place}很安静，{who}喜欢和{other}坐在那里。",
                "{town}的{other}认识{name}已经{number}年了。"),
        ),
        News(
            ("{town}{day}决定在{place}种{number}棵树。", "{day}，居民们投票同意在{town}的{place}种{number}棵树。"),
                "{town}要在{place}种{number}棵树。",
            ("关于{town}的{place}，{other}和居民们谈了{number}个小时。",
                "从{other}小时候到现在，{town}的{place}没什么变化。", "{day}，{town}的{who}和{other}一起画了{place}。"),
        ),
        News(
            ("{name}走丢的{animal}{day}在{town}的{place}找到了。",
                "{day}，一位{job}在{town}的{place}找到了{name}走丢的{animal}。"), "{name}走丢的{animal}找到了。",
            ("{name}在{town}养{animal}养了{number}年。", "{other}在{town}的{place}贴了{animal}的照片。",
                "{name}的{animal}爱吃胡萝卜，常常望着{place}。"),
        ),
    ),
    asides=(
        "那天{town}的天气{weather}。", "“我从没见过这样的事。”{other}说。", "“这件事我们会谈很久。”{other}说。",
        "大家一起喝了茶，吃了点心。", "下一班车中午出发。",
        "很多人拍了照片。", "记者问了{other}，他笑了笑，没有多说。", "钟声响了{number}下。", "早上路上的车不多。",
        "“今天是个好日子。”{other}说。", "远处有狗在叫。",
        "欢迎读者来信。", "这个星期天气一直{weather}。", "{other}带来了一篮苹果。",
    ),
    words={
        "house": ("图书馆", "博物馆", "学校", "剧院", "游泳馆", "面包店", "车站", "医院"), "day": ("星期一", "星期二",
        "星期三", "星期四", "星期五", "星期六", "星期天"),
        "town": ("青石镇", "柳河镇", "云山镇", "白沙镇", "桃花镇", "松林镇", "东湖镇", "石桥镇"), "room": ("阅览室",
        "手工室", "花园", "茶室", "音乐室"),
        "who": ("孩子", "学生", "老人", "居民", "游客"), "number": ("两", "三", "四", "五", "六", "七", "八", "九"),
        "trouble": ("屋顶漏水", "暖气坏了", "换窗户", "地下室进水", "修理"), "name": ("王小明", "李秀兰", "张建国",
        "陈美玲", "刘海", "赵云飞", "孙丽", "周大伟"),
        "job": ("面包师", "老师", "护士", "园丁", "农民", "木匠"), "contest": ("象棋比赛", "蛋糕比赛", "划船比赛",
        "歌唱比赛", "书法比赛"),
        "find": ("一枚古币", "一只银戒指", "一封老信", "一个漆盒", "一块金表"), "place": ("河边", "古桥", "市场",
        "城墙", "公园", "水磨坊"),
        "animal": ("山羊", "小马", "鹦鹉", "小猪", "乌龟"), "weather": ("很晴朗", "很冷", "有风", "有雾", "很暖和"),
    },
)
