"""Measure how well the needs of a situation are found, over situations written for it.

    python -m benchmarks.needs [--catalogue FILE]

Imports the given PTV file, else the sample catalogue, and asks the shipped model for the needs of each situation in
tests/quality/needs.jsonl: one half was looked at while the thresholds were chosen, the other was not.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.packages import ServicePackage
from app.domain.query import Query
from app.index.snapshot import Snapshot
from app.index.snapshot_files import read_snapshot
from app.observability.logs import configure_logs
from app.ranking.kind_map import KindMap
from app.ranking.lead_kinds import LEAST_OFFERED_WEIGHT
from app.settings import Settings
from app.usecases.sample_catalogue import load_sample_when_empty
from app.wiring import no_progress, open_container, open_workshop
from benchmarks.run import environment_in, import_services

SITUATIONS = Path(__file__).parents[1] / "tests" / "quality" / "needs.jsonl"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A text with the needs it holds: for each the kinds of service any of which would be right."""

    part: str
    language: str
    urgent: bool
    text: str
    needs: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Over some situations; all but services_per_need are shares, 0..1.

    recall is of the needs written down, precision of the needs found; each found need counts for one written need, by
    its leading kind. urgent_right says how often danger was seen or rightly not seen, urgent_first how often, where it
    was, the first need is the urgent one.
    """

    recall: float
    precision: float
    services_per_need: float
    urgent_right: float
    urgent_first: float


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how well needs are found.")
    parser.add_argument("--catalogue", type=Path, help="PTV JSON of services to import")
    options = parser.parse_args()
    configure_logs("WARNING", "console")
    with tempfile.TemporaryDirectory(prefix="revontuli-needs-") as folder:
        packages = packages_of(read_situations(), Path(folder), options.catalogue)
        snapshot = read_snapshot(Settings(data_dir=Path(folder), _env_file=None).index_dir)
    for part in ("tuning", "unseen"):
        of_part = [each for each in packages if each[0].part == part]
        print(f"{part}, {len(of_part)} situations")
        for name, value in asdict(measure(of_part)).items():
            print(f"  {name:20} {value:.2f}")
        named = named_by_first([package for _, package in of_part], snapshot)
        print(f"  {'named_by_first':20} {sum(named)} of {len(named)}")


def read_situations() -> list[Situation]:
    lines = SITUATIONS.read_text(encoding="utf-8").splitlines()
    return [Situation(**json.loads(line)) for line in lines]


def packages_of(
    situations: Sequence[Situation], folder: Path, catalogue: Path | None = None
) -> list[tuple[Situation, ServicePackage]]:
    """Each situation with its package, of five services a need, over a catalogue imported into the folder."""
    environment = environment_in(folder)
    settings = Settings(data_dir=folder, require_auth=False, _env_file=None)
    if catalogue:
        import_services(catalogue, environment)
    else:
        with open_workshop(settings, no_progress) as workshop:
            load_sample_when_empty(workshop.database, workshop.import_catalogue)
            workshop.build_index.bring_up_to_date()
    with open_container(settings) as container:
        return [
            (each, container.service_packages(Query(text=each.text), request={}, client=None))
            for each in situations
        ]


def measure(packages: Sequence[tuple[Situation, ServicePackage]]) -> Figures:
    found = sum(_found(situation, package) for situation, package in packages)
    shown = [met for _, package in packages for met in package.needs]
    urgent = [package for situation, package in packages if situation.urgent]
    return Figures(
        recall=found / sum(len(situation.needs) for situation, _ in packages),
        precision=found / len(shown),
        services_per_need=sum(len(met.services) for met in shown) / len(shown),
        urgent_right=_share([each.urgent == package.is_urgent for each, package in packages]),
        urgent_first=_share(
            [each.is_urgent and each.needs[0].need.urgency == "urgent" for each in urgent]
        ),
    )


def named_by_first(packages: Sequence[ServicePackage], snapshot: Snapshot) -> list[bool]:
    """Of each need that words show, dangers apart, whether its first service is of the kind that names it."""
    kind_map = KindMap(*snapshot.kind_map)
    weights = [
        dict(kind_map.kinds_of(snapshot.service_ids.index(met.services[0].service.service_id))).get(
            snapshot.kind_positions[met.need.kind_ids[0]], 0.0
        )
        for package in packages
        for met in package.needs
        if met.need.source == "text" and met.need.urgency != "urgent" and met.services
    ]
    return [weight >= LEAST_OFFERED_WEIGHT for weight in weights]


def _found(situation: Situation, package: ServicePackage) -> int:
    """How many of the written needs a need of the package meets, each found need meeting one at most."""
    left = [met.need.kind_ids[0] for met in package.needs]
    found = 0
    for kinds in sorted(situation.needs, key=len):
        meeting = next((kind for kind in left if kind in kinds), None)
        if meeting is not None:
            left.remove(meeting)
            found += 1
    return found


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers)


if __name__ == "__main__":
    main()
