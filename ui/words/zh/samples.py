"""The built-in samples: `KEY` is a sample's title, `KEY.about` what is in it."""

WORDS = {
    "stories-en": "英文小故事",
    "stories-en.about": "狐狸、猫头鹰和小老鼠的英文小故事：丢东西、分热汤、吵架又和好，由我们自己的语法生成。",
    "stories-zh": "小故事",
    "stories-zh.about": "小动物们的故事，每个都有一点小道理，由我们自己的语法生成。",
    "talk-en": "英文闲聊",
    "talk-en.about": "英文的问候、颜色、动物、数字和“你是谁”，每件事有多种问法；没教过的，它学会说不知道。",
    "talk-zh": "闲聊",
    "talk-zh.about": "问候、颜色、动物、数字和“你是谁”，每件事都有好多种问法；没教过的，它学会老实说不知道。",
    "arithmetic": "加减法",
    "arithmetic.about": "一行一道题，如 27+58=85。用来验证的题目从不参加训练：它是背下来的，还是会算？",
    "patterns": "找规律",
    "patterns.about": "成对的括号、数数、倒写、照抄和排序：看看它先学会哪一条规律。",
    "copy": "照抄",
    "copy.about": "给一个词，原样写出来：编码器读，解码器一个字母一个字母地回头看。",
    "reverse": "倒写",
    "reverse.about": "给一个词，倒着写出来：看交叉注意力沿着另一条对角线走。",
    "sort": "排序",
    "sort.about": "给几个字母，按顺序排好：编码器每个字母填一个空，一次全部填完；空格的个数就告诉了它答案有多长。",
    "dyck": "补全括号",
    "dyck.about": "给 ([{}(，答 )])：后开的要先关。解码器得把没关的括号都记在心里。",
    "addition": "加法",
    "addition.about": "给 27+58，答 85，每道题只出现一次：留作验证的从不参加训练，所以它得真的会算。",
    "translation": "英译中",
    "translation.about": (
        "由一套小语法造的句子：英文的地点和时间在句末，中文在动词前，还有量词和“吗”。看看每个词是从哪个词读来的。"
    ),
    "summarization": "小镇新闻",
    "summarization.about": "中英文的小镇新闻和标题。要紧的那句话常常不在开头：是哪一句？",
    "sentiment": "英文短评",
    "sentiment.about": (
        "电影、酒店、手机等的英文短评，有好有坏。光看词不够：“谁也不会说它乏味”是夸奖，“但是”后面的才算数。"
    ),
    "sentiment-zh": "短评",
    "sentiment-zh.about": "电影、餐厅、手机、酒店和书的短评，有好有坏：否定会把意思翻过来，“但是”后面的才算数。",
    "question-answering": "英文小百科",
    "question-answering.about": (
        "一本虚构的英文小百科（不存在的小镇、帆船、动物和节日），加上中英文的说明书、规章、菜谱和生平，还有关于它们的问"
        "题；有的里面有答案，有的没有。"
    ),
    "speech": "英文口令",
    "speech.about": "数字和“red lamp on”这样的英文短口令，由 espeak-ng 的八个合成声音说出：哪个字母在声音的哪里？",
}
