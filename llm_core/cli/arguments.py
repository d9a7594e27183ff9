"""The commands and their arguments; those of training are made from the hyperparameters, one each."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from pydantic.fields import FieldInfo

from llm_core.config import TASKS, RunConfig, SamplingConfig
from llm_core.config.presets import PRESETS
from llm_core.config.setting import bounds, choices, metadata, settings_of
from llm_core.errors import SettingError

TEXTS = (
    "--prompt",
    "--text",
    "--input",
    "--ask",
    "--system",
    "--name",
    "--stop",
    "--sampling.stop",
    "--train.sample_prompt",
)
MARK = "\0"  # no argument of a process can hold it
SAMPLING = {name: f"--{name.replace('_', '-')}" for name in SamplingConfig.model_fields}


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are mistakes like all others: one line, exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage."""
        raise SettingError(
            "bad-arguments",
            "{complaint}. `{command} --help` shows what there is.",
            complaint=message[:1].upper() + message[1:],
            command=self.prog,
        )


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line.

    Raises:  SettingError: it can't be understood.
    """
    return _parser().parse_args(_joined(argv))


def _joined(argv: Sequence[str]) -> list[str]:
    """Join options that take a text with the text, marked as one: argparse would read "-x" as an option and
    drop "--".
    """
    joined: list[str] = []
    rest = iter(argv)
    for word in rest:
        option, equals, value = word.partition("=")
        if option not in TEXTS:
            joined.append(word)
        elif equals:
            joined.append(f"{option}={MARK}{value}")
        else:
            following = next(rest, None)
            joined.append(word if following is None else f"{word}={MARK}{following}")
    return joined


def _text(value: str) -> str:
    return value.removeprefix(MARK)


def _parser() -> Parser:
    common = Parser(add_help=False, allow_abbrev=False)
    common.add_argument(
        "--workspace",
        metavar="DIR",
        help="folder of runs (default: TERRARIUM_WORKSPACE, else workspace/ beside app.py)",
    )
    common.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser = Parser(
        prog="python -m llm_core", description="Grow a language model from the command line.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)

    def command(name: str, help: str) -> Parser:
        return commands.add_parser(name, help=help, description=help, parents=[common], allow_abbrev=False)

    _train(command("train", "Train a model on text files."))
    resume = command("resume", "Go on with a run from its newest checkpoint.")
    resume.add_argument("run", metavar="RUN", help="its name or id")
    _generate(command("generate", "Let a run's model go on with a text, or answer, where it learnt pairs."))
    _chat(command("chat", "Talk to a run, line by line."))
    fill = command("fill", "Let an encoder fill the blanks of a text.")
    fill.add_argument("run", metavar="RUN", help="its name or id")
    fill.add_argument(
        "--text",
        required=True,
        type=_text,
        metavar="T",
        help=(
            "a text with _ for each hidden token; of a run that learnt pairs, what is given and a _ for each token "
            "of the answer"
        ),
    )
    evaluate = command("evaluate", "Measure a run's model on its validation text, or on other text.")
    evaluate.add_argument("run", metavar="RUN", help="its name or id")
    evaluate.add_argument("--data", nargs="+", metavar="FILE_OR_FOLDER", help="text to measure on instead")
    _data_settings(evaluate)
    inspect = command("inspect", "Look inside: tokens, attention and next-token probabilities of a text.")
    inspect.add_argument("run", metavar="RUN", help="its name or id")
    inspect.add_argument("--text", required=True, type=_text, metavar="T", help="what the model reads; taken as it is")
    _tasks(
        commands.add_parser(
            "task",
            help="One of five tasks: train, evaluate, predict.",
            description="One of five tasks.",
            allow_abbrev=False,
        ),
        common,
    )
    command("runs", "List the runs.")
    worker = command("worker", "The process of a run that the page starts.")
    worker.add_argument("run", nargs="?", metavar="RUN", help="id of a run in line")
    worker.add_argument("--resume", action="store_true", help="go on from its newest checkpoint")
    worker.add_argument("--spare", action="store_true", help="import everything, then wait for a run on standard input")
    return parser


def _train(parser: Parser) -> None:
    parser.add_argument(
        "--data",
        nargs="+",
        required=True,
        metavar="FILE_OR_FOLDER",
        help="txt, md, csv, tsv, json or jsonl; of a folder all that lie below it",
    )
    parser.add_argument("--name", type=_text, metavar="N", help="what to call the run (default: after the data)")
    parser.add_argument(
        "--preset",
        default=argparse.SUPPRESS,
        metavar="{" + ",".join(PRESETS) + "}",
        help="settings to start from (default: tiny)",
    )
    for name, field in settings_of(RunConfig):
        if name != "preset":
            _setting(parser, name, field)


def _tasks(parser: Parser, common: Parser) -> None:
    """`task NAME train|evaluate|predict`: the same flags for all five."""
    parser.add_argument("task", metavar="NAME", choices=TASKS, help=", ".join(TASKS))
    actions = parser.add_subparsers(dest="action", metavar="train|evaluate|predict", required=True, parser_class=Parser)

    def action(name: str, help: str) -> Parser:
        return actions.add_parser(name, help=help, description=help, parents=[common], allow_abbrev=False)

    _train(action("train", "Train a model on examples of the task."))
    evaluate = action("evaluate", "Measure a run beside its baseline, on what it held out, or on other files.")
    evaluate.add_argument("run", metavar="RUN", help="its name or id")
    evaluate.add_argument("--data", nargs="+", metavar="FILE_OR_FOLDER", help="examples to measure on instead")
    _data_settings(evaluate)
    predict = action("predict", "Answer one input, or each in a file.")
    predict.add_argument("run", metavar="RUN", help="its name or id")
    predict.add_argument(
        "--input",
        required=True,
        type=_text,
        metavar="TEXT_OR_FILE",
        help="a text; or a file with one a line or a column of them; of speech a sound, or a folder of them",
    )
    predict.add_argument(
        "--documents",
        nargs="+",
        metavar="FILE",
        help="of question-answering: what to answer from (default: the run's own texts)",
    )


def _data_settings(parser: Parser) -> None:
    for name, field in settings_of(RunConfig):
        if name in ("data.encoding", "data.column", "data.target_column"):
            _setting(parser, name, field)


def _generate(parser: Parser) -> None:
    parser.add_argument("run", metavar="RUN", help="its name or id")
    parser.add_argument(
        "--prompt", required=True, type=_text, metavar="T", help="what to continue or answer; taken as it is"
    )
    for name, field in SamplingConfig.model_fields.items():
        _setting(parser, name, field, flag=SAMPLING[name])


def _chat(parser: Parser) -> None:
    parser.add_argument("run", metavar="RUN", help="its name or id")
    parser.add_argument(
        "--ask",
        action="append",
        type=_text,
        metavar="T",
        help="say this instead of reading lines; may be given several times, one turn each",
    )
    parser.add_argument(
        "--system",
        type=_text,
        metavar="T",
        help="what stands before the conversation; only runs whose dialogues had such a message heed it",
    )
    for name, field in SamplingConfig.model_fields.items():
        _setting(parser, name, field, flag=SAMPLING[name])


def _setting(parser: Parser, name: str, field: FieldInfo, flag: str | None = None) -> None:
    """One argument for one hyperparameter, read as it stands and validated with all the others."""
    many = field.annotation == tuple[str, ...]
    rules: dict[str, Any] = {"action": "append"} if many else {}
    if (flag or f"--{name}") in TEXTS:
        rules["type"] = _text
    metavar = "{" + ",".join(choices(field)) + "}" if len(choices(field)) > 1 else name.rpartition(".")[2].upper()
    parser.add_argument(
        flag or f"--{name}", dest=name, default=argparse.SUPPRESS, metavar=metavar, help=_help(field), **rules
    )


def _help(field: FieldInfo) -> str:
    low, high = bounds(field)
    span = f"; {low:g} to {high:g}" if low is not None and high is not None else ""
    default = "" if field.default in (None, ()) else f"default {field.default}"
    unit = f" {metadata(field, 'unit')}" if metadata(field, "unit") and default else ""
    notes = (default + unit + span).removeprefix("; ")
    return f"{field.title}. {field.description}{f' ({notes})' if notes else ''}".replace("%", "%%")
