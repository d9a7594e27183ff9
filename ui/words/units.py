"""Words of the page's numbers and times."""

EN = {"second": "s", "minute": "min", "hour": "h", "labelled": "{label}: {text}"}

ZH = {"second": "秒", "minute": "分", "hour": "小时", "labelled": "{label}：{text}"}
