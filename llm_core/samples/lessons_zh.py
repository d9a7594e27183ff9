"""Sentences of plain Chinese documents, and what each of them answers; "{…}" stands for what is filled in, "{s}" for
what it is about.
"""

from __future__ import annotations

# fmt: off

LESSONS = """
building/built: {s}始建于{year}，由{person}主持修建。
 year: {s}始建于哪一年？ | {s}是哪一年修建的？ | {s}是什么时候建的？
 person: {s}由谁主持修建？ | 谁主持修建了{s}？ | {s}是谁修建的？
building/built: {year}，{person}在{place}建造了{s}。
 year: {s}是哪一年建造的？ | {s}是什么时候建成的？
 person: {s}是谁建造的？ | 谁建造了{s}？
 place: {s}建在哪里？ | {s}在什么地方？
building/paid: {s}由{role}{person}出资修建。
 person: {s}由谁出资修建？ | 谁出资修建了{s}？
building/design: {s}的设计者是{person}。
 person: {s}的设计者是谁？ | {s}是谁设计的？ | 谁设计了{s}？
building/height: {s}高{length}，共有{n}层。
 length: {s}有多高？ | {s}的高度是多少？
 n: {s}有几层？ | {s}共有多少层？
building/length: {s}全长{length}，宽{length2}。
 length: {s}有多长？ | {s}的长度是多少？
 length2: {s}有多宽？
building/where: {s}位于{where}。
 where: {s}位于哪里？ | {s}在哪里？ | {s}在什么地方？
building/hours: {s}每天{clock}开放，{clock2}关门。
 clock: {s}几点开放？ | {s}每天什么时候开门？
 clock2: {s}几点关门？
building/price: 成人票每张{money}，儿童免费。
 money: 成人票多少钱？ | {s}的门票多少钱？ | 门票的价格是多少？
building/destroyed: {year}的{event}毁掉了{s}，后来{person}带领大家重建。
 year: {s}是哪一年被毁的？
 event: 什么毁掉了{s}？ | {s}是怎么被毁的？
 person: 谁带领大家重建了{s}？ | 后来谁带领大家重建？
building/keeper: {s}最后一位{role}是{person}。
 person: {s}最后一位{role}是谁？ | 谁是最后一位{role}？
building/color: {s}的屋顶是{color}的。
 color: {s}的屋顶是什么颜色的？
town/people: 如今{s}有{people}。
 people: {s}现在有多少人？ | {s}有多少人口？ | {s}住着多少人？
town/people: 现在这里住着大约{people}。
 people: 现在这里住着多少人？ | {s}现在住着多少人？
town/railway: {year}，铁路修到{s}，人口增加到{people}。
 year: 铁路哪一年修到{s}？ | 铁路什么时候修到{s}？
 people: 人口增加到多少？
town/where: {s}位于{where}，距离{place}{distance}。
 where: {s}位于哪里？ | {s}在哪里？
 distance: {s}距离{place}有多远？ | {s}离{place}多远？
town/known: {s}的主要产业是{thing}和{thing2}。
 thing+thing2: {s}的主要产业是什么？ | 主要产业是什么？
town/known: {s}以{thing}闻名。
 thing: {s}以什么闻名？ | {s}什么最有名？
town/mayor: 现任镇长是{person}。
 person: 现任镇长是谁？ | {s}的镇长是谁？
town/feast: 每年{month}，这里都会举办{thing}节，为期{duration}。
 month: {thing}节在几月举办？ | {thing}节什么时候举行？
 duration: {thing}节为期多久？ | {thing}节持续几天？
town/founded: {s}由{person}于{year}建立。
 person: {s}是谁建立的？ | {s}由谁建立？
 year: {s}是哪一年建立的？ | {s}建立于哪一年？
company/founded: {s}成立于{year}，创始人是{person}，总部设在{place}。
 year: {s}成立于哪一年？ | {s}是什么时候成立的？
 person: {s}的创始人是谁？ | 谁创办了{s}？
 place: {s}的总部在哪里？ | {s}的总部设在哪里？
company/staff: {s}有员工{people}。
 people: {s}有多少员工？ | {s}有多少人？
company/head: {year}起，{person}担任{s}的经理。
 person: {s}的经理是谁？ | 谁担任{s}的经理？
company/makes: {s}主要生产{thing}。
 thing: {s}主要生产什么？ | {s}生产什么？
company/holiday: 员工每年有{days}带薪休假。
 days: 员工每年有多少天带薪休假？ | 员工每年有几天假？
company/ask: 请假必须提前{duration}向{person}申请。
 duration: 请假必须提前多久申请？ | 请假要提前多长时间？
 person: 请假要向谁申请？ | 请假应该找谁？
company/keep: 发票必须保存{duration}。
 duration: 发票必须保存多久？ | 发票要保存几年？
company/hours: 上班时间是{clock}，下班时间是{clock2}。
 clock: 几点上班？ | 上班时间是几点？
 clock2: 几点下班？ | 下班时间是几点？
device/holds: 本产品的容量为{volume}，额定功率{power}。
 volume: {s}的容量是多少？ | 容量是多少？
 power: {s}的额定功率是多少？ | 额定功率是多少？
device/weight: {s}重{weight}，售价{money}。
 weight: {s}有多重？ | {s}的重量是多少？
 money: {s}多少钱？ | {s}的价格是多少？ | {s}的售价是多少？
device/time: 加热大约需要{duration}，冷却需要{duration2}。
 duration: 加热需要多长时间？ | 加热要多久？
 duration2: 冷却需要多长时间？ | 冷却要多久？
device/guarantee: 保修期为{duration}，维修由{company}负责。
 duration: 保修期是多久？ | 保修期有多长？ | {s}的保修期是几年？
 company: 维修由谁负责？ | 谁负责维修？ | 由谁负责维修{s}？
device/clean: 每次使用之前必须{action}。
 action: 每次使用之前必须做什么？ | 使用之前要做什么？
device/clean: 请用{liquid}清洗{s}。
 liquid: 应该用什么清洗{s}？ | 用什么清洗{s}？
device/limit: 连续工作时间不要超过{duration}。
 duration: 连续工作时间不能超过多久？ | 最多可以连续工作多长时间？
device/button: 按下{color}按钮即可启动{s}。
 color: 按什么颜色的按钮可以启动{s}？ | 启动按钮是什么颜色？
device/invented: {s}是{person}在{year}发明的。
 person: {s}是谁发明的？ | 谁发明了{s}？
 year: {s}是哪一年发明的？ | {s}是什么时候发明的？
animal/lives: {s}生活在{where}。
 where: {s}生活在哪里？ | {s}住在哪里？
animal/eats: {s}主要吃{food}和{food2}。
 food+food2: {s}主要吃什么？ | {s}吃什么？
animal/weight: 成年的{s}体重可达{weight}。
 weight: 成年的{s}有多重？ | {s}的体重是多少？ | {s}可以长到多重？
animal/age: {s}的寿命大约是{duration}。
 duration: {s}的寿命有多长？ | {s}能活多久？ | {s}能活多少年？
animal/young: {s}每次产卵{n}枚。
 n: {s}每次产卵多少枚？ | {s}每次产几枚卵？
animal/described: {year}，{person}首次描述了{s}。
 person: 谁首次描述了{s}？ | {s}最早由谁描述？
 year: {s}是哪一年首次被描述的？
recipe/needs: 做{s}需要{food}{weight}、{liquid}{volume}。
 weight: 需要多少{food}？ | 做{s}需要多少{food}？
 volume: 需要多少{liquid}？ | 做{s}要用多少{liquid}？
recipe/cook: 小火炖{duration}，最后加入{food}。
 duration: 要炖多久？ | {s}要炖多长时间？
 food: 最后加入什么？ | 最后要加什么？
recipe/from: 这道菜是{person}从{place}带来的。
 person: 这道菜是谁带来的？ | 谁带来了这道菜？
 place: 这道菜是从哪里带来的？
person/born: {s}，{year}出生于{place}。
 year: {s}是哪一年出生的？ | {s}出生于哪一年？ | {s}什么时候出生？
 place: {s}出生在哪里？ | {s}是哪里人？ | {s}在哪里出生？
person/born: {s}是著名的{role}，{year}生于{place}。
 role: {s}是做什么的？ | {s}的职业是什么？
 year: {s}是哪一年出生的？ | {s}什么时候出生？
 place: {s}出生在哪里？ | {s}生在哪里？
person/parents: 她的父亲是{role}，母亲是{role2}。
 role: 她的父亲是做什么的？ | {s}的父亲是做什么的？
 role2: 她的母亲是做什么的？ | {s}的母亲是做什么的？
person/studied: {year}，她考入{school}学习{subject}。
 year: {s}哪一年考入{school}？ | 她什么时候考入{school}？
 school: {s}考入了哪所学校？ | 她在哪里学习{subject}？
 subject: {s}学习什么？ | 她在{school}学习什么？
person/found: {year}，{s}在{place}发现了{thing}。
 year: {s}哪一年发现了{thing}？ | {s}什么时候发现了{thing}？
 place: {s}在哪里发现了{thing}？
 thing: {s}在{place}发现了什么？
person/wrote: {s}一生写了{books}。
 books: {s}一生写了几本书？ | {s}写了多少本书？
person/made: {year}，{s}创办了{school}。
 year: {s}哪一年创办了{school}？ | {school}是哪一年创办的？
 s: 谁创办了{school}？ | {school}是谁创办的？
person/died: {year}，{s}在{place}去世，享年{age}。
 year: {s}哪一年去世？ | {s}是什么时候去世的？
 place: {s}在哪里去世？ | {s}是在哪里去世的？
 age: {s}去世时多大年纪？ | {s}享年多少岁？
person/married: {s}的丈夫是{role}{person}。
 person: {s}的丈夫是谁？ | {s}的丈夫叫什么名字？
person/teacher: {s}的老师是{person}。
 person: {s}的老师是谁？ | 谁是{s}的老师？
person/left: 因为{reason}，{s}离开了{place}。
 reason: {s}为什么离开{place}？
 place: {s}离开了哪里？
event/date: {s}于{date}在{place}举行。
 date: {s}什么时候举行？ | {s}在几月几日举行？
 place: {s}在哪里举行？ | {s}的举办地是哪里？
event/won: {person}获得了{s}的冠军。
 person: 谁获得了{s}的冠军？ | {s}的冠军是谁？
event/guests: 共有{people}参加了{s}。
 people: 有多少人参加了{s}？ | 共有多少人参加{s}？
event/cancelled: 因为{reason}，{s}推迟了。
 reason: {s}为什么推迟？ | {s}推迟的原因是什么？
"""
FILLERS = """这件事当时有不少人反对。|详细情况见下文。|许多老照片保存到了今天。|后来情况有了很大变化。|请仔细阅读本页内容。|关于更早的事，人们知道得很少。|
这个故事还有别的说法。|当地人一直为此感到自豪。"""  # noqa: E501
LEADS = "据记载|据说|一般来说|和别处不同|经过多年努力|人们都知道"
TAILS = "，这在当时很少见|，至今仍是这样|，附近的人都知道|，令很多人感到意外|，后来没有再改变"
