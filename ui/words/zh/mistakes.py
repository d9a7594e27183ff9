"""The sentence of every mistake and notice, by its code; the English stands where it is raised."""

WORDS = {
    # settings
    "no-blank-in-vocabulary": "编码器要填空，而这份文本在准备时没有留出掩码词元：请打开“掩码词元”，再重新准备文本。",
    "heads-do-not-divide": "宽度（{d_model}）必须是注意力头数（{nhead}）的倍数：试试 {below} 或 {above}。",
    "groups-do-not-divide": "注意力头数（{nhead}）必须是键值头数（{num_kv_heads}）的倍数：试试 {fits}。",
    "odd-head": (
        "旋转位置成对地转，所以每个头的大小（{head_dim}）必须是偶数，而且要够大，让会转的那部分至少有一对：试试 "
        "{above}。"
    ),
    "parallel-needs-norm-first": "并行子层需要前置归一化：请打开“前置归一化”，或关掉“并行子层”。",
    "out-of-bounds": "{name}（{value}）必须是 {low} 到 {high} 之间的数。",
    "bad-value": "{name}（{value}）不合要求：{rule}。",
    "truth-as-number": "{name} 必须是数字，不能是 {value}。",
    "not-a-group": "{name} 是一组设置：请写成 {name}.设置名。",
    "unknown-setting": "没有 {name} 这项设置。`python -m llm_core train --help` 会列出全部。",
    "unknown-family": "没有叫“{name}”的系列：可选 {known}。",
    "unknown-preset": "没有叫“{name}”的预设：可选 {known}。",
    "no-such-device": "这台机器没有 torch {version} 能用的 {device} 设备：请把 train.device 设为 {choices}。",
    "cannot-compile": "torch.compile 在这里用不了（{why}）：请关掉 train.compile。",
    "bad-argument": "{name} 必须是{kind}，不能是 {value}。",
    "bad-arguments": "{complaint}。`{command} --help` 会列出可用的参数。",
    # files and text
    "not-uploaded": "{name} 不是在这里上传的文件：请把它拖到页面上。",
    "no-files": "还没有可以学习的文件：至少选一个。",
    "no-such-file": "没有 {name} 这个文件：请检查路径。",
    "folder-without-text": "文件夹 {name} 里没有能读的文件（{kinds}）：请换一个。",
    "empty-file": "{name} 是空的：请选有文字的文件。",
    "blank-file": "{name} 里只有空白：请选有文字的文件。",
    "not-text": "{name} 是 {kind}，不是文字：请选 txt、md、csv、tsv、json 或 jsonl 文件。",
    "binary-file": "{name} 里是二进制数据，不是文字：请选 txt、md、csv、tsv、json 或 jsonl 文件。",
    "no-such-encoding": "没有叫“{wanted}”的编码：试试 utf-8、gb18030、big5、shift_jis、utf-16 或 cp1252。",
    "unknown-encoding": (
        "{name} 不是 UTF-8，也认不出是什么编码。请指明编码（data.encoding），例如 gb18030、big5 或 cp1252。"
    ),
    "wrong-encoding": (
        "{name} 不是 {encoding}：第 {position} 个字节不符合。请另存为 UTF-8，或指明编码（data.encoding）。"
    ),
    "stray-bytes": (
        "{name} 大部分是 UTF-8，但有不合的字节，最先在第 {line} 行。请整个另存为 UTF-8，或指明编码（data.encoding）。"
    ),
    "encoding-guessed": "{name} 按 {encoding} 读取，这是猜的：请看预览，不对就指明编码（data.encoding）。",
    "cut-off": "{name} 在一个字的中间断了：最后这个字略去了。",
    "holds-nul": "{name} 里有 NUL 字符，作为字符保留。",
    "no-rows": "{name} 里没有数据行：表格要有一行列名，下面还要有内容。",
    "no-such-column": "{name} 没有“{wanted}”这一列：可选 {columns}。",
    "too-many-columns": "{name} 有 {count} 列，最多读 {limit} 列：请只保留文字那一列。",
    "unclosed-quote": "{name} 第 {line} 行有一个没有结束的引号：请补上，或在单元格里写成两个。",
    "ragged-rows": "{name} 有 {count} 行的格数和表头不一样。",
    "empty-rows": "{name} 有 {count} 行没有文字，已略去。",
    "line-too-long": "{name} 有一行超过 {limit} 百万字符，当作一行太长：请断开，或把文件改名为 .txt。",
    "record-too-long": "{name} 有一条记录超过 {limit} 百万字符：请拆成几条。",
    "not-json": "{name} 不是正确的 JSON：请看第 {line} 行。改好它，或把文件改名为 .txt 原样读取。",
    "bad-lines": "{name} 有 {count} 行不是 JSON，已略去，最先是第 {line} 行。",
    "deep-json": "{name} 嵌套太深，读不了：请把文字放在一层的列表里。",
    "no-tabs": "{name} 里没有一行用制表符隔开“给出的”和“回答”：请加上制表符，或把 data.format 设为“文本”。",
    "no-second-column": (
        "{name} 只有一列，而成对的数据要两列：给出的，和它的回答。请把 data.format 设为“文本”，或换一个文件。"
    ),
    "same-column-twice": "{name}：“{column}”既选作给出的，又选作回答。请把其中一个换成别的列：{others}。",
    "no-pairs": "{name} 里没有一行的“{source}”和“{target}”都有内容：请选别的列。",
    "run-of-a-task": "{run} 学的是 {task}。请这样用它：python -m llm_core task {task} {command}",
    "mark-missing": "这个词表里没有 {mark}：这个训练学的是另一种任务。请选学这种任务的训练。",
    "no-examples": "没有读出任何样例：请换别的文件，或换别的列。",
    "too-many-classes": "不同的标签超过 {most} 个：请选只有几种取值的一列。",
    "not-pairs": "这份文字不是成对读入的：请把 data.format 设为“成对”，或选有两列的文字。",
    "half-pairs": "{name} 有 {count} 行缺了给出的或回答，已略去，最先是第 {row} 行。",
    "lines-without-tab": "{name} 有 {count} 行没有用制表符隔开给出的和回答，已略去，最先是第 {line} 行。",
    "too-few-pairs": "所有的行给出的都一样，没有可以留作验证的：至少要 2 种不同的，最好有 1000 种。",
    "few-pairs": "只有 {rows} 行：模型很快就会背下来。大约 1000 行以上才可能学到规律。",
    "repeated-pairs": "{rows} 行里有 {count} 行和前面的一字不差。",
    "ambiguous-pairs": "{rows} 行里有 {count} 行与别的行给出的相同、回答却不同：模型无从知道该答哪一个。",
    "rows-longer-than-context": (
        "上下文为 {context_length} 时，没有一行{side}数据放得下：最短的要 {fits} 个词元，{most} 放得下九成。"
        "请把上下文设为 {most}，或把行缩短。"
    ),
    "rows-longer-than-any-context": (
        "没有一行{side}数据放得进任何上下文：最短的要 {fits} 个词元，而上下文最大是 {limit}。请选短一些的文字，或用 "
        "BPE 词元。"
    ),
    "no-text": "没有文字：请给一些文字，或选一个样例。",
    "text-too-short": "文字只有 {characters} 个字符，分不成训练和验证两份：至少要 {needed} 个，最好有 10 万个。",
    "text-shorter-than-context": (
        "{side}文字有 {tokens} 个词元，而这个上下文（{context_length}）至少需要 {least} 个：请把上下文设为 {fits} "
        "或更小，或给更多文字。"
    ),
    "text-shorter-than-any-context": (
        "{side}文字只有 {tokens} 个词元，任何上下文都不够：上下文为 {context_length} 时至少要 {needed} 个字符。"
    ),
    "short-text": "文字很短（{characters} 个字符）：模型很快就会背下来。大约 10 万字符以上才学得到写法。",
    "few-kinds": "文字里只有 {kinds} 种字符：没有多少可学的。",
    "duplicates": "{documents} 篇里有 {count} 篇和前面的一样或几乎一样。",
    "many-unknown": "验证文字里有 {percent}% 的字符在训练文字里没有出现过，算作未知。",
    "cannot-prepare": "文字没能准备好：{cause}。请再试一次，或换一个。",
    "damaged-corpus": "语料 {name} 损坏或不见了：请删掉它的文件夹，重新准备文字。",
    "bad-corpus-id": "“{corpus}”不是语料的编号。",
    "bad-tokenizer": "分词器 {name} 用不了：{why}。请用本项目训练记录里的 tokenizer.json。",
    "unknown-source": "没有叫 {source} 的文字。请选一个样例，或在“数据”里拖入文件。",
    "unknown-sample": "没有叫 {key} 的样例。可选：{known}。",
    "no-such-sample": "没有叫“{key}”的样例：可选 {known}。",
    "unknown-upload": "文件 {upload} 已经不在了。请在“数据”里重新拖入。",
    "upload-quota": "这些文件要 {needed_mb} MB；上传空间 {quota_mb} MB 已用 {used_mb} MB。请在“数据”里删掉旧文件。",
    # conversations
    "conversations-need-a-decoder": (
        "对话要由单独的解码器来学，而 model.architecture 是 {architecture}：请改为“只有解码器”，或把 data.format "
        "设为“成对”。"
    ),
    "no-dialogues": (
        "没有一个文件里有对话：找过一轮轮的列表（messages、conversations、dialog 等）、问和答的两列，以及用 __eou__ "
        "或制表符隔开的行。请指明列或键（data.column、data.target_column）或分隔标记（data.turn_mark），或把 "
        "data.format 设为“文本”。"
    ),
    "no-dialogues-in-file": (
        "{name} 里没有一段有问有答的对话：请指明存放对话的列或键（data.column），或每轮之间的标记（data.turn_mark）。"
    ),
    "not-dialogues": "这份文字不是按对话读入的：请把 data.format 设为“对话”，或换一份文字。",
    "too-few-dialogues": "所有对话的第一句问话都一样，没有可以留作验证的：至少要 2 种不同的，最好有 1000 种。",
    "all-held": "每段对话都标明留作验证（split），没有可以学的：请让一部分写 train。",
    "few-dialogues": (
        "只有 {count} 段对话：模型很快就会背下来，别的都不会答。大约 1000 段以上才学得到怎样回答没见过的话。"
    ),
    "repeated-dialogues": "{total} 段对话里有 {count} 段和前面的一字不差，已略去。",
    "unanswered-dialogues": "{name} 的 {total} 段对话里有 {count} 段没有人回答，已略去，最先是第 {first} 段。",
    "answer-first": "{name} 有 {count} 段对话由助手先开口：这句已略去，从第一句问话开始。",
    "dialogues-longer-than-context": (
        "上下文为 {context_length} 时，没有一段{side}对话放得下：最短的要 {fits} 个词元，{most} 放得下九成。"
        "请把上下文设为 {most}，或把对话缩短。"
    ),
    "dialogues-longer-than-any-context": (
        "没有一段{side}对话放得进任何上下文：最短的要 {fits} 个词元，而上下文最大是 {limit}。请选短一些的对话，或用 "
        "BPE 词元。"
    ),
    "not-yaml": "{name} 不是正确的 YAML：请看第 {line} 行（{why}）。改好它，或把文件改名为 .txt 原样读取。",
    "yaml-alias": "{name} 第 {line} 行有别名（*{alias}），而别名是不读的：请在那里写出文字本身。",
    "deep-yaml": "{name} 嵌套太深，读不了：请把对话放在列表的列表里。",
    "template-missing": (
        "data.chat_template 是“自己写”，而 data.custom_template 是空的：请写一个，或选“标记”或“普通名字”。"
    ),
    "template-syntax": "对话模板不是正确的 Jinja：请看它的第 {line} 行（{why}）。",
    "template-fails": "对话模板写不出对话：{why}。请改好它，或选“标记”或“普通名字”（data.chat_template）。",
    "template-loses-messages": (
        "对话模板必须把每条消息的内容按顺序各写一次：一段有 {count} 条消息的对话，它写了 {written}。请对 messages "
        "里的每一条写 message['content']。"
    ),
    "template-without-system": "对话模板不写系统消息，而这里有一条：请让它也写角色为 system 的消息，或去掉系统消息。",
    "template-answer-elsewhere": (
        "按这个对话模板，回答接不上它在回答之前写的内容：带 add_generation_prompt 时写出的，"
        "必须是带上回答后写出的开头。回答之前：{before!r}；带上回答：{after!r}。请在每个回答之前写同样的内容。"
    ),
    "template-answer-never-ends": (
        "对话模板在回答的末尾写的是 {after!r}，没有特殊词元，模型就永远停不下来：请在那里写一个，例如 {{{{ "
        "eos_token }}}} 或 <|end|>。特殊词元形如 <|like_this|>，用小写字母。"
    ),
    "template-rewrites-answers": (
        "对话继续下去时，对话模板把同一个回答写得不一样：{after!r} 不是 {whole!r} 的开头。"
        "请让每一轮无论在哪里都写成一样。"
    ),
    "mark-not-in-vocabulary": "对话模板要写 {mark}，而这份词表里没有它：请用训练时的模板。",
    # models and checkpoints
    "checkpoint-damaged": "{file} 损坏或不是该有的样子：{why}。请用更早的检查点，或这一个的备份。",
    "weights-do-not-fit": (
        "{file} 和它的设置对不上：张量 {name} 的形状是 {found}，按设置应为 {wanted}。请用和这些权重一起保存的 "
        "config.json。"
    ),
    "weights-not-finite": "{file} 的张量 {name} 里有无穷大或非数：训练发散了。请从前一个检查点接着走，学习率减半。",
    "no-checkpoint": "{run} 还没有检查点：请从头开始。",
    "no-weights-yet": "{name} 还没有存下权重。请等第一个快照。",
    "no-such-step": "{name} 没有留下第 {step} 步的权重。最近的是第 {near} 步。",
    "other-vocabulary": "检查点认识 {known} 个词元，语料有 {tokens} 个：请用这次训练开始时的语料接着走。",
    "tokenizer-too-large": "分词器有 {tokens} 个词元，模型只认识 {known} 个：它们不属于同一次训练。",
    "odds-not-numbers": "这个模型给出的概率不是数：训练走偏了。请选更早的检查点。",
    "no-such-attention": "这个模型没有 {kind} 这种注意力：请选 {known}。",
    "too-long-to-inspect": "给出的内容有 {tokens} 个词元，连同答案最多只看得下 {most} 个：请缩短。",
    "no-such-head": "第 {layer} 层没有第 {head} 个头：这个模型有第 0 到 {layers} 层，每层有第 0 到 {heads} 个头。",
    "nothing-to-read": "没有可读的内容：至少输入一个字。",
    "nothing-to-evaluate": "用来评估的文字只有 {tokens} 个词元，至少要 {least} 个：请给更多文字，或多留一些作验证。",
    # runs
    "no-runs": "没有“{run}”，这个工作区里还没有任何训练：用 `train` 开始一个。",
    "no-such-run": "没有叫“{run}”的训练。相近的有：{near}。`runs` 会列出全部。",
    "ambiguous-run": "有 {count} 个训练叫“{run}”：请用编号指明一个：{near}。",
    "bad-run-id": "“{run}”不是训练的编号：编号只含 a-z、0-9 和连字符。",
    "blank-name": "训练要有名字：请写 1 到 {most} 个字符。",
    "long-name": "名字有 {length} 个字符，最多 {most} 个：请写短一些。",
    "queue-full": "已经有 {waiting} 个训练在排队，不能再多：请等一个结束，或停掉一个。",
    "not-at-work": "{name} 不在训练中（{status}）。",
    "run-at-work": "{name} 已经{status}，不需要继续。",
    "run-is-done": "{name} 已完成全部 {steps} 步。请用更多步数开始新的训练。",
    "run-taken": "{name} 现在是{status}，不在排队：用“继续”接着走。",
    "delete-active": "{run} 正在训练：请先停止，再删除。",
    "worker-without-run": "训练进程需要一个训练：请指明一个，或加 --spare。",
    "interrupted": "{name} 在第 {step} 步中断：它的进程没有了。“继续”会从最后的检查点接着走。",
    "stop-forced": "{name} 没有及时回应，被强行结束。最后的检查点还在，“继续”从那里接着走。",
    "killed": "系统在第 {step} 步结束了 {name}，多半是内存不够：请用更小的模型或批大小，或点“继续”。",
    "memory-ran-out": "第 {step} 步时内存不够了：请用更小的批大小、更短的上下文或更小的模型。",
    "too-large-for-memory": "这样训练约需 {needed_gb} GB 内存，而这个设备只有 {memory_gb} GB：请设 {changes}。",
    "out-of-memory": "内存不够了。请把批大小设为 {batch_size}、累积设为 {accumulation}：同样的一步，分成小块算。",
    "out-of-memory-at-batch-1": (
        "内存不够了，减小批大小也帮不上多少。请把上下文设为 {context_length}，或把层数设为 {num_layers}。"
    ),
    "diverged": (
        "训练在第 {step} 步发散：损失是 {loss}，梯度是 {norm}。请把学习率设为 {advice}（{rate} 的一半）再开始。"
        "最后一个正常的检查点：{kept}。"
    ),
    "disk-failed": "有文件读写失败（{why}）：请在工作区的磁盘上腾出空间，再点“继续”。最后的检查点完好。",
    "fault": "内部错误（{why}）。详情见日志：{log}",
    # disk and store
    "disk-full": (
        "这需要 {needed_mb} MB 磁盘，只剩 {free_mb} MB；必须留出 {floor_mb} MB。请删掉旧的训练，或换一个工作区。"
    ),
    "store-damaged": "{path} 已经不是训练记录的数据库（{why}）：请把它移走，或换一个工作区。各次训练的文件夹都还在。",
    "store-locked": "另一个程序一直锁着 {path}：请关掉它（数据库查看器、备份程序等），再试一次。",
    "row-damaged": (
        "数据库里关于 {run} 的记录读不出来（{why}）。它的权重还在它的文件夹里：请重新开始一次训练，或修好这条记录。"
    ),
    "row-gone": "{name} 还在训练时，它的记录从数据库里被删掉了，所以训练已经停下。它的权重在 {folder}。",
    # the machine
    "disk-is-full": "{path} 所在的磁盘满了：请腾出一些空间，再试一次。之前保存的内容完好。",
    "path-not-allowed": "当前用户不能读写 {path}，或者它在只读的磁盘上：请给它权限，或换一个工作区。",
    "disk-broke": "{path} 所在的磁盘报告了错误：请先把上面的内容备份出来，再换一块磁盘上的工作区。",
    "path-too-long": "路径 {path} 长 {length} 字节，太长了，打不开：请用 --workspace 换一个短一些的。",
    "too-many-open-files": (
        "这个进程最多只能同时打开 {limit} 个文件，不够用：请调高上限（ulimit -n 1024），再重新启动。"
    ),
    "links-in-a-circle": "{path} 是一个绕回自身的链接：请删掉它，或换一个工作区。",
    "other-kind-of-file": "{path} 挡住了路（该是文件夹的地方是文件，或者反过来）：请把它移开。",
    "path-gone": "{path} 不见了，或者从来没有过：请放回去，或换一个。",
    "no-memory": "内存不够了：请关掉别的程序，或选小一些的模型、批次或文件。",
    "store-newer": "{path} 是更新版本的玻璃温室写的（版本 {version}）：请升级，或换一个工作区。",
    "workspace-not-writable": "工作区 {folder} 写不进去（{why}）：请用 --workspace 换一个。",
    # writing, answering, filling
    "encoder-does-not-write": "这个模型是编码器：它不接着写，只填空。请给它一段文字，在藏起词元的地方写 _，让它填。",
    "run-fills-blanks": '{run} 的模型是编码器：它不接着写，只填空。试试：python -m llm_core fill {id} --text "the c_t"',
    "source-too-long": "这需要 {tokens} 个词元（连同结束符和答案），而模型最多读 {most} 个：请给短一些。",
    "no-blank": "没有要填的空：请在每个藏起的词元处写一个 _。",
    "too-long-to-fill": "这段文字有 {tokens} 个词元，模型一次只读 {most} 个：请去掉 {excess} 个。",
    "cannot-fill": (
        "这个模型是接着写的，不会填空：它只看得到前面的内容。请让它续写，或训练一个编码器（model.architecture "
        "设为“只有编码器”）。"
    ),
    "no-mask-token": "这个训练的词表里没有 <mask>，没法对它的模型藏起什么。请重新训练一个只有编码器的模型。",
    "no-answer-length": "答案至少要有 1 个空，不能是 {length} 个。",
    # a run that starts from another
    "beginning-gone": "这次训练要从“{name}”开始，而它已经不在了：请换一个起点，或从零开始。",
    "beginning-not-a-decoder": "“{name}”有编码器，而只有单独的解码器能接着学：请换一个起点，或从零开始。",
    "other-shape": "之前那个模型的 {part} 形状和这个模型不一样：请照它自己的形状接着训练。",
    # chat
    "chat-busy": "已经有 {count} 个回答在写或在等。请稍后再试。",
    "chat-too-long": "这段对话超过 {limit} 个字符。请另开一段，或少发一些。",
    "message-too-long": "这句话需要 {tokens} 个词元，而模型最多读 {most} 个：请缩短它，或缩短系统提示。",
    "nothing-asked": "没有要回答的话：最后一句必须是人说的。",
    # tasks
    "unknown-task": "没有叫“{name}”的任务：可选 {known}。",
    "run-of-no-task": "{run} 没有学过任务：请选学过 {wanted} 的训练。",
    "run-of-another-task": "{run} 学的是 {learnt}，不是 {wanted}：请选别的训练。",
    "run-of-other-task": "{run} 学的是 {learnt}，不是 {wanted}。请用：python -m llm_core task {learnt} {command}",
    "format-of-another-task": "data.format 是 {format}，而任务是 {task}：请不要写 data.format。",
    "run-answers-on-tasks": (
        "{run} 学的是 {task}：它在“任务”页回答，也可以用 `python -m llm_core task {task} predict`。"
    ),
    "tasks-busy": "已有 {count} 个文件和测量在等，请稍后再试。",
    "no-text-to-try": "没有可读的内容：请写点什么，或选一个样例。",
    "no-such-clip": "录音 {name} 已经不在了：请录一段，或拖进一个声音。",
    "no-such-sound": "没有 {name} 这个声音：请给一个 wav、flac、mp3 或 ogg 文件，或装着它们的文件夹。",
    "sound-too-long": "这个声音超过 {most} MB：请选短一些的。",
    "not-a-sound": "这不是能读的声音：请选 wav、flac、mp3 或 ogg 文件。",
    # sounds
    "no-sound": "{name} 不能当作声音来读：请选 wav、flac、mp3 或 ogg 文件。",
    "sound-empty": "{name} 里没有任何声音：请换一个，或重新录。",
    "sound-too-long-to-hear": "{name} 超过 {most} 秒：请切成一句一段的录音。",
    "clip-too-long": "这段声音有 {seconds} 秒，而模型一次能听 {most} 秒：请切成短一些的录音。",
    "model-is-deaf": "这个训练读的是词元，听不到声音：请选语音转文字的训练。",
    "frames-need-both": (
        "编码器听声音的帧，旁边的解码器来写：请把 model.architecture（{architecture}）设为“编码器和解码器”。"
    ),
    "shape-of-another-task": "{task}需要{fits}，而架构是{architecture}：请改为{first}。",
    "speech-needs-frames": (
        "语音由编码器按每帧 {size} 个数来听，旁边的解码器来写：请把 model.architecture 设为“编码器和解码器”，"
        "model.frame_size 设为 {size}。"
    ),
    "frames-need-speech": (
        "model.frame_size 是 {size}，而只有语音才有帧：请设为 0，或把 data.format 设为“任务：语音转文字”。"
    ),
    "no-clips": "这些文件里没有声音：请把录音（wav、flac、mp3、ogg）和文字放在一起。",
    "clips-without-words": (
        "看不出 {name} 里说了什么：请把录音命名为 词_说话人_1.wav，或每个词放一个文件夹，或加一个有 file_name 和 "
        "text 两列的 metadata.csv。"
    ),
    "clips-untold": "有 {count} 段录音看不出说了什么，已略去，第一段是 {name}。",
    "clips-unheard": "有 {count} 段录音听不了，已略去。第一段：{why}",
    "no-clips-heard": "划分的一边没有一段录音能听：请加一些真正的声音。",
    "nothing-to-hear": "没有一段录音放得进这个训练的上下文，无法评判：请给短一些的录音，或多给一些。",
    "same-speakers": (
        "这些录音没有教过，但说话的人教过：换了新的嗓音错误会更多。要测新嗓音，请把 data.split_by 设为“成组”。"
    ),
    "new-speakers": "这些录音的说话人都没有教过：{speakers}。",
    "baseline-on-some": "只在 {all} 段中的 {count} 段录音上找过最像的录音。",
    "clips-left-out": "有 {count} 段录音听不了或超过上下文，已略去。",
    "no-inputs": "这个文件里没有输入：要每行一个，或有一列是输入。",
    # texts with labels
    "labels-are-ids": (
        "{count} 行里有 {labels} 种不同的标签，几乎没有一个重复出现：请用 data.target_column 选出类别那一列。"
    ),
    "one-class": "所有文本的标签都是“{label}”，而要区分至少得有两类：请再加一个别的类别的文件，或选另一列标签。",
    "nothing-to-judge": "没有带标签的文本可供评判：请给一个有文本和标签的文件。",
    "unknown-labels": "这次训练没有教过这些标签，所以都会答错：{labels}。",
    "untaught-baseline": "{baseline} 需要这次训练学过的文本，而它们不在手边：只和最常见的类别相比。",
    "blank-input": "没有可读的内容：请先写一段文本。",
    "no-classes": "这个训练不认识任何类别：请选一个学过区分文本的训练。",
    "document-too-large": "{name} 超过 {limit} MB，这是一份文档的上限：请拆开。",
    "document-too-long": "{name} 超过 {limit} 百万字符，这是一份文档的上限：请拆开。",
    "no-text-in-document": "{name} 里没有文字。如果每页都是图片，请先用识别程序（OCR）把文字认出来。",
    "damaged-document": "{name} 无法当作 {kind} 来读（{why}）：请用做它的程序打开，再重新保存。",
    "locked-document": "{name} 有密码：请另存一份不带密码的。",
    "document-swells": (
        "{name} 只有 {packed} KB，展开却要 {unpacked} MB，真正的文档不会这样：请重新保存，或换一个文件。"
    ),
    "no-documents": "没有可以查找答案的文档：请先放进几份。",
    "no-questions": (
        "{name} 里没有针对段落的问题：请给 SQuAD 的 JSON、有问题、段落和答案三列的表格或 JSON 行，或 bAbI 的故事。"
    ),
    "no-question": "没有要回答的：请先提一个问题。",
    "half-questions": "{name} 有 {count} 行缺了问题或段落，已略去。",
    "answers-elsewhere": "{name} 有 {count} 个问题的答案不在段落里，已略去。",
    "never-refused": "{count} 个没有答案的问题，一个都没有拒答。",
    "lines-not-aligned": (
        "{one} 有 {lines} 行，{other} 有 {others} 行：逐行对照的两份文本，第 1 行是第 1 行的译文，依此类推。"
        "请给对齐的文本。"
    ),
    "package-missing": "{feature}需要 {package}：pip install {package}。",
    "no-partner": (
        "{name} 每行一句，没有制表符，译文要逐行写在另一份文本里：请两份一起给（news.en 和 news.zh），"
        "或给一份有两列的文件。"
    ),
    "packed-encoding": "{name} 里的内容不是 {encoding}：用 --data.encoding 说明编码，或改用 UTF-8 再压缩。",
    "packed-too-large": "{name} 解压后超过 {limit} MB：请先解压，只给其中一部分。",
    "packed-several": "{name} 里有好几个压缩文件连在一起：请先解压。",
    "packed-damaged": "{name} 损坏或不完整，解不开：请重新下载。",
    "packed-table": "{name} 是压缩的表格：请先解压，.gz 里只读文本。",
    "long-documents": "有 {count} 份文档太长，只学开头的整句，约 {tokens} 个词元。",
    "documents-cut": "有 {count} 份文档太长，只读了开头：到 {context_length} 个词元放得下的最后一句为止。",
    "sentence-too-long": "这段文字里有一句话有 {tokens} 个词元，模型最多读 {most} 个：请改短一些。",
    "no-input": "没有内容：请先写点什么。",
    "nothing-to-measure": "没有样例可用来衡量：请给一些。",
    "reading-takes-too-long": "{name} 在 {seconds} 秒内没有读完，已停止：请拆成几份，或换一种简单的格式保存。",
    "reading-takes-too-much-memory": "读 {name} 需要的内存超过 {mb} MB，已停止：请拆成几份，或换一种简单的格式保存。",
    "reading-gives-too-much": "{name} 展开后超过 {mb} MB，已停止：请拆成几份。",
    "reading-broke-off": "读 {name} 的程序中途退出了：文件已损坏。请重新保存，或换一个文件。",
    "reading-busy": "正在读的文件太多：请稍后再试。",
    "template-takes-too-much": (
        "用这个模板写一小段对话就要超过 {seconds} 秒或 {mb} MB，已停止：请缩短其中的循环，或改用 marks 或 plain。"
    ),
    "preparing-broke": "准备文本时出现内部错误，原因写在服务器的日志里。",
}
