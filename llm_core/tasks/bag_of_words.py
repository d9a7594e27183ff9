"""The baselines of texts with classes: the commonest class, and logistic regression on the words that a text holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from llm_core.data.tasks import Example
from llm_core.packages import package

MAJORITY, BAG_OF_WORDS = "majority", "TF-IDF + logistic regression"
WORDS = r"[\u3040-\u9fff]|[^\W\u3040-\u9fff]+"  # each Chinese character is one, as their runs have no blanks
STRENGTH, MOST_STEPS = 10.0, 1000  # C of the regression; as given here it does better than scikit-learn's own 1


def majority(examples: Sequence[Example]) -> str:
    """The commonest class; of several, the first in order."""
    counts = Counter(example.target for example in examples)
    return min(counts, key=lambda label: (-counts[label], label))


def bag_of_words(taught: Sequence[Example], texts: Sequence[str]) -> list[str]:
    """What logistic regression on TF-IDF of words and pairs of words, taught the same examples, answers.

    Raises:  ResourceError: scikit-learn isn't installed.
    """
    extraction = package("sklearn.feature_extraction.text", "scikit-learn", BAG_OF_WORDS)
    linear = package("sklearn.linear_model", "scikit-learn", BAG_OF_WORDS)
    vectorizer = extraction.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, **{"token_pattern": WORDS})
    table = vectorizer.fit_transform([example.source for example in taught])
    regression = linear.LogisticRegression(C=STRENGTH, max_iter=MOST_STEPS).fit(
        table, [example.target for example in taught]
    )
    return [str(label) for label in regression.predict(vectorizer.transform(texts))]
