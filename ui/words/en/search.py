"""Words that people search settings by, where neither label, help, glossary nor coach has them."""

WORDS = {
    "overfitting": "overfitting overfit memorize memorizing generalization regularization",
    "diverging": "diverge divergence diverged unstable exploding gradient infinite NaN",
    "plateau": "plateau underfitting stuck capacity too small",
    "memory": "memory out of memory OOM RAM VRAM",
    "slow": "slow speed fast faster time duration",
    "attention": "attention heads multi-head",
    "vocabulary": "vocabulary vocab tokens",
    "creativity": "creative random boring repetitive repeats loop",
    "long": "long text window sequence length memory of the past",
}
