"""What the page says about tagging, in Chinese."""

WORDS = {
    "name.tagging": "词性标注",
    "line.tagging": "哪些词是名词",
    "asks.tagging": "一个句子，每个词得到一个标签。",
    "hint.tagging": "要标注的句子……",
    "go.tagging": "标注",
    "formats.tagging": "放入句子和每个词的标签：两列的 csv 或 tsv。",
    "column.sentence": "句子",
    "column.tags": "标签",
    "metric.tag_accuracy": "标签正确率",
    "baseline.commonest tag": "最常见的标签",
    "tagged": "每个词的标签",
    "tagged.because": "词下面是模型认为最可能的标签。",
    "tagged.count": "{count} 个词有标签。",
}
