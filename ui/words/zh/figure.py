"""图表周围的文字：怎样看，怎样保存。"""

WORDS = {
    "role": "图表",
    "whole": "看全程",
    "pan": "平移",
    "pan.help": "拖动时移动画面，而不是放大",
    "save": "保存……",
    "save.png": "图片",
    "save.png.help": "所见曲线的 PNG",
    "save.svg": "矢量图",
    "save.svg.help": "SVG，放多大都清晰",
    "save.csv": "数据",
    "save.csv.help": "CSV，每步一行",
    "save.html": "网页",
    "save.html.help": "单独的 HTML，不联网也能缩放、读数",
    "lost": "图表没画出来：脚本没有收到。请重新加载本页。",
}
