"""How well services are found without the embedding model, by spelling alone: nDCG@10 beside the model's.

    python -m benchmarks.without_model QUERIES.jsonl…

Asks the catalogue that the settings name (REVONTULI_DATA_DIR). The table goes to docs/relevance.md.
"""

from dataclasses import replace
from typing import Never

from app.errors import Unavailable
from benchmarks.ablation import print_tables


def no_model() -> Never:
    raise Unavailable


def main() -> None:
    print_tables(
        __doc__.splitlines()[0],
        lambda with_model: {
            "model": with_model,
            "spelling": replace(with_model, encoder=no_model, answers_lexically=True),
        },
    )


if __name__ == "__main__":
    main()
