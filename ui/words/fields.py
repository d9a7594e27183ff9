"""Chinese label and help of every hyperparameter; the English stands in llm_core/config.py."""

ZH: dict[str, tuple[str, str]] = {
    "preset": ("规模", "这些设置是从哪个预设开始的。"),
    "family": ("系列", "模型采用哪个知名模型的组件；之后每一项都还可以改。"),
    "model.architecture": (
        "架构",
        (
            "解码器：一个词元接一个词元往下写（GPT）。编码器：看全文、填空（BERT）。编码器和解码器：编码器读，"
            "解码器写（Vaswani 等 2017）。"
        ),
    ),
    "model.d_model": ("宽度", "代表一个词元的向量有多长。"),
    "model.nhead": ("注意力头", "每层有几个头：每个头各找各的东西。"),
    "model.num_layers": ("层数", "一层叠一层；每层读上一层的输出。"),
    "model.dim_feedforward": ("前馈宽度", "前馈部分的内部宽度；不设时，带门控时为宽度的 8/3，否则为 4 倍。"),
    "model.context_length": ("上下文", "模型一次能看到多少个词元；编码器和解码器都有时，各看这么多。"),
    "model.num_encoder_layers": ("编码器层数", "编码器和解码器都有时，编码器的层数；不设时与解码器一样多。"),
    "model.activation": (
        "前馈",
        (
            "它的非线性：ReLU（Vaswani 等 2017）、GELU（Hendrycks 与 Gimpel 2016）、SiLU、ReLU²（So 等 2021）；"
            "带门控的（Shazeer 2020）：SwiGLU、GeGLU、ReGLU。"
        ),
    ),
    "model.norm": ("归一化", "RMSNorm（Zhang 与 Sennrich 2019）或 LayerNorm（Ba 等 2016）。"),
    "model.norm_first": ("前置归一化", "在每个部分之前（pre-norm，Xiong 等 2020）而不是之后归一化：不用预热也能训练。"),
    "model.norm_eps": ("归一化 ε", "避免除以零；不设时 RMSNorm 用 1e-6，LayerNorm 用 1e-5。"),
    "model.parallel": ("并行子层", "注意力和前馈读同样的输入，并行计算（GPT-J、GPT-NeoX：Black 等 2022）。"),
    "model.positions": (
        "位置",
        (
            "怎样告诉模型先后：旋转（Su 等 2021）、正弦（Vaswani 等 2017）、学习得来（GPT-2）、ALiBi（Press 等 "
            "2021），或不告诉。"
        ),
    ),
    "model.rope_base": ("RoPE 基数", "旋转位置编码（RoPE）的最长波长。"),
    "model.rope_share": ("RoPE 比例", "每个头有多大比例的维度参与旋转；其余的不含位置（GPT-NeoX、Phi）。"),
    "model.rope_scaling": (
        "RoPE 缩放",
        "把旋转位置编码扩展到更长的文字：均匀缩放（Chen 等 2023），或只缩放长波（Llama 3：Grattafiori 等 2024）。",
    ),
    "model.rope_factor": ("RoPE 缩放倍数", "启用 RoPE 缩放时，文字可以比原来长多少倍。"),
    "model.rope_original_length": (
        "缩放前的长度",
        "模型最初训练时的上下文，供 Llama 3 的缩放使用；不设时就是现在的上下文。",
    ),
    "model.num_kv_heads": ("键值头", "键和值的头数，每个由一组查询头共用（Ainslie 等 2023）；不设时每个头各有一个。"),
    "model.head_dim": ("头的大小", "一个头的查询有多少个数；不设时为宽度 / 头数。"),
    "model.qk_norm": ("QK 归一化", "归一化查询和键（Henry 等 2020）：学习率高时注意力也不会失控。"),
    "model.window": ("滑动窗口", "每个词元只看最近的这么多个，包括它自己（Beltagy 等 2020；Mistral）；不设时全看。"),
    "model.score_softcap": ("注意力软上限", "平滑限制注意力分数，不超过这个值（Gemma 2：Riviere 等 2024）；0：不限。"),
    "model.logit_softcap": ("输出软上限", "对下一个词元的分数做同样的限制。"),
    "model.bias": ("偏置", "在输出层以外的每个线性映射和 LayerNorm 里加一个学习得来的常数。"),
    "model.qkv_bias": ("QKV 偏置", "别处都没有偏置时，也给查询、键和值加一个（Qwen2：Yang 等 2024）。"),
    "model.embed_scale": ("嵌入缩放", "词元的向量：长度定为 √宽度、乘以 √宽度（Vaswani 等 2017、Gemma），或原样不动。"),
    "model.embed_norm": ("嵌入归一化", "加上位置之后再归一化一次（BERT：Devlin 等 2018、BART）。"),
    "model.head_transform": ("输出前变换", "打分之前再加一层、GELU 和归一化，并给分数加偏置（BERT）。"),
    "model.tied_embeddings": ("共享嵌入", "读词元和预测词元用同一张表（Press 与 Wolf 2016）。"),
    "model.frame_size": (
        "声音帧的大小",
        "仅语音：编码器听到的每一帧有多少个数，经过两层跨步卷积，代替词元；0：读词元。",
    ),
    "model.dropout": ("丢弃率", "训练时随机置零的比例（dropout，Srivastava 等 2014）；文本少、反复读时有用。"),
    "model.ngram_buckets": (
        "N 元组桶数",
        (
            "仅用于分类的编码器：一张表的行数，每个词元、每对相邻词元在表里对每个类别有一个权重，与 Transformer "
            "并列（Cheng 等 2016）；0：不用。"
        ),
    ),
    "model.ngram_scores": ("N 元组类别数", "N 元组表给词表最前面的多少个词元（代表类别）打分；训练时由类别数决定。"),
    "model.ngram_letters": (
        "字符 N 元组",
        (
            "N 元组表还给每个词元里最多多少个三到五个字母的片段打分，好让没见过的词也像见过的词（Bojanowski 等 "
            "2016）；0：不用。"
        ),
    ),
    "model.word_dropout": ("词元丢弃率", "训练时整个向量置零的词元比例，免得单凭一个词就下结论（Iyyer 等 2015）。"),
    "data.format": ("格式", "文本：接着往下写；成对：给出的，和它的答案；对话：一轮一轮，学的是其中的回答。"),
    "data.tokenizer": ("分词器", "按字符：一个词元就是一个字符。BPE：常见的词片段。"),
    "data.vocab_size": ("BPE 词表", "字节级 BPE 最多学多少种词元。"),
    "data.max_characters": ("字符种类上限", "超出这个数目的罕见字符记为 <unk>。"),
    "data.validation_fraction": ("留作验证", "文本中从不用来训练的比例。"),
    "data.encoding": ("编码", "文件的编码；不设时自动识别，并请你确认。"),
    "data.column": ("列", "表格的哪一列、JSON 的哪个键是正文；不设时自动猜测并显示。"),
    "data.target_column": ("答案的列", "哪一列或哪个键是一对里的答案；不设时自动猜测并显示。"),
    "data.turn_mark": (
        "轮次标记",
        "一行里的一段对话，轮与轮之间用什么隔开，例如 __eou__ 或制表符；不设时自动识别并显示。",
    ),
    "data.chat_template": (
        "对话模板",
        "一轮一轮怎样变成文本：前后各加一个特殊词元（类似 ChatML），前面写上普通的名字，或用你自己的模板。",
    ),
    "data.custom_template": (
        "自己的模板",
        (
            "用 Jinja 写，与 Hugging Face 的对话模板相同：可用 messages（含 role 与 content）、"
            "add_generation_prompt、eos_token。特殊词元写成 <|like_this|>。"
        ),
    ),
    "data.mask_token": ("掩码词元", "给词表加一个 <mask>，代表被遮住的词元；只有编码器的模型总会打开。"),
    "data.split_by": (
        "放在同一边",
        "划分时什么不拆开：整组（一个说话人的所有录音、一篇文章的所有问题），或者每一行各自划分。",
    ),
    "data.max_token_length": ("词元长度上限", "BPE 合并不会超过这么多字符（训练用时随它平方增长）。"),
    "train.max_steps": ("步数", "权重被修正多少次。"),
    "train.batch_size": ("批大小", "一步读多少段文字。越多越稳，每一步也越慢。"),
    "train.learning_rate": ("学习率", "每一步把权重移动多远。默认：这个优化器的常用值。"),
    "train.optimizer": ("优化器", "矩阵用 Muon、其余用 Adam，或 Adam、AdamW、普通 SGD。"),
    "train.schedule": ("学习率调度", "学习率怎样下降：线性降到 0、按余弦，或不变。"),
    "train.warmup_steps": ("预热步数", "学习率先用这么多步升上去。"),
    "train.start_from": ("从哪里开始", "接着哪个训练的权重和词表往下学；不设时从随机开始。"),
    "train.text_share": ("普通文本的比例", "学对话时，每批里混入的普通文本所占的比例（如果有普通文本）。"),
    "train.max_epochs": ("轮数上限", "把全部样例学这么多轮后就停，避免样例少时死记硬背。留空：不限。"),
    "train.max_seconds": ("时间上限", "按能做完的步数来安排，快慢变了就重新安排，到时间就停。"),
    "train.adam_learning_rate": ("Adam 学习率", "Muon 留给 Adam 的部分：嵌入、输出层、归一化。"),
    "train.momentum": ("动量", "Muon 和 SGD 用：保留多少原来的方向。"),
    "train.beta1": ("Adam 的 β₁", "Adam 保留多少原来的平均梯度。"),
    "train.beta2": ("Adam 的 β₂", "Adam 保留多少原来的平均平方梯度。"),
    "train.weight_decay": ("权重衰减", "每一步把权重向 0 拉，幅度为它乘以学习率。"),
    "train.label_smoothing": ("标签平滑", "训练时从每个正确答案分给其他词元的比例，避免过分自信（Szegedy 等 2016）。"),
    "train.gradient_clip": ("梯度裁剪", "允许的最大梯度范数；0：不限。"),
    "train.accumulation": ("梯度累积", "几批合成一步：内存小也能用大的批。"),
    "train.eval_every": ("验证间隔", "两次查看验证文本之间隔多少步。"),
    "train.augment": (
        "数据增强",
        "仅语音：每次学一段录音时改变它的程度：快慢、嗓音、麦克风、噪声，切去轻的首尾，遮住几段时间和频带；0：关闭。",
    ),
    "train.encoder_share": ("编码器损失权重", "编码器辅助损失的权重：句子标签，语音则是 CTC（Graves 等 2006）。"),
    "train.mask_share": ("掩码比例", "编码器模型要猜的词元所占的比例（Devlin 等 2018）。"),
    "train.eval_tokens": ("验证用量", "每次读多少验证词元；最后会读全部。"),
    "train.save_every": ("保存间隔", "两个检查点之间隔多少步：崩溃最多丢这么多。"),
    "train.keep_checkpoints": ("保留的检查点", "最新的几个；最好的一个另外保留。"),
    "train.snapshots": ("快照", "保留第 0、1、2、5、10……步的权重，好重放它怎样学会。"),
    "train.sample_prompt": ("样例开头", "训练中写的样例以什么开头；不设时取自文本。"),
    "train.sample_tokens": ("样例长度", "每个快照时模型写多少词元。"),
    "train.seed": ("种子", "同样的种子、同样的机器，就是同样的训练。"),
    "train.device": ("设备", "在哪里训练；自动：先 CUDA，再 MPS，再 CPU。"),
    "train.precision": ("精度", "矩阵乘法的数字格式；自动：看处理器有哪种指令。"),
    "train.threads": ("线程", "CPU 线程数；0：模型用得上多少就用多少，并留出一个核。"),
    "train.compile": ("编译", "torch.compile：先等一分钟，之后每步稍快。"),
    "sampling.temperature": ("温度", "低于 1 时更偏向可能的；0：总取最可能的。"),
    "sampling.top_k": ("Top-k", "在最可能的这么多个里选；0：在全部里选。"),
    "sampling.top_p": ("Top-p", "在合起来达到这个比例的最可能的里选。"),
    "sampling.min_p": ("Min-p", "可能性不到最可能者这个比例的，一概不选（Nguyen 等 2024）。"),
    "sampling.beams": ("束数", "束搜索：同时跟踪多少个开头，整体最可能的胜出，不随机抽取；1：一个词元一个词元地抽。"),
    "sampling.length_penalty": (
        "长度惩罚",
        "束搜索用：对数概率除以（(5 + 长度) / 6）的这个次方（Wu 等 2016）。0：短的占优；越大，长的越占优。",
    ),
    "sampling.repetition_penalty": ("重复惩罚", "大于 1：已经说过的变得不那么可能。"),
    "sampling.seed": ("种子", "同样的种子，同样的回答。"),
    "sampling.max_new_tokens": ("长度", "最多写多少词元。"),
    "sampling.stop": ("停止于", "写到这些字串就停。"),
}
