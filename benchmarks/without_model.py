"""How well services are found without the embedding model, by spelling alone: nDCG@10 beside the model's.

    python -m benchmarks.without_model QUERIES.jsonl…

Asks the catalogue that the settings name (REVONTULI_DATA_DIR). The table goes to docs/relevance.md.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Never

from app.api.service_filters import read_filters
from app.catalogue.codelist_files import load_code_lists
from app.cli.workshop import open_configured_workshop
from app.errors import Unavailable
from app.evaluation.judged_queries import read_judged_queries
from benchmarks.ablation import GROUPS, row


def no_model() -> Never:
    raise Unavailable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("queries", type=Path, nargs="+", help="judged queries as JSON Lines")
    arguments = parser.parse_args()
    code_lists = load_code_lists()
    with open_configured_workshop() as workshop:
        workshop.build_index.bring_up_to_date()
        with_model = workshop.find_services()
        by_spelling = replace(with_model, encoder=no_model, answers_lexically=True)
        for path in arguments.queries:
            judged = read_judged_queries(path, lambda filters: read_filters(filters, code_lists))
            print(f"\n{path.name}, {len(judged)} queries\n\n| | {' | '.join(GROUPS)} |")
            print("|---" * (len(GROUPS) + 1) + "|")
            for name, find_services in (("model", with_model), ("spelling", by_spelling)):
                scores = row(find_services, judged)
                print(f"| {name} | {' | '.join(f'{score:.3f}' for score in scores)} |", flush=True)


if __name__ == "__main__":
    main()
