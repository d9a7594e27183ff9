"""What the Tasks tab's script may ask: its panels' answers under the names that the script uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ui.live.rpc import Answer, server_functions
from ui.state.services import Services
from ui.state.task_kinds import named
from ui.tabs.tasks.batch import Batches
from ui.tabs.tasks.documents import Shelf
from ui.tabs.tasks.files import Files
from ui.tabs.tasks.jobs import Jobs
from ui.tabs.tasks.runs import TaskRuns
from ui.tabs.tasks.scores import Scores
from ui.tabs.tasks.sounds import Sounds
from ui.tabs.tasks.tries import Tries
from ui.words import Words


def questions(services: Services, words: Words) -> list[Callable[[Any], Answer]]:
    """Everything that may be asked."""
    runs, jobs = TaskRuns(services, words), Jobs()
    shelf = Shelf(services, runs)
    tries, files = Tries(services, words, runs, Sounds(runs), shelf), Files(services, words)
    scores, many = Scores(services, words, runs, jobs), Batches(services, words, runs, jobs, shelf)

    def choices(question: Mapping[str, Any]) -> Answer:
        return runs.choices(named(question.get("task")))

    return server_functions(
        words,
        "tasks",
        {
            "runs_of_task": choices,
            "about_run": tries.about,
            "try_task": tries.explain,
            "hear_clip": tries.sound,
            "score_of_run": scores.score,
            "measure_run": scores.measure,
            "measuring": scores.progress,
            "read_files": files.read,
            "files_state": files.state,
            "choose_reading": files.choose,
            "sample_source": files.sample,
            "plan_run": files.plan,
            "start_task": files.start,
            "predict_many": many.begin,
            "predicting": many.read,
            "stop_many": many.stop,
        },
    )
