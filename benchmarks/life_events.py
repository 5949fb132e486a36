"""Measure how well life events are recognised, with the shipped model.

    python -m benchmarks.life_events [--fit] [--json]

Each of an event's utterances is held aside once, a quarter of them at a time, and recognised by the other three
quarters. False alarms are counted on utterances of the phrasebook whose kinds no life event names, likewise held aside.
--fit learns what each sign counts (LifeEventRecipe) anew from the same texts and prints it.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.domain.language import LANGUAGES, Language
from app.embedding.meter_profiler import mean_vectors
from app.index.faiss_index import FaissIndex
from app.index.lexical_index import LexicalIndex
from app.index.snapshot import IndexedPhrase, Snapshot
from app.index.snapshot_files import read_snapshot
from app.ranking.bridge import kind_beliefs
from app.ranking.life_events import (
    DEFAULT_RECIPE,
    LifeEventRecipe,
    life_event_confidences,
)
from app.settings import Settings
from app.usecases.recognise_life_events import signs_of_events
from app.usecases.text_reading import found_kinds
from app.wiring import no_progress, open_workshop

FOLDS: Final = 4
EVENTLESS_STEP: Final = 5
"""Every fifth utterance of kinds that no event names is held aside."""

SIGNS: Final = ("nearest", "direction", "kinds")
NO_EVENT: Final = -1


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for each event in texts that were held aside: signs are (texts, events, 3) in the order of SIGNS.

    events is the position of each text's event, NO_EVENT for none.
    """

    signs: NDArray[np.float64]
    events: NDArray[np.int64]
    languages: tuple[Language, ...]

    def confidences(self, recipe: LifeEventRecipe) -> NDArray[np.float64]:
        """See life_event_confidences."""
        nearest, direction, kinds = np.moveaxis(self.signs, 2, 0)
        return life_event_confidences(nearest, direction, kinds, recipe)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well life events are recognised in texts of one language, or of all; shares of texts, 0..1.

    recall_at_1 and recall_at_3: the right event stands first, or among the first three. recognised: it is believed.
    precision: of the events believed in texts that tell of one, the right ones. false_alarms: of texts that tell of
    none, those where one is believed.
    """

    texts: int
    recall_at_1: float
    recall_at_3: float
    recognised: float
    precision: float
    eventless_texts: int
    false_alarms: float


def main() -> None:
    parser = argparse.ArgumentParser(description="How well are life events recognised?")
    parser.add_argument("--fit", action="store_true", help="learn the weights anew and print them")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="revontuli-events-") as folder:
        signs = held_aside_signs(shipped_snapshot(Path(folder)))
    recipe = fitted(signs) if options.fit else DEFAULT_RECIPE
    if options.fit:
        print(recipe)
    by_group = figures(signs, recipe)
    if options.json:
        print(json.dumps({name: asdict(each) for name, each in by_group.items()}, indent=2))
        return
    for name, each in by_group.items():
        values = "  ".join(f"{key} {value:.3f}" for key, value in asdict(each).items())
        print(f"{name:4} {values}")
    for floor, count, share in calibration(signs, recipe):
        print(f"confidence {floor:.1f} to {floor + 0.1:.1f}: {count:5} texts, {share:.2f} right")


def shipped_snapshot(folder: Path) -> Snapshot:
    """What ships, over an empty catalogue."""
    settings = Settings(_env_file=None, data_dir=folder, database_url="")
    with open_workshop(settings, no_progress) as workshop:
        workshop.build_index.rebuild()
        return read_snapshot(settings.index_dir)


def held_aside_signs(snapshot: Snapshot) -> Signs:
    """Every utterance of every event, then the utterances of no event, each unknown to what it is compared with."""
    texts, vectors, owners, stays, languages = _told(snapshot)
    folds = np.array([_fold(texts, place) for place in range(len(texts))])
    parts: list[Signs] = []
    for fold in range(FOLDS):
        held = (folds == fold) & ~stays
        index = _index_of(snapshot, vectors[~held], owners[~held])
        parts.append(_signs(index, vectors[held], owners[held], languages[held]))
    apart, eventless, eventless_languages = _without_eventless(snapshot)
    nothing = np.full(len(eventless), NO_EVENT)
    parts.append(_signs(apart, eventless, nothing, eventless_languages))
    return Signs(
        np.concatenate([part.signs for part in parts]),
        np.concatenate([part.events for part in parts]),
        tuple(language for part in parts for language in part.languages),
    )


def figures(signs: Signs, recipe: LifeEventRecipe = DEFAULT_RECIPE) -> dict[str, Figures]:
    """By language, and "all"."""
    confidences = signs.confidences(recipe)
    languages = np.array(signs.languages)
    return {
        name: _figures(confidences[chosen], signs.events[chosen], recipe.threshold)
        for name, chosen in (
            ("all", np.ones(len(languages), dtype=bool)),
            *((language, languages == language) for language in LANGUAGES),
        )
    }


def calibration(signs: Signs, recipe: LifeEventRecipe) -> list[tuple[float, int, float]]:
    """For each tenth of the best event's confidence: where it begins, how many texts, and how often it is right."""
    confidences = signs.confidences(recipe)
    best, right = confidences.max(axis=1), confidences.argmax(axis=1) == signs.events
    tenths = np.minimum((best * 10).astype(int), 9)
    return [
        (tenth / 10, int((tenths == tenth).sum()), float(right[tenths == tenth].mean()))
        for tenth in range(10)
        if (tenths == tenth).any()
    ]


def fitted(signs: Signs) -> LifeEventRecipe:
    """The recipe under which the texts' events, or their absence, are likeliest."""
    count = signs.signs.shape[1]
    classes = np.where(signs.events == NO_EVENT, count, signs.events)

    def loss(weights: NDArray[np.float64]) -> float:
        none = np.full((len(classes), 1), weights[-1])
        logits = np.concatenate([signs.signs @ weights[:-1], none], axis=1)
        highest = logits.max(axis=1)
        totals = np.log(np.exp(logits - highest[:, None]).sum(axis=1)) + highest
        return float((totals - logits[np.arange(len(classes)), classes]).mean())

    weights = minimize(loss, np.array([5.0, 5.0, 5.0, 5.0]), method="BFGS").x
    learnt = dict(zip((*SIGNS, "none"), np.round(weights, 2).tolist(), strict=True))
    return replace(DEFAULT_RECIPE, **learnt)


def _figures(
    confidences: NDArray[np.float64], events: NDArray[np.int64], threshold: float
) -> Figures:
    tells = events != NO_EVENT
    order = np.argsort(-confidences[tells], axis=1, kind="stable")
    right = order == events[tells, None]
    believed = confidences >= threshold
    is_right = believed[tells, events[tells]]
    return Figures(
        texts=int(tells.sum()),
        recall_at_1=float(right[:, 0].mean()),
        recall_at_3=float(right[:, :3].any(axis=1).mean()),
        recognised=float(is_right.mean()),
        precision=float(is_right.sum() / max(1, believed[tells].sum())),
        eventless_texts=int((~tells).sum()),
        false_alarms=float(believed[~tells].any(axis=1).mean()),
    )


def _told(
    snapshot: Snapshot,
) -> tuple[
    list[tuple[int, Language]],
    NDArray[np.float32],
    NDArray[np.int32],
    NDArray[np.bool_],
    NDArray[np.str_],
]:
    """The events' texts in the order of their vectors: (event, language), vector, event, whether it always stays,
    language. Names stay, and what the phrasebook says word for word too, which would be no test.
    """
    in_phrasebook = {phrase.text.casefold() for phrase in snapshot.phrases}
    texts: list[tuple[int, Language]] = []
    stays: list[bool] = []
    for position, event in enumerate(snapshot.life_events):
        for language in LANGUAGES:
            told = event.utterances.get(language, ())
            texts += [(position, language)] * len(told)
            stays += [text.casefold() in in_phrasebook for text in told]
        texts += [(position, language) for language in LANGUAGES if language in event.name]
        stays += [True] * (len(texts) - len(stays))
    vectors = np.concatenate(
        [
            snapshot.life_event_index.read_vectors(place)
            for place in range(len(snapshot.life_events))
        ]
    )
    owners = np.array([position for position, _ in texts], dtype=np.int32)
    languages = np.array([language for _, language in texts])
    return texts, vectors, owners, np.array(stays), languages


def _fold(texts: Sequence[tuple[int, Language]], place: int) -> int:
    """Turn by turn among the texts of one event and language."""
    return texts[: place + 1].count(texts[place]) % FOLDS


def _index_of(
    snapshot: Snapshot, vectors: NDArray[np.float32], owners: NDArray[np.int32]
) -> Snapshot:
    count = len(snapshot.life_events)
    return replace(
        snapshot,
        life_event_index=FaissIndex.build(vectors, owners, count),
        life_event_centroids=mean_vectors(vectors, owners, count),
    )


def _without_eventless(
    snapshot: Snapshot,
) -> tuple[Snapshot, NDArray[np.float32], NDArray[np.str_]]:
    """The snapshot without every fifth utterance of kinds that no event names, and those utterances' vectors."""
    named = {
        kind for event in snapshot.life_events for kind in (*event.kind_ids, *event.next_kind_ids)
    }
    kinds = range(len(snapshot.kind_ids))
    owners = np.repeat(kinds, [len(snapshot.phrase_index.vectors_of(kind)) for kind in kinds])
    vectors = np.concatenate([snapshot.phrase_index.read_vectors(kind) for kind in kinds])
    eventless = [
        place
        for place, phrase in enumerate(snapshot.phrases)
        if phrase.source == "utterance" and snapshot.kind_ids[owners[place]] not in named
    ][::EVENTLESS_STEP]
    kept = np.ones(len(vectors), dtype=bool)
    kept[eventless] = False
    phrases: tuple[IndexedPhrase, ...] = tuple(
        phrase for phrase, stays in zip(snapshot.phrases, kept, strict=True) if stays
    )
    apart = replace(
        snapshot,
        phrase_index=FaissIndex.build(vectors[kept], owners[kept].astype(np.int32), len(kinds)),
        phrases=phrases,
        lexical_index=LexicalIndex.build([""] * (len(phrases) + len(snapshot.service_ids))),
    )
    languages = np.array([snapshot.phrases[place].language for place in eventless])
    return apart, vectors[eventless], languages


def _signs(
    snapshot: Snapshot,
    vectors: NDArray[np.float32],
    events: NDArray[np.integer],
    languages: NDArray[np.str_],
) -> Signs:
    hits = found_kinds(snapshot, vectors)
    nearest, direction, kinds = signs_of_events(
        snapshot, vectors, [kind_beliefs(each) for each in hits]
    )
    return Signs(
        np.stack([nearest, direction, kinds], axis=2).astype(np.float64),
        events.astype(np.int64),
        tuple(languages.tolist()),
    )


if __name__ == "__main__":
    main()
