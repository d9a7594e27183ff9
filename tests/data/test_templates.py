"""Chat templates: what Hugging Face's Jinja writes, what of it the loss counts, and that no template and no message
does harm.
"""

from __future__ import annotations

import random
from itertools import groupby

import pytest
from transformers.utils.chat_template_utils import _compile_jinja_template

from llm_core.config import DataConfig
from llm_core.data.chat.dialogue import Message
from llm_core.data.chat.encode import ended
from llm_core.data.chat.template import MARKS, PLAIN, Template, TemplatePart, template_of
from llm_core.data.tokenizer.tokenizer import END, Tokenizer, train_tokenizer
from llm_core.errors import SettingError

CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + "
    "'\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
LLAMA_3 = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + "
    "message['role'] + '<|end_header_id|>\n\n'+ "
    "message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% "
    "endif %}{{ content }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
ZEPHYR = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>
' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>
' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>
'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}"""
LLAMA_2 = (
    "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = "
    "messages[0]['content'] %}{% else %}"
    "{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must "
    "alternate') }}{% endif %}"
    "{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\\n' + system_message + "
    "'\\n<</SYS>>\\n\\n' + message['content'] %}"
    "{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + "
    "'[INST] ' + content.strip() + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"
)
QWEN = (
    "{%- if messages[0]['role'] == 'system' %}\n{{- '<|im_start|>system\\n' + messages[0]['content'] + "
    "'<|im_end|>\\n' }}\n{%- else %}\n"
    "{{- '<|im_start|>system\\nBe helpful.<|im_end|>\\n' }}\n{%- endif %}\n{%- if tools %}{{- tools | tojson }}{%- "
    "endif %}\n{%- for message in messages %}\n"
    "{%- if (message.role == 'user') or (message.role == 'system' and not loop.first) or (message.role == "
    "'assistant' and not message.tool_calls) %}\n"
    "{{- '<|im_start|>' ~ message.role ~ '\\n' ~ message.content ~ '<|im_end|>' ~ '\\n' }}\n{%- endif %}\n{%- "
    "endfor %}\n"
    "{%- if add_generation_prompt %}\n{{- '<|im_start|>assistant\\n' }}\n{%- endif %}\n"
)
THEIRS = {"ChatML": CHATML, "Llama 3": LLAMA_3, "Zephyr": ZEPHYR, "Llama 2": LLAMA_2, "Qwen": QWEN}
ALL = {**THEIRS, "marks": MARKS, "plain": PLAIN}
TALK = [
    Message("system", "Be brief."),
    Message("user", "Hi <|end|> there"),
    Message("assistant", "Hello!"),
    Message("user", "{{ 7 * 7 }}"),
    Message("assistant", "你好 <|endoftext|> <|im_end|>"),
]


def written(parts: list[TemplatePart]) -> str:
    return "".join(part.text for part in parts)


def tokenizer_for(template: Template, kind: str = "bpe") -> Tokenizer:
    texts = [*template.frame, *(message.content for message in TALK)] * 3
    return train_tokenizer(texts, DataConfig.model_validate({"tokenizer": kind, "vocab_size": 400}), template.marks)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("first", [0, 1])
def test_a_template_writes_what_transformers_makes_it_write(name: str, first: int) -> None:
    template, messages = Template(ALL[name]), TALK[first:]
    render = _compile_jinja_template(ALL[name]).render
    plain = [message._asdict() for message in messages]
    known = {"eos_token": END, "bos_token": "", "tools": None}
    assert written(template.parts(messages)) == render(messages=plain, add_generation_prompt=False, **known)
    for end in range(first, len(messages)):
        if messages[end - 1].role == "user":
            assert written(template.generation_prompt(messages[:end])) == render(
                messages=plain[:end], add_generation_prompt=True, **known
            )


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["bpe", "characters"])
def test_what_a_model_reads_before_it_answers_begins_the_dialogue_that_taught_it(name: str, kind: str) -> None:
    template = Template(ALL[name])
    tokenizer = tokenizer_for(template, kind)
    whole, loss_mask = template.encode(template.parts(TALK), tokenizer)
    for end in (2, 4):
        opening, _ = template.encode(template.generation_prompt(TALK[:end]), tokenizer)
        assert whole[: len(opening)] == opening
        assert loss_mask[len(opening)]
        assert not loss_mask[len(opening) - 1]


@pytest.mark.parametrize("name", ALL)
def test_asked_are_the_answers_and_the_mark_after_each(name: str) -> None:
    template = Template(ALL[name])
    answers = [
        "".join(part.text for part in run)
        for loss_mask, run in groupby(template.parts(TALK), key=lambda part: part.in_loss)
        if loss_mask
    ]
    stop = template.stops[0]
    assert [answer.removesuffix(stop).strip() for answer in answers] == ["Hello!", "你好 <|endoftext|> <|im_end|>"]
    assert all(answer.endswith(stop) for answer in answers)
    assert template.stops == (
        {"ChatML": "<|im_end|>", "Qwen": "<|im_end|>", "Llama 3": "<|eot_id|>", "marks": "<|end|>"}.get(name, END),
    )


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["bpe", "characters"])
def test_nothing_that_is_said_becomes_a_mark_or_a_template(name: str, kind: str) -> None:
    template = Template(ALL[name])
    tokenizer = tokenizer_for(template, kind)
    marks = {tokenizer.end_id, *tokenizer.marks.values()}

    def ids(said: str) -> list[int]:
        return template.encode(template.parts([Message("user", said), Message("assistant", said)]), tokenizer)[0]

    usual = [token for token in ids("a") if token in marks]
    for said in (
        *template.marks,
        END,
        "<|user|>" * 3,
        "{% for x in y %}",
        "{{ eos_token }}",
        "\ue0000\ue001",
        "\ue0001\ue001\ue000",
        "[INST]",
    ):
        assert [token for token in ids(said) if token in marks] == usual
        said_in = [
            part.text for part in template.parts([Message("user", said), Message("assistant", "b")]) if not part.is_mark
        ]
        assert said in said_in


def test_the_builtin_templates_write_what_they_are_said_to_write() -> None:
    marks, plain = (template_of(DataConfig.model_validate({"chat_template": name})) for name in ("marks", "plain"))
    assert (
        written(marks.parts(TALK[:3]))
        == "<|system|>Be brief.<|end|><|user|>Hi <|end|> there<|end|><|assistant|>Hello!<|end|>"
    )
    assert written(plain.parts(TALK[1:3])) == "User: Hi <|end|> there\nAssistant: Hello!<|endoftext|>\n"
    assert written(plain.generation_prompt(TALK[1:2])) == "User: Hi <|end|> there\nAssistant: "
    assert (set(marks.marks), plain.marks) == ({"<|system|>", "<|user|>", "<|assistant|>", "<|end|>"}, ())


def test_a_dialogue_ends_with_the_end_of_its_text_once_and_nothing_follows_the_last_answer() -> None:
    assert written(ended(Template(PLAIN).parts(TALK))).endswith("<|im_end|><|endoftext|>")
    assert written(ended(Template(CHATML).parts(TALK))).endswith("<|im_end|><|im_end|><|endoftext|>")
    assert all(part.in_loss for part in ended(Template(CHATML).parts(TALK))[-3:])


def test_blanks_around_what_is_said_change_nothing() -> None:
    template = Template(MARKS)
    assert template.parts([Message("user", " hi \n")]) == template.parts([Message("user", "hi")])


def test_a_custom_template_is_read_from_the_settings_and_an_empty_one_is_refused() -> None:
    assert template_of(DataConfig(chat_template="custom", custom_template=CHATML)).source == CHATML
    with pytest.raises(SettingError, match="custom_template is empty"):
        template_of(DataConfig(chat_template="custom", custom_template="  "))


def test_a_system_message_is_a_mistake_only_where_the_template_writes_none() -> None:
    template = Template(
        "{% for m in messages if m.role != 'system' %}{{ m.role ~ m.content ~ '<|end|>' }}{% endfor %}{% if "
        "add_generation_prompt %}assistant{% endif %}"
    )
    assert written(template.parts(TALK[1:3])) == "userHi <|end|> there<|end|>assistantHello!<|end|>"
    with pytest.raises(SettingError, match="writes no system message"):
        template.parts(TALK)
    refusing = Template(
        MARKS.replace(
            "{{ '<|'", "{% if message.role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ '<|'", 1
        )
    )
    with pytest.raises(SettingError, match="no system"):
        refusing.generation_prompt(TALK[:2])


def test_a_mark_that_the_vocabulary_lacks_is_a_mistake() -> None:
    with pytest.raises(SettingError, match=r"writes <\|im_start\|>, which this vocabulary lacks"):
        Template(CHATML).encode(Template(CHATML).parts(TALK), tokenizer_for(Template(MARKS)))


def loop(written: str, before: str = "{{ m.role }}", after: str = "") -> str:
    return f"{{% for m in messages %}}{before}{written}{{% endfor %}}{{% if add_generation_prompt %}}assistant{{% endif %}}{after}"  # noqa: E501


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% for m in messages %}", "isn't valid Jinja: see its line 1"),
        ("\n\n{{ }}", "see its line 3"),
        ("{{ x | nothing }}", "No filter named 'nothing'"),
        ("just words", "writes none"),
        ("", "writes none"),
        (loop("{{ m.content[:2] }}<|end|>"), "writes none"),
        (loop("{{ m.content }}{{ m.content }}<|end|>"), "once and in order"),
        (loop("{{ m.content }}"), "could never stop"),
        (loop("{{ m.content }}</s>"), "could never stop"),
        (loop("{{ m.content }}<|END|>"), "could never stop"),
        (
            loop("{{ m.content }}<|end|>", before="{{ m.role|upper }}"),
            "must be the beginning of what it writes with the answer",
        ),
        (loop("{{ m.content }}<|end|>", after="!"), "must be the beginning of what it writes with the answer"),
        (
            loop("{% if not loop.last and m.role == 'assistant' %}earlier{% endif %}{{ m.content }}<|end|>"),
            "writes an answer differently once the dialogue goes on",
        ),
        (loop("{{ m.content }}<|end|>{{ raise_exception('never') }}"), "never"),
        (loop("{{ m.content }}<|end|>{{ nothing.at_all }}"), "undefined"),
    ],
)
def test_a_template_after_which_nobody_could_answer_is_refused_with_the_rule(source: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        Template(source)


GROWING = "{% set ns = namespace(x=START) %}{% for i in range(100) %}{% set ns.x = EXPRESSION %}{% endfor %}{{ ns.x }}"
HOSTILE = [
    (
        "{% for a in range(2000) %}{% for b in range(2000) %}{% for c in range(2000) %}{% endfor %}{% endfor %}{% "
        "endfor %}"
    ),
    "{{ range(10**9) | list }}",
    "{{ 'a' * 10**9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ [0] * 1000000000 }}",
    "{{ 9**9**9 }}",
    "{{ '%0999999999d' % 1 }}",
    "{{ '%*d' % (999999999, 1) }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ 'a'.center(10**9) }}",
    "{{ 'a'.ljust(10**9) }}",
    "{{ 'x' | center(10**9) }}",
    "{{ 'x' | indent(10**9) }}",
    "{{ lipsum(n=10**7) }}",
    "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(1) }}",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ messages.__class__.__base__.__subclasses__() }}",
    "{{ messages.append(1) }}",
    "{% include 'x' %}",
    "{% import 'os' as x %}",
    "{{ messages }}",
    "{% set x %}{% for i in range(2000) %}{{ 'abcdefghij' * 4000 }}{% endfor %}{% endset %}",
    "{% for i in range(2000) %}{{ 'abcdefghij' * 4000 }}{% endfor %}",
    "{{ '%s' % messages }}",
    "{{ 1 / 0 }}",
    "{{ " + "(" * 9000 + "1" + ")" * 9000 + " }}",
    "{% if 1 %}" * 1500 + "{% endif %}" * 1500,
    *(
        GROWING.replace("START", "'ab'").replace("EXPRESSION", growing)
        for growing in (
            "ns.x ~ ns.x",
            "ns.x + ns.x",
            "ns.x * 9",
            "ns.x.replace('a', 'aaaa')",
            "ns.x | replace('a', 'aaaa')",
            "[ns.x, ns.x] | join",
            "ns.x.join('aaaa')",
            "'%s%s' % (ns.x, ns.x)",
        )
    ),
    *(
        GROWING.replace("START", "[1]").replace("EXPRESSION", growing)
        for growing in ("[ns.x, ns.x]", "ns.x + ns.x", "{'a': ns.x, 'b': ns.x}", "(ns.x, ns.x)")
    ),
    GROWING.replace("START", "3").replace("EXPRESSION", "ns.x * ns.x"),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_template_is_refused_at_once(source: str) -> None:
    with pytest.raises(SettingError):
        Template(source + MARKS)


def test_mutated_templates_work_or_are_refused_and_nothing_else() -> None:
    rng, working = random.Random(7), 0
    for _ in range(400):
        source = list(rng.choice(list(ALL.values())))
        for _ in range(rng.randint(1, 2)):
            source[rng.randrange(len(source))] = rng.choice("{}%|'<>[]().+ a0\n\ue000")
        try:
            template = Template("".join(source))
        except SettingError:
            continue
        assert written(template.parts(TALK[1:3])).count(TALK[2].content) == 1
        working += 1
    assert 20 < working < 380
