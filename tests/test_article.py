"""docs/article.md, in both languages: its listings fail and learn as it says, its links lead to code, its model is
ours.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import warnings
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from tests.model import torch_names as names
from tests.model.conftest import spread
from tests.model.mapping import fill, to_ours, to_theirs, weights_of

DOCS = Path(__file__).parents[1] / "docs"
ENGLISH, CHINESE = ((DOCS / name).read_text(encoding="utf-8") for name in ("article.md", "article_zh.md"))
SIZES = {"vocab_size": 9, "d_model": names.D, "nhead": names.H, "num_layers": names.LAYERS, "dim_feedforward": names.F}
SOURCE = torch.tensor([[1, 2, 3, 4], [5, 6, PADDING, PADDING]])
TOKENS = torch.tensor([[0, 4, 5], [0, 7, PADDING]])


def listings(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.S)


def headings(text: str) -> list[str]:
    return re.findall(r"^(#+ [\d.]*)", re.sub(r"```.*?```", "", text, flags=re.S), re.M)


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """What stands after all listings have run, in order, as in a notebook; `said` is what they printed."""
    known: dict[str, Any] = {}
    said = io.StringIO()
    torch.manual_seed(0)
    with contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "enable_nested_tensor")  # of the listing as printed: batch_first is missing
        for listing in listings(ENGLISH):
            exec(listing, known)
    return {**known, "said": said.getvalue().splitlines()}


def test_both_languages_have_the_same_listings_and_sections() -> None:
    assert listings(ENGLISH) == listings(CHINESE)
    assert len(listings(ENGLISH)) == 10
    assert headings(ENGLISH) == headings(CHINESE)
    for kind in (r"\]\(\.\./[^)]+\)", r"^> .*$", r"arXiv:\d+\.\d+"):
        assert re.findall(kind, ENGLISH, re.M) == re.findall(kind, CHINESE, re.M)


@pytest.mark.parametrize(
    ("label", "path"), sorted(set(re.findall(r"\[`([\w.]+)`\]\(\.\./([\w/]+)\.py\)", ENGLISH + CHINESE)))
)
def test_every_name_that_the_article_links_stands_in_that_file(label: str, path: str) -> None:
    module = importlib.import_module(path.replace("/", "."))
    found = reduce(getattr, label.split("."), module)
    assert getattr(found, "__module__", module.__name__) == module.__name__


def test_every_comment_on_a_printed_line_is_what_was_printed(page: dict[str, Any]) -> None:
    promised = re.findall(r"print\(.*\) +# (.*)$", "\n".join(listings(ENGLISH)), re.M)
    assert (
        page["said"]
        == promised
        == ["[2, 5]", "2048", "Transformer.forward() missing 1 required positional argument: 'tgt'", "True", "False"]
    )


def test_the_parameters_that_the_printed_listing_would_have_are_as_said() -> None:
    with torch.device("meta"):
        layer = nn.TransformerDecoderLayer(512, 8)
    parameters = 2048 * sum(weight.numel() for weight in layer.parameters())
    assert f"{parameters / 1e9:.1f} billion parameters, {parameters * 4 / 1e9:.0f} GB" in ENGLISH


def test_without_batch_first_the_rows_of_a_batch_read_each_other(page: dict[str, Any]) -> None:
    source, tokens = torch.tensor([[1, 2], [4, 5]]), torch.tensor([[0, 1], [0, 2]])
    other = torch.tensor([[1, 2], [6, 6]])
    for batch_first in (True, False):
        model = page["BothTexts"](**SIZES, batch_first=batch_first).eval()
        assert torch.allclose(model(source, tokens)[0], model(other, tokens)[0], atol=1e-6) == batch_first
    with pytest.raises(RuntimeError, match="batch number"):
        model(source[:, :1], tokens)


def test_without_positions_a_turned_source_changes_nothing_and_with_them_it_does(page: dict[str, Any]) -> None:
    source, tokens = torch.tensor([[1, 2, 3]]), torch.tensor([[0, 4]])
    blind, sees = (page[name](**SIZES).eval() for name in ("BothTexts", "WithPositions"))
    torch.testing.assert_close(
        blind.transformer.encoder(blind.vectors(source)).flip(1),
        blind.transformer.encoder(blind.vectors(source.flip(1))),
    )
    assert torch.allclose(blind(source, tokens), blind(source.flip(1), tokens), atol=1e-5)
    assert not torch.allclose(sees(source, tokens), sees(source.flip(1), tokens), atol=1e-3)


def test_without_masks_future_and_padding_leak_and_with_them_they_do_not(page: dict[str, Any]) -> None:
    open_, closed = (page[name](**SIZES).eval() for name in ("WithPositions", "WithMasks"))
    changed = TOKENS.clone()
    changed[:, -1] = 8
    source = SOURCE.clamp(min=0)
    assert (open_(source, TOKENS.clamp(min=0)) - open_(source, changed))[:, :-1].abs().max() > 1e-3
    torch.testing.assert_close(closed(SOURCE, TOKENS)[:, :-1], closed(SOURCE, changed)[:, :-1])
    alone, beside = SOURCE[1:, :2], SOURCE[1:]
    assert (open_(alone, changed[1:]) - open_(beside.clamp(min=0), changed[1:])).abs().max() > 1e-3
    torch.testing.assert_close(closed(alone, changed[1:]), closed(beside, changed[1:]), rtol=1e-5, atol=1e-5)


def test_the_norm_too_many_changes_next_to_nothing_until_it_has_learnt(page: dict[str, Any]) -> None:
    model = page["WithMasks"](**SIZES).eval()
    norm, before = model.transformer.decoder.norm, model(SOURCE, TOKENS)
    model.transformer.decoder.norm = None
    torch.testing.assert_close(before, model(SOURCE, TOKENS), rtol=1e-3, atol=1e-3)
    model.transformer.decoder.norm = spread(norm) or norm
    assert (before - model(SOURCE, TOKENS)).abs().max() > 0.1


def test_the_corrected_listing_learns_to_copy_words(page: dict[str, Any]) -> None:
    torch.manual_seed(1)
    model = page["learn_to_copy"](page["ArticleModel"](9, 32, 4, 2, 64))
    source, _, targets = page["some_words"](200)
    written = torch.zeros(200, 1, dtype=torch.int64)
    with torch.no_grad():
        for _ in range(targets.size(1)):
            written = torch.cat([written, model(source, written)[:, -1:].argmax(-1)], 1)
    assert ((written[:, 1:] == targets) | (targets == PADDING)).all(1).float().mean() >= 0.95


@pytest.mark.parametrize(
    "way", [to_ours, to_theirs], ids=["the listing's weights in ours", "our weights in the listing"]
)
def test_the_corrected_listing_equals_the_article_family(page: dict[str, Any], way: Any) -> None:
    sizes = {name: value for name, value in SIZES.items() if name != "vocab_size"}
    config = RunConfig.parse({"model": sizes}, family="article").model
    ours, theirs = (
        LargeLanguageModel.from_config(config, SIZES["vocab_size"]).eval(),
        page["ArticleModel"](**SIZES).eval(),
    )
    origin, target = (theirs.transformer, ours) if way is to_ours else (ours, theirs.transformer)
    spread(theirs)
    spread(ours, seed=1)
    with torch.no_grad():
        ours.embed.weight.copy_(theirs.embedding.weight)
    given = {name: weight for name, weight in weights_of(origin).items() if not name.startswith("embed.")}
    stacks = target if way is to_theirs else nn.ModuleDict({"encoder": ours.encoder, "decoder": ours.decoder})
    fill(stacks, way(names.WHOLE, given))
    with torch.no_grad():
        real = TOKENS != PADDING
        difference = (ours(TOKENS, SOURCE) - theirs(SOURCE, TOKENS))[real].abs().max()
        assert difference < 1e-5
        theirs.transformer.encoder.norm = nn.LayerNorm(names.D)
        spread(theirs.transformer.encoder.norm)
        assert (ours(TOKENS, SOURCE) - theirs(SOURCE, TOKENS))[real].abs().max() > 1e-2


def test_the_article_family_is_what_the_article_describes() -> None:
    config = RunConfig.parse(family="article")
    model = config.model
    assert (model.architecture, model.norm, model.norm_first, model.positions, model.activation) == (
        "encoder-decoder",
        "layernorm",
        False,
        "sinusoidal",
        "relu",
    )
    assert (model.bias, model.tied_embeddings, model.embed_scale, model.qk_norm, model.num_kv_heads) == (
        True,
        True,
        "sqrt",
        False,
        None,
    )
    assert config.train.optimizer == "adam"
    assert "article" in FAMILIES
