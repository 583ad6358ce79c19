"""What `python -m corpus train` makes: a model that knows more of a line than chance."""

from corpus.generate.noise import LEVELS
from corpus.train import measured, parts, trained


def test_a_model_of_few_papers_knows_most_lines_of_others() -> None:
    clean = LEVELS[0]
    pipeline = trained(list(parts(11, 12, "tuning", clean)), 11)
    found = measured(pipeline, list(parts(7, 6, "held-out", clean)))
    assert found["model"].accuracy > 0.6
    assert found["rules"].accuracy > 0.6
