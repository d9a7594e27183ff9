"""Every term on the page in one plain sentence: `KEY` is how it is called, `KEY.means` what it means."""

EN = {
    "loss": "Loss",
    "loss.means": "How surprised the model is by the next token, on average, in nats. Lower is better; 0 would be certainty.",
}

ZH = {
    "loss": "损失",
    "loss.means": "模型对下一个字平均有多意外，单位奈特。越低越好，0 表示完全确定。",
}
