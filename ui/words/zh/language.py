"""Chinese, in simplified characters."""

from ui.words.language import Language

LANGUAGE = Language(
    name="中文",
    tag="zh-CN",
    address="/zh/",
    formats="zh-CN",
    spaced_from_latin=True,
    ten_thousands="万",
    characters=3000,
)
