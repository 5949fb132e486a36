"""The command `evaluate`: how well the loaded catalogue's order agrees with people's judgements."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.workshop import open_configured_workshop, warn

if TYPE_CHECKING:
    from app.evaluation.evaluate import Evaluation, JudgedAnswer
    from app.evaluation.judged_queries import JudgedQuery
    from app.wiring import Workshop

SHOWN_SERVICES = 5


def evaluate(
    queries: Annotated[Path, typer.Argument(help="Judged queries as JSON Lines.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
    worst: Annotated[
        int,
        typer.Option(
            help="How many of the worst queries to list after the table; --json lists none.", min=0
        ),
    ] = 10,
    keep: Annotated[
        Path | None, typer.Option(help="File to keep each query's nDCG@10 in, for --compare.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="A kept run to compare with, by paired bootstrap.")
    ] = None,
) -> None:
    """Measure nDCG@10, recall@10 and MRR of the loaded catalogue, by language, form and filter."""
    if as_json and compare:
        raise typer.BadParameter("--json allows no --compare", param_hint="--json")
    from app.api.service_filters import read_filters
    from app.catalogue.codelist_files import load_code_lists
    from app.evaluation import comparison
    from app.evaluation.evaluate import evaluate
    from app.evaluation.judged_queries import read_judged_queries

    judged = read_judged_queries(queries, lambda filters: read_filters(filters, load_code_lists()))
    earlier = comparison.read_run(compare) if compare else None
    with open_configured_workshop() as workshop:
        _warn_of_another_catalogue(workshop, judged)
        workshop.build_index.bring_up_to_date()
        find_services = workshop.find_services()
        evaluation = evaluate(
            judged, lambda query: [found.service_id for found in find_services(query).services]
        )
        if keep:
            comparison.write_run(keep, evaluation)
        if as_json:
            typer.echo(json.dumps(evaluation.as_json(), indent=2))
            return
        typer.echo(evaluation.as_table())
        if earlier is not None:
            risen = comparison.compare(evaluation, earlier)
            typer.echo(f"\n{comparison.comparison_table(risen)}")
        _list_worst(workshop, evaluation, worst)


def _warn_of_another_catalogue(workshop: "Workshop", judged: "Iterable[JudgedQuery]") -> None:
    """Judgements of services that the catalogue does not have pull every figure down."""
    useful = {
        service_id for each in judged for service_id, grade in each.grades.items() if grade > 0
    }
    with workshop.database.open_stores(read_only=True) as stores:
        missing = len(useful) - len(stores.catalogue.services(useful))
    if missing:
        warn(
            f"{missing} of {len(useful)} services judged useful are not in this catalogue;"
            " they count as not found"
        )


def _list_worst(workshop: "Workshop", evaluation: "Evaluation", count: int) -> None:
    """What was found and what was missed; grades stand before the names, 0 where nobody judged."""
    for answer in evaluation.worst(count):
        shown = [*answer.found_ids[:SHOWN_SERVICES], *answer.missed_ids[:SHOWN_SERVICES]]
        name_of = _service_names(workshop, shown)
        query = answer.judged.query
        typer.echo(
            f"\n{answer.judged.query_id}  {answer.scores.ndcg_at_10:.3f}  {query.language}  {query.text}"
        )
        typer.echo(f"  found   {_listed(answer, answer.found_ids, name_of)}")
        typer.echo(f"  missed  {_listed(answer, answer.missed_ids, name_of)}")


def _service_names(workshop: "Workshop", service_ids: Iterable[str]) -> Callable[[str], str]:
    """From id to name; a service that is not in the catalogue keeps its id."""
    from app.domain.language import localized

    with workshop.database.open_stores(read_only=True) as stores:
        services = stores.catalogue.services(list(service_ids))
    names = {found: localized(service.name, "fi") for found, service in services.items()}
    return lambda service_id: names.get(service_id, service_id)


def _listed(
    answer: "JudgedAnswer", service_ids: tuple[str, ...], name_of: Callable[[str], str]
) -> str:
    grades = answer.judged.grades
    listed = [
        f"{grades.get(service_id, 0)} {name_of(service_id)}"
        for service_id in service_ids[:SHOWN_SERVICES]
    ]
    more = (
        [f"and {len(service_ids) - SHOWN_SERVICES} more"]
        if len(service_ids) > SHOWN_SERVICES
        else []
    )
    return ", ".join([*listed, *more]) or "nothing"
