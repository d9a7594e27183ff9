"""Words that people search settings by, where neither label, help, glossary nor coach has them."""

WORDS = {
    "overfitting": "过拟合 死记硬背 背下来 泛化 正则化",
    "diverging": "发散 不稳定 梯度爆炸 无穷大 非数",
    "plateau": "停滞 欠拟合 容量 太小 不再进步",
    "memory": "内存 显存 内存不足 爆显存",
    "slow": "慢 太慢 速度 加快 用时 时间",
    "attention": "注意力头 多头",
    "vocabulary": "词表 词汇 词元",
    "creativity": "创造力 随机 重复 啰嗦 单调",
    "long": "长文本 序列长度 窗口 记得前文",
}
