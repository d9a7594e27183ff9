"""The endpoints as a program uses them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.ui.conftest import SMALL


@pytest.fixture(scope="module")
def client(served: Any) -> Client:
    return Client(served.url, verbose=False)


def test_a_program_starts_a_run_and_sees_it_end(client: Client) -> None:
    run = client.predict("The cat sat on the mat. " * 100, dict(SMALL), "by a program", api_name="/start_run")
    assert run["name"] == "by a program"
    deadline = time.monotonic() + 90
    while (now := client.predict(run["id"], api_name="/run_status"))["status"] not in (
        "done",
        "failed",
    ) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert (now["status"], now["step"], now["error"]) == ("done", 6, None)
    assert run["id"] in [one["id"] for one in client.predict(api_name="/list_runs")]


def test_a_model_writes_the_same_for_the_same_seed(client: Client, small_run: str) -> None:
    first, again, other = (client.predict(small_run, "The ", 12, 1.0, seed, api_name="/generate") for seed in (3, 3, 4))
    assert len(first["tokens"]) == 12
    assert first == again
    assert first["text"] == "".join(token["text"] for token in first["tokens"])
    assert all(0 < token["probability"] <= 1 for token in first["tokens"])
    assert other["text"] != first["text"]


def test_more_beams_throw_no_dice(client: Client, small_run: str) -> None:
    first, other = (client.predict(small_run, "The ", 6, 1.0, seed, 3, api_name="/generate") for seed in (3, 4))
    assert first == other


def test_an_encoder_gives_a_token_for_each_blank(client: Client) -> None:
    run = client.predict(
        "The cat sat on the mat. " * 100,
        {**SMALL, "model.architecture": "encoder-only"},
        "an encoder",
        api_name="/start_run",
    )
    deadline = time.monotonic() + 90
    while (
        client.predict(run["id"], api_name="/run_status")["status"] not in ("done", "failed")
        and time.monotonic() < deadline
    ):
        time.sleep(0.2)
    found = client.predict(run["id"], "The c_t s_t", api_name="/generate")
    assert [token["place"] for token in found["tokens"]] == [5, 9]
    assert found["text"] == "The c{}t s{}t".format(*(token["text"] for token in found["tokens"]))
    with pytest.raises(AppError, match="no blank"):
        client.predict(run["id"], "The cat", api_name="/generate")


def test_attention_is_one_weight_for_each_pair_of_tokens(client: Client, small_run: str) -> None:
    seen = client.predict(small_run, "The cat", api_name="/attention")
    assert seen["tokens"] == list("The cat")
    assert [len(seen["attention"]), len(seen["attention"][0]), len(seen["attention"][0][0])] == [2, 2, 7]
    assert all(abs(sum(row) - 1) < 1e-3 for layer in seen["attention"] for head in layer for row in head)
    assert sum(probability for _, probability in seen["next_token"]) <= 1.0001


@pytest.mark.parametrize(
    ("endpoint", "arguments", "said"),
    [
        ("/run_status", ["no such run"], "no run"),
        ("/start_run", ["Some text. " * 200, {"model.d_model": 33}], "multiple of nhead"),
        ("/start_run", ["Some text. " * 200, {"wings": 2}], "no setting"),
        ("/start_run", ["sample:../../etc/passwd", {}], "no sample"),
        ("/start_run", ["   ", {}], "no text"),
        ("/generate", ["six steps", "The", 5, -1.0, 1], "temperature"),
        ("/attention", ["six steps", ""], "nothing to read"),
        ("/stop_run", ["../../etc"], "no run"),
    ],
)
def test_a_mistake_comes_back_as_a_sentence(
    client: Client, small_run: str, endpoint: str, arguments: list[Any], said: str
) -> None:
    with pytest.raises(AppError, match=said) as caught:
        client.predict(*arguments, api_name=endpoint)
    assert "Traceback" not in str(caught.value)
