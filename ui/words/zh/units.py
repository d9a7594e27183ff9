"""数字和时间的单位。"""

WORDS = {"second": "秒", "minute": "分", "hour": "小时", "labelled": "{label}：{text}"}
