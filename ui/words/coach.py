"""What the coach says: for each code a verdict (bold) and what follows it, with at most one advice."""

EN = {
    "one.letters": "letter",
    "one.hanzi": "character",
    "one.tokens": "token",
    "many.letters": "characters",
    "many.hanzi": "characters",
    "many.tokens": "tokens",
    "next.letters": "words",
    "next.hanzi": "phrases",
    "next.tokens": "phrases",
    "worth": "At loss {loss} it is as unsure as choosing among {choices} {many}; it began with {began}.",
    "trend.falling": "Still falling: let it run.",
    "trend.slow": "It falls slowly now; the last steps often bring the most.",
    "trend.learning": "The loss still falls: let it run.",
    "trend.settled": "The loss falls slowly now; the last steps often bring the most.",
    "trend.rising": "Still rising: let it run.",
    "trend.steady": "It rises slowly now; the last steps often bring the most.",
    "queued": "Queued, #{place}.",
    "queued.more": "It starts by itself as soon as “{ahead}” has ended.",
    "queued.more.alone": "It starts in a moment.",
    "preparing": "Getting ready.",
    "preparing.more": "The text is read and turned into numbers; the first step follows at once.",
    "preparing.hashing": "Reading the text: {percent}%.",
    "preparing.counting": "Counting its characters: {percent}%.",
    "preparing.learning": "Learning its tokens: {percent}%.",
    "preparing.encoding": "Turning it into numbers: {percent}%.",
    "preparing.splitting": "Setting validation text aside: {percent}%.",
    "first-steps": "The first steps.",
    "first-steps.more": "It knows nothing yet: every {one} seems as likely as any other. Watch the green line fall.",
    "guessing": "Still close to guessing.",
    "guessing.more": "{worth} It first learns which {many} are common.",
    "frequencies": "It knows which {many} are common.",
    "frequencies.more": "{worth} Now it learns which follow which. {trend}",
    "pairs": "Past {one} pairs, now learning {next}.",
    "pairs.more": "{worth} {trend}",
    "far": "Far past {one} pairs: it knows {next} and what goes with them.",
    "far.more": "{worth} {trend}",
    "plain": "It learns.",
    "plain.more": "{worth} {trend}",
    "overfitting": "It begins to memorize.",
    "overfitting.more": (
        "Validation loss has risen to {loss}, while the train loss still falls. {best_line} Going on is likely to "
        "bring nothing more: stop, keep."
    ),
    "gap": "It learns its own text faster than new text.",
    "gap.more": (
        "Train loss is {train}, validation loss {loss}: the gap has grown from {gap_before} to {gap}. {best_line} "
        "More text keeps it small, or dropout 0.1."
    ),
    "best.kept": "Validation was best at step {best_step} ({best}), and those weights are kept.",
    "best.other": (
        "Validation was best at step {best_step} ({best}); kept are the weights of step {kept_step}, the best of "
        "those saved."
    ),
    "best.unknown": "Validation was best at step {best_step} ({best}).",
    "plateau": "It has stopped getting better.",
    "plateau.more": (
        "Validation loss has stayed near {loss} for {since} steps. For a lower one, choose a larger size next time."
    ),
    "diverging": "The loss is rising.",
    "diverging.more": (
        "Train loss went from {low} back up to {train}: the learning rate is too high. Stop, and start again with "
        "learning rate {half}."
    ),
    "paused": "Paused at step {step}, and saved.",
    "paused.more": "Resume continues exactly here, even after the computer was switched off.",
    "stopped": "Stopped at step {step}, and kept.",
    "stopped.more": "{worth} {best_line} Try it on Chat.",
    "stopped.early": "Stopped at step {step}.",
    "stopped.early.more": "Too early for a validation loss. Start a new run whenever you like.",
    "done": "Done.",
    "done.more": "{worth} {best_line} See where it looks on Inspect, or talk to it on Chat.",
    "done-overfit": "Done; it began to memorize on the way.",
    "done-overfit.more": "{best_line} It ended at {loss}. Next time, train fewer steps or set dropout to 0.1.",
    "done-gap": "Done; it knows its own text better than new text.",
    "done-gap.more": (
        "{worth} Train loss is {train}: the gap has grown from {gap_before} to {gap}. {best_line} Next time, more "
        "text keeps it small, or dropout 0.1."
    ),
    "diverged": "The loss became infinite at step {step}.",
    "diverged.more": (
        "The learning rate was too high. Start again with learning rate {half}; the last good step is kept."
    ),
    "failed": "It stopped at step {step}.",
    "failed.more": "{cause}",
    "talk.first-steps": "The first steps.",
    "talk.first-steps.more": (
        "It reads whole conversations and is asked for the answers only. Watch them come right below."
    ),
    "talk.begun": "The first steps.",
    "talk.begun.more": (
        "It brings along what “{begun}” had learnt, and now learns to answer. Watch the answers come right below."
    ),
    "talk.learning": "It learns to answer.",
    "talk.learning.more": "It gives {share} of its taught replies word for word. {rise} {trend}",
    "talk.known": "It knows nearly all it was taught.",
    "talk.known.more": "It gives {share} of its taught replies word for word. {apart} {rise}",
    "talk.stopped": "Stopped at step {step}, and kept.",
    "task.first-steps": "The first steps.",
    "task.first-steps.more": "It answers examples that it never trains on, and is judged by the task's own metric.",
    "task.learning": "It is learning the task.",
    "task.learning.more": "{metric} {score} on examples that it never trains on. {trend}",
    "task.overfitting": "It begins to memorize.",
    "task.overfitting.more": (
        "{metric} {score} on examples that it never trains on, and the loss on them rises: stop and keep it, or "
        "give it more examples. {best_line}"
    ),
    "task.gap": "It learns its own examples faster than new ones.",
    "task.gap.more": (
        "{metric} {score} on examples that it never trains on. Train loss is {train}, validation loss {loss}: the "
        "gap has grown from {gap_before} to {gap}. {best_line}"
    ),
    "task.stopped": "Stopped and kept.",
    "task.stopped.more": "{metric} {score} on what was held out. Try it on Tasks, beside a simple method.",
    "task.done": "Done.",
    "task.done.more": (
        "{metric} {score} on what was held out. Try it on Tasks, and see it there beside a simple method."
    ),
    "talk.stopped.more": "It gives {share} of its taught replies word for word. {apart} Talk to it on Chat.",
    "talk.done": "Done: it knows nearly all it was taught.",
    "talk.done.more": "It gives {share} of its taught replies word for word. {apart} {rise} Talk to it on Chat.",
    "talk.done.steps": "Done, while it was still learning.",
    "talk.done.steps.more": (
        "It gives {share} of its taught replies word for word. {apart} {rise} Next time, give it more steps."
    ),
    "talk.done.size": "Done.",
    "talk.done.size.more": (
        "It gives {share} of its taught replies word for word. {apart} {rise} To hold more, choose a larger size "
        "next time."
    ),
    "talk.apart": "On held-out dialogues: {held}. It can only rephrase what it was taught.",
    "talk.rise": (
        "A rising validation loss does no harm here: it is about replies that were never taught. What counts is the "
        "share of taught replies."
    ),
}

ZH = {
    "one.letters": "字符",
    "one.hanzi": "字",
    "one.tokens": "词元",
    "many.letters": "字符",
    "many.hanzi": "字",
    "many.tokens": "词元",
    "next.letters": "单词",
    "next.hanzi": "句子",
    "next.tokens": "短语",
    "worth": "损失 {loss}，相当于每次在约 {choices} 个{many}里选一个，开始时是 {began} 个。",
    "trend.falling": "验证损失还在降，让它继续。",
    "trend.slow": "现在降得慢了，最后几步往往收获最大。",
    "trend.learning": "损失还在降，让它继续。",
    "trend.settled": "损失现在降得慢了，最后几步往往收获最大。",
    "trend.rising": "还在往上走，让它继续。",
    "trend.steady": "现在升得慢了，最后几步往往收获最大。",
    "queued": "正在排队，第 {place} 位。",
    "queued.more": "“{ahead}”一结束，它就自动开始。",
    "queued.more.alone": "马上开始。",
    "preparing": "正在准备。",
    "preparing.more": "先读文本，把它变成数字，接着马上走第一步。",
    "preparing.hashing": "正在读文本：{percent}%。",
    "preparing.counting": "正在数字符：{percent}%。",
    "preparing.learning": "正在学词元：{percent}%。",
    "preparing.encoding": "正在变成数字：{percent}%。",
    "preparing.splitting": "正在留出验证文本：{percent}%。",
    "first-steps": "刚开始的几步。",
    "first-steps.more": "它还什么都不懂：觉得每个{one}都一样可能。看绿线往下走。",
    "guessing": "还和瞎猜差不多。",
    "guessing.more": "{worth}它先要学会哪些{many}常见。",
    "frequencies": "它已经知道哪些{many}常见。",
    "frequencies.more": "{worth}正在学哪个跟在哪个后面。{trend}",
    "pairs": "它已经不只懂两{one}相连，开始学会{next}。",
    "pairs.more": "{worth}{trend}",
    "far": "早已超过两{one}相连：它懂{next}，也懂上下文。",
    "far.more": "{worth}{trend}",
    "plain": "它在学。",
    "plain.more": "{worth}{trend}",
    "overfitting": "它开始死记硬背了。",
    "overfitting.more": "验证损失已升到 {loss}，训练损失却还在降。{best_line}再训练多半没有收获：点“停止并保留”。",
    "gap": "它学自己的文本比学新文本快。",
    "gap.more": (
        "训练损失是 {train}，验证损失是 {loss}：差距从 {gap_before} 扩大到 {gap}。{best_line}文本更多，或丢弃率设为 "
        "0.1，差距就会小些。"
    ),
    "best.kept": "验证损失在第 {best_step} 步最好（{best}），那一步的权重已保留。",
    "best.other": "验证损失在第 {best_step} 步最好（{best}）；保留下来的最好的权重是第 {kept_step} 步的。",
    "best.unknown": "验证损失在第 {best_step} 步最好（{best}）。",
    "plateau": "它不再进步了。",
    "plateau.more": "验证损失在 {loss} 附近停了 {since} 步。想更低，下次选大一号的规模。",
    "diverging": "损失在往上走。",
    "diverging.more": "训练损失从 {low} 又升到 {train}：学习率太高。停下来，把学习率改成 {half} 再开始。",
    "paused": "已暂停在第 {step} 步，并已保存。",
    "paused.more": "点“继续”就从这里原样接着训练，关过电脑也不要紧。",
    "stopped": "已停在第 {step} 步，并已保留。",
    "stopped.more": "{worth}{best_line}到“对话”里试试它。",
    "stopped.early": "已停在第 {step} 步。",
    "stopped.early.more": "太早了，还没有验证损失。随时可以重新开始。",
    "done": "训练完成。",
    "done.more": "{worth}{best_line}到“观察”里看它在看哪里，或到“对话”里跟它聊。",
    "done-overfit": "训练完成；后半程它开始死记硬背。",
    "done-overfit.more": "{best_line}结束时是 {loss}。下次减少步数，或把丢弃率设为 0.1。",
    "done-gap": "训练完成；它对自己的文本比对新文本更熟。",
    "done-gap.more": (
        "{worth}训练损失是 {train}：差距从 {gap_before} 扩大到 {gap}。{best_line}下次文本更多，或丢弃率设为 0.1，"
        "差距就会小些。"
    ),
    "diverged": "第 {step} 步时损失变成无穷大。",
    "diverged.more": "学习率太高。把学习率改成 {half} 再开始；最后一个正常的步已保留。",
    "failed": "在第 {step} 步停下了。",
    "failed.more": "{cause}",
    "talk.first-steps": "刚开始的几步。",
    "talk.first-steps.more": "它读整段对话，只考它其中的回答。看下面的回答一个个变对。",
    "talk.begun": "刚开始的几步。",
    "talk.begun.more": "它带着“{begun}”学到的东西，现在学着回答。看下面的回答一个个变对。",
    "talk.learning": "它在学着回答。",
    "talk.learning.more": "教过的回答，它有 {share} 能一字不差地说出来。{rise}{trend}",
    "talk.known": "教过的它差不多都会了。",
    "talk.known.more": "教过的回答，它有 {share} 能一字不差地说出来。{apart}{rise}",
    "talk.stopped": "已停在第 {step} 步，并已保留。",
    "task.first-steps": "刚开始。",
    "task.first-steps.more": "它要回答没训练过的样例，按这个任务自己的指标评分。",
    "task.learning": "它正在学这个任务。",
    "task.learning.more": "没训练过的样例上，{metric} 是 {score}。{trend}",
    "task.overfitting": "它开始死记硬背了。",
    "task.overfitting.more": (
        "没训练过的样例上，{metric} 是 {score}，损失却在上升：停下来保留它，或给它更多样例。{best_line}"
    ),
    "task.gap": "它学自己的样例比学新样例快。",
    "task.gap.more": (
        "没训练过的样例上，{metric} 是 {score}。训练损失是 {train}，验证损失是 {loss}：差距从 {gap_before} 扩大到 "
        "{gap}。{best_line}"
    ),
    "task.stopped": "已停止并保留。",
    "task.stopped.more": "留出的样例上，{metric} 是 {score}。到“任务”里试试它，那里还有简单方法的成绩。",
    "task.done": "完成。",
    "task.done.more": "留出的样例上，{metric} 是 {score}。到“任务”里试试它，再看看它和简单方法谁更好。",
    "talk.stopped.more": "教过的回答，它有 {share} 能一字不差地说出来。{apart}到“对话”里跟它聊聊。",
    "talk.done": "训练完成：教过的它差不多都会了。",
    "talk.done.more": "教过的回答，它有 {share} 能一字不差地说出来。{apart}{rise}到“对话”里跟它聊聊。",
    "talk.done.steps": "训练完成，可它还没学够。",
    "talk.done.steps.more": "教过的回答，它有 {share} 能一字不差地说出来。{apart}{rise}下次增加步数。",
    "talk.done.size": "训练完成。",
    "talk.done.size.more": (
        "教过的回答，它有 {share} 能一字不差地说出来。{apart}{rise}想让它记住更多，下次选大一号的规模。"
    ),
    "talk.apart": "留出的对话上：{held}。教过的内容，它最多只会换个说法。",
    "talk.rise": "验证损失上升并不要紧：那里问的是没教过的回答，要看教过的答对多少。",
}
