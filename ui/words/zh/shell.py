"""Sentences of the header, the tabs' names, and whatever no single tab owns."""

WORDS = {
    "name": "玻璃温室",
    "tagline": "在玻璃后面养一个语言模型",
    "tabs": "步骤",
    "tab.data": "数据",
    "tab.model": "模型",
    "tab.train": "训练",
    "tab.inspect": "观察",
    "tab.chat": "对话",
    "tab.tasks": "任务",
    "tab.runs": "记录",
    "lost": "服务器没有回应。本页会继续重试，你写的内容不会丢。",
    "theme": "浅色或深色",
    "device": "设备",
    "device.change": "设备：{device}。更改",
    "device.auto": "自动",
    "device.auto.help": "这里最快的：{device}",
    "device.cores": "{count} 核",
    "device.core": "1 核",
    "device.note": "从下一次开始训练起生效；正在训练的不受影响。",
}
