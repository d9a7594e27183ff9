"""Every term on the page in one plain sentence: `KEY` is how it is called, `KEY.means` what it means."""

_TERMS: dict[str, tuple[str, str, str, str]] = {
    # key: (English, what it means, Chinese, what it means)
    "loss": ("Loss", "How surprised the model is by the next token, on average, in nats. Lower is better; 0 would be certainty.",  # noqa: E501
             "损失", "模型对下一个词元平均有多意外，单位是奈特。越低越好，0 表示完全确定。"),
    "train_loss": ("Train loss", "The loss on the text that the model is just learning from.", "训练损失", "在正在学习的文字上的损失。"),  # noqa: E501
    "val_loss": ("Validation loss", "The loss on text the model never trains on. It shows whether it learns or only memorizes.",  # noqa: E501
                 "验证损失", "在没有训练过的文字上的损失，用来看它是学会了还是只在背诵。"),
    "perplexity": ("Perplexity", "e to the power of the loss: among how many equally likely tokens the model feels it is choosing.",  # noqa: E501
                   "困惑度", "e 的损失次方：相当于在多少个同样可能的词元里选一个。"),
    "exact_match": ("Right answers", "The share of questions kept for validation that the model answers word for word, always saying what it finds likeliest.",  # noqa: E501
                    "答对", "留作验证的题目里，模型每次说最有把握的答案，一字不差的占多少。"),
    "taught_replies": ("Taught replies", "The share of replies it was trained on that the model gives word for word, always saying what it finds likeliest; “new” is the same share of those kept for validation.",  # noqa: E501
                       "教过的回答", "训练过的回答里，模型每次说最有把握的话，一字不差的占多少；“新题”是留作验证的那些里占多少。"),  # noqa: E501
    "bits_per_byte": ("Bits per byte", "Bits the model needs for one byte of the text. It compares models whose tokens differ, even Chinese with English.",  # noqa: E501
                      "每字节比特", "模型描述一个字节的文字需要几比特。词元不同的模型也能比，中文和英文也能比。"),
    "nat": ("Nat", "A unit of surprise, like the bit but with e in place of 2: 1 nat is 1.44 bits.", "奈特", "意外程度的单位，像比特，只是以 e 为底：1 奈特等于 1.44 比特。"),  # noqa: E501
    "token": ("Token", "The piece of text that the model reads and writes at a time: a letter, a part of a word, or a word.",  # noqa: E501
              "词元", "模型一次读或写的一小块文字：一个字、半个词或一个词。"),
    "tokenizer": ("Tokenizer", "Cuts text into tokens and puts tokens together again.", "分词器", "把文字切成词元，也把词元拼回文字。"),  # noqa: E501
    "bpe": ("BPE", "Byte-pair encoding: starts from bytes and keeps joining the pair that stands together most often.",
            "BPE", "字节对编码：从字节开始，不断合并最常相邻的一对。"),
    "special_token": ("Special token", "A token that no text is ever cut into: only a template writes it, to say who speaks, or that an answer is over.",  # noqa: E501
                      "特殊词元", "任何文字都不会切成的词元：只有模板会写它，用来表示谁在说话，或回答到此为止。"),
    "chat_template": ("Template", "How the turns of a conversation become one text: what is written before each turn, and after it.",  # noqa: E501
                      "模板", "一轮一轮的对话怎样变成一段文字：每一轮前后各写些什么。"),
    "vocabulary": ("Vocabulary", "All the different tokens that the model knows.", "词表", "模型认识的全部不同词元。"),
    "unknown": ("Unknown token", "Stands for a character that the vocabulary lacks.", "未知词元", "代替词表里没有的字。"),  # noqa: E501
    "corpus": ("Corpus", "The text that a model learns from.", "语料", "模型学习用的文字。"),
    "validation_split": ("Kept for validation", "The share of the text that is put aside, never trained on, and used to test the model.",  # noqa: E501
                         "留作验证", "留出来不参加训练、只用来检验模型的那部分文字。"),
    "near_duplicate": ("Near duplicates", "Passages that are almost the same. Where one is learnt and its twin tested, the test looks too good.",  # noqa: E501
                       "近似重复", "几乎一样的段落。学了一份又拿另一份来测，成绩就会虚高。"),
    "encoding": ("Encoding", "How letters were written as bytes, for instance UTF-8 or GB18030.", "编码", "文字写成字节的方式，例如 UTF-8 或 GB18030。"),  # noqa: E501
    "parameters": ("Parameters", "The numbers that training adjusts; together they are all that the model knows.",
                   "参数", "训练所调整的数；模型知道的一切都在这些数里。"),
    "transformer": ("Transformer", "The kind of network used here: layers of attention and feed-forward parts (Vaswani et al. 2017).",  # noqa: E501
                    "Transformer", "这里用的网络：由注意力和前馈部分层层叠成（Vaswani 等 2017）。"),
    "shape": ("Shape", "Which parts a model has: a decoder that writes, an encoder that reads all at once, or one of each.",  # noqa: E501
              "形状", "模型由哪些部分组成：往下写的解码器，一次看完全文的编码器，或者两者都有。"),
    "family": ("Family", "A well-known model whose parts this one is made of; how large it is stays yours.",
               "系列", "这个模型采用哪个知名模型的组件；大小仍由你定。"),
    "encoder": ("Encoder", "A group of layers in which each token sees all others, before and after it.", "编码器", "一组层，其中每个词元都能看到前后所有其他词元。"),  # noqa: E501
    "decoder": ("Decoder", "A group of layers in which each token sees only those before it, so that it can be written on.",  # noqa: E501
                "解码器", "一组层，其中每个词元只看得到前面的，所以能一直往下写。"),
    "cross_attention": ("Cross-attention", "Attention from the text that is being written to the text that was read.", "交叉注意力", "从正在写的文字看向读到的文字的注意力。"),  # noqa: E501
    "layer": ("Layer", "One block of attention and feed-forward; each layer reads the previous layer's output.",
              "层", "一组注意力加前馈；每一层读上一层的输出。"),
    "attention": ("Attention", "How much each token takes from each earlier token; the weights of one token add up to 1.",  # noqa: E501
                  "注意力", "每个词元从前面各个词元那里取多少；一个词元的权重加起来等于 1。"),
    "head": ("Head", "One of several attentions side by side in a layer; each can look for something of its own.",
             "注意力头", "一层里并排的几个注意力之一，每个可以各找各的。"),
    "width": ("Width", "How many numbers stand for one token inside the model (d_model).", "宽度", "模型内部用多少个数表示一个词元（d_model）。"),  # noqa: E501
    "feed_forward": ("Feed-forward", "The part of a layer that works on each token by itself, after attention has mixed them.",  # noqa: E501
                     "前馈", "一层里在注意力之后、对每个词元单独计算的部分。"),
    "embedding": ("Embedding", "The list of numbers that stands for a token; tokens used alike get similar lists.",
                  "嵌入", "代表一个词元的一串数；用法相近的词元，数也相近。"),
    "context": ("Context", "How many tokens the model can see at once.", "上下文", "模型一次能看到多少个词元。"),
    "positions": ("Positions", "How the model is told which token comes first: attention by itself sees no order.",
                  "位置", "告诉模型词元先后的办法：注意力本身看不出顺序。"),
    "norm": ("Norm", "Brings the numbers of each token to the same scale, so that training stays calm.", "归一化", "把每个词元的数调到同样的大小，让训练平稳。"),  # noqa: E501
    "dropout": ("Dropout", "Switches off some values by chance while training, so that the model leans on none of them too much.",  # noqa: E501
                "丢弃", "训练时随机关掉一些数，让模型不过分依赖其中任何一个。"),
    "residual": ("Residual stream", "The running sum that every layer reads from and adds to.", "残差流", "每一层都从中读、又往里加的那个总和。"),  # noqa: E501
    "logits": ("Logits", "The model's raw scores for every possible next token, before they become probabilities.",
               "logits", "模型给每个可能的下一个词元打的原始分数，还没有变成概率。"),
    "probability": ("Probability", "How likely the model thinks a token is, from 0 to 100%.", "概率", "模型认为某个词元有多可能，从 0 到 100%。"),  # noqa: E501
    "step": ("Step", "One correction of all weights, after reading one batch.", "步", "读完一批文字后，对全部权重的一次修正。"),  # noqa: E501
    "batch_size": ("Batch size", "How many pieces of text one step reads.", "批大小", "一步读多少段文字。"),
    "learning_rate": ("Learning rate", "How far each step moves the weights.", "学习率", "每一步把权重移动多远。"),
    "warmup": ("Warm-up", "The first steps, over which the learning rate rises from near 0.", "预热", "最开始的若干步，学习率从接近 0 慢慢升上去。"),  # noqa: E501
    "schedule": ("Schedule", "How the learning rate changes from the first step to the last.", "学习率调度", "学习率从第一步到最后一步怎样变化。"),  # noqa: E501
    "optimizer": ("Optimizer", "The rule by which gradients become a correction of the weights, such as Adam or Muon.",
                  "优化器", "把梯度变成权重修正的规则，例如 Adam 或 Muon。"),
    "gradient": ("Gradient", "For every weight, the direction and the amount in which it changes the loss.", "梯度", "每个权重朝哪个方向、以多大程度影响损失。"),  # noqa: E501
    "gradient_norm": ("Gradient norm", "The length of the whole gradient; a sudden jump is a sign of trouble.", "梯度范数", "整个梯度的长度；突然变大是出问题的信号。"),  # noqa: E501
    "weight_decay": ("Weight decay", "A slight pull of all weights towards 0 at each step.", "权重衰减", "每一步把所有权重轻轻拉向 0。"),  # noqa: E501
    "overfitting": ("Overfitting", "Getting better on the text it reads and worse on text it has never seen: memorizing.",  # noqa: E501
                    "过拟合", "在读过的文字上越来越好，在没见过的文字上反而变差，也就是死记硬背。"),
    "checkpoint": ("Checkpoint", "The whole state of a run saved to disk; training goes on from it exactly.", "检查点", "存到磁盘上的完整状态，训练可以从那里原样接着走。"),  # noqa: E501
    "snapshot": ("Snapshot", "The weights kept at one step, to see later how the model has changed.", "快照", "某一步留下的权重，用来回看模型怎样变化。"),  # noqa: E501
    "seed": ("Seed", "The number that all chance starts from: same seed, same result.", "种子", "一切随机的起点：种子相同，结果就相同。"),  # noqa: E501
    "flops": ("FLOPs", "Floating-point additions and multiplications: a measure of the work.", "FLOPs", "浮点加法和乘法的次数，用来衡量计算量。"),  # noqa: E501
    "precision": ("Precision", "How many digits the numbers carry: 32 bits are exact enough, 16 are faster on some machines.",  # noqa: E501
                  "精度", "数字带多少位：32 位足够准，16 位在有些机器上更快。"),
    "tokens_per_s": ("Speed", "How many tokens are read in a second of training.", "速度", "训练时每秒读多少词元。"),
    "temperature": ("Temperature", "How daring the choice is: near 0 always the likeliest token, above 1 wilder.", "温度", "选词有多大胆：接近 0 总选最可能的，大于 1 更随意。"),  # noqa: E501
    "top_k": ("Top-k", "Only the k likeliest tokens may be chosen.", "Top-k", "只在最可能的 k 个词元里选。"),
    "top_p": ("Top-p", "Only the likeliest tokens that together reach this share may be chosen (Holtzman et al. 2020).",
              "Top-p", "只在概率加起来达到这个比例的最可能词元里选（Holtzman 等 2020）。"),
    "repetition_penalty": ("Repetition penalty", "Makes what was already said less likely.", "重复惩罚", "让已经说过的内容不那么可能再出现。"),  # noqa: E501
    "kv_cache": ("KV cache", "What attention has worked out for earlier tokens, kept so that each new token costs little.",  # noqa: E501
                 "KV 缓存", "把前面词元的注意力结果留着，新词元就不用全部重算。"),
    "prompt": ("Opening", "The text that you give and the model goes on from.", "开头", "你给出的、让模型接着写的文字。"),  # noqa: E501
    "ablation": ("Switching off a head", "Setting a head's output to 0, to see what the model loses without it.", "关掉一个头", "把一个头的输出设为 0，看看没有它会差多少。"),  # noqa: E501
    "accuracy": ("Accuracy", "The share of held-out examples whose class the model names right.", "正确率", "留出的样例里，模型说对类别的比例。"),  # noqa: E501
    "macro_f1": ("Macro F1", "F1 of each class by itself, then their mean: rare classes count as much as common ones.", "宏平均 F1", "先算每个类别的 F1，再取平均：少见的类别和常见的一样算数。"),  # noqa: E501
    "f1": ("F1", "How much the words of the answer and of the right one overlap: 100% where they are the same.", "F1", "答案和正确答案的词重合多少：完全一样就是 100%。"),  # noqa: E501
    "bleu": ("BLEU", "How many runs of one to four words a translation shares with the right one, from 0 to 100.", "BLEU", "译文和参考译文相同的一到四词片段有多少，从 0 到 100。"),  # noqa: E501
    "chrf": ("chrF", "How many runs of one to six letters a translation shares with the right one, from 0 to 100.", "chrF", "译文和参考译文相同的一到六字符片段有多少，从 0 到 100。"),  # noqa: E501
    "rouge": ("ROUGE", "How much of a summary stands in the right one: single words (1), pairs (2), or their longest common order (L).", "ROUGE", "摘要和参考摘要重合多少：单词（1）、相邻两词（2），或最长的共同次序（L）。"),  # noqa: E501
    "wer": ("Word errors", "Words that were missed, invented or taken for others, as a share of the words that were said.", "词错误率", "漏掉、多出或认错的词，占说出的词的比例。"),  # noqa: E501
    "cer": ("Character errors", "The same counted in characters.", "字符错误率", "同样的错误，按字符来数。"),
    "run": ("Run", "One training from its start to its end, with its own settings and its own results.", "训练记录", "一次训练从头到尾，有自己的设置和结果。"),  # noqa: E501
}  # fmt: skip

EN: dict[str, str] = {}
ZH: dict[str, str] = {}
for _key, (_name, _means, _name_zh, _means_zh) in _TERMS.items():
    EN |= {_key: _name, f"{_key}.means": _means}
    ZH |= {_key: _name_zh, f"{_key}.means": _means_zh}
