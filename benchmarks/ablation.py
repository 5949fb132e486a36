"""What each ingredient of the matching buys: nDCG@10 with one after another added, and with each left out.

    python -m benchmarks.ablation QUERIES.jsonl…

Asks the catalogue that the settings name (REVONTULI_DATA_DIR), as `revontuli evaluate` does. The table goes to
docs/relevance.md.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from app.api.service_filters import read_filters
from app.catalogue.codelist_files import load_code_lists
from app.cli.workshop import open_configured_workshop
from app.evaluation.evaluate import evaluate
from app.evaluation.judged_queries import JudgedQuery, read_judged_queries
from app.ranking.cover_needs import COVERAGE
from app.usecases.find_services import DEFAULT_MATCHING, FindServices, Matching

GROUPS: Final = ("all", "fi", "sv", "en", "narrative", "keyword", "event")


def matching(
    *,
    bridge_recipe: dict[str, float] | None = None,
    weights: dict[str, float] | None = None,
    coverage: float = 0.0,
) -> Matching:
    """The shipped figures with some changed, and without covering needs unless it is asked for."""
    return Matching(
        recipe=replace(DEFAULT_MATCHING.recipe, **(bridge_recipe or {})),  # type: ignore[arg-type]
        weights=replace(DEFAULT_MATCHING.weights, **(weights or {})),
        coverage=coverage,
    )


without = partial(matching, coverage=COVERAGE)

NO_METERS: Final = {"meters": 0.0, "meters_beside_vague_text": 0.0}
NO_EVENTS: Final = {"life_events": 0.0, **NO_METERS}
NO_PHRASEBOOK: Final = {"spoken": 0.0, "bridge": 0.0, **NO_EVENTS}

INGREDIENTS: Final[dict[str, Matching]] = {
    "cosine of query and service": matching(
        bridge_recipe={"expansion_weight": 0.0}, weights=NO_PHRASEBOOK
    ),
    "+ official wording of the kinds found": matching(weights=NO_PHRASEBOOK),
    "+ what people say who need the service": matching(weights={"bridge": 0.0, **NO_EVENTS}),
    "+ the map from kinds to services": matching(
        bridge_recipe={"related_weight": 0.0}, weights=NO_EVENTS
    ),
    "+ kinds that help too": matching(weights=NO_EVENTS),
    "+ life events told": matching(weights=NO_METERS),
    "+ covering every need": matching(weights=NO_METERS, coverage=COVERAGE),
    "+ meters: the whole": DEFAULT_MATCHING,
    "whole without official wording": without(bridge_recipe={"expansion_weight": 0.0}),
    "whole without what people say": without(weights={"spoken": 0.0}),
    "whole without the map": without(weights={"bridge": 0.0}),
    "whole without kinds that help too": without(bridge_recipe={"related_weight": 0.0}),
    "whole without life events told": without(weights={"life_events": 0.0}),
    "whole without covering every need": matching(),
}


def row(find_services: FindServices, judged: Sequence[JudgedQuery]) -> list[float]:
    """nDCG@10 by group, NaN where no query is of it."""
    found = evaluate(
        judged, lambda query: [each.service_id for each in find_services(query).services]
    )
    scores = {group.name: group.scores.ndcg_at_10 for group in found.groups}
    return [scores.get(name, float("nan")) for name in GROUPS]


def print_tables(
    description: str, variants: Callable[[FindServices], Mapping[str, FindServices]]
) -> None:
    """For each file of judged queries on the command line, a table with a row for each way of finding services."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("queries", type=Path, nargs="+", help="judged queries as JSON Lines")
    arguments = parser.parse_args()
    code_lists = load_code_lists()
    with open_configured_workshop() as workshop:
        workshop.build_index.bring_up_to_date()
        compared = variants(workshop.find_services())
        for path in arguments.queries:
            judged = read_judged_queries(path, lambda filters: read_filters(filters, code_lists))
            print(f"\n{path.name}, {len(judged)} queries\n\n| | {' | '.join(GROUPS)} |")
            print("|---" * (len(GROUPS) + 1) + "|")
            for name, find_services in compared.items():
                scores = row(find_services, judged)
                print(f"| {name} | {' | '.join(f'{score:.3f}' for score in scores)} |", flush=True)


def main() -> None:
    print_tables(
        __doc__.splitlines()[0],
        lambda find_services: {
            name: replace(find_services, matching=changed) for name, changed in INGREDIENTS.items()
        },
    )


if __name__ == "__main__":
    main()
