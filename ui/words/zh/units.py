"""Units of the page's numbers and times, and what stands between the parts of a line."""

WORDS = {
    "second": "秒",
    "minute": "分",
    "hour": "小时",
    "day": "天",
    "millisecond": "毫秒",
    "passes": "遍",
    "labelled": "{label}：{text}",
    "label.end": "：",
    "list.separator": "、",
    "clause.separator": "，",
    "sentence.separator": "",
}
