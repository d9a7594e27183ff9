"""What the coach says: for each code a verdict (bold) and what follows it, with at most one advice."""

WORDS = {
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
