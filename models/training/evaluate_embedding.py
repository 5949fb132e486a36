"""Print the figures of the model card.

    python -m models.training.evaluate_embedding --data DATA --base BASE

The shipped model answers the judged queries by cosine alone. With --base (a base table kept by
train_embedding), the table is tuned twice more, each time without a part of the phrasebook, to see
how well the kinds of the part left out are recognised. The whole service is measured by
`revontuli evaluate`.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from app.api.service_filters import read_filters
from app.catalogue.codelist_files import load_code_lists
from app.catalogue.service_text import Passage
from app.embedding.sentence_transformer import SentenceTransformerEncoder
from app.evaluation.evaluate import evaluate
from app.evaluation.judged_queries import read_judged_queries
from app.phrasebook import SHIPPED_PHRASEBOOK
from app.usecases.embed_texts import passage_vectors
from models.training.contrastive import TokenTable
from models.training.judged_services import direct_search, read_service_texts
from models.training.kind_recognition import (
    HeldOut,
    Vectors,
    hold_out_kinds,
    hold_out_utterances,
    right_kind_ranks,
    summarise,
)
from models.training.phrasebook_tuning import TuningRecipe, tune
from models.training.progress import say
from models.training.text_table import TextTable
from models.training.train_embedding import TUNING_SEEDS, DomainTexts, load_base

HOLD_OUT_SEED = 7
LANGUAGE_ORDER = ("fi", "sv", "en")


def direct_figures(data: Path, embedding: Path) -> dict[str, dict[str, float | int]]:
    encoder = SentenceTransformerEncoder(embedding)
    services = read_service_texts(data)
    passages = [Passage("fi", service.name, service.summary) for service in services]
    vectors = passage_vectors(passages, encoder, advance=lambda _: None)
    search = direct_search(services, vectors, encoder.encode_queries)
    code_lists = load_code_lists()
    judged = read_judged_queries(
        data / "eval" / "dev_queries.jsonl", lambda filters: read_filters(filters, code_lists)
    )
    return evaluate(judged, search).as_json()


def recognition_figures(
    held_out: HeldOut, domain: DomainTexts, base: Path, *, by_phrases: bool
) -> dict[str, dict[str, float]]:
    """Tune on what is left and recognise what was held out, over all texts and by language."""
    tokenizer, weights = load_base(base)
    known = [kind for kind in held_out.kinds if kind.utterances]
    recipe = TuningRecipe()
    table = TokenTable(
        tune(weights, tokenizer, domain.tuning_texts(known), recipe, TUNING_SEEDS[0])
    )

    def encode(texts: Sequence[str]) -> Vectors:
        rows = TextTable(tokenizer, texts, recipe.max_tokens)
        with torch.inference_mode():
            vectors: Vectors = table(*rows.bags(np.arange(len(texts)))).numpy()
        return vectors

    ranks = right_kind_ranks(held_out, encode, by_phrases=by_phrases)
    languages = np.array(held_out.languages)
    by_language = {language: summarise(ranks[languages == language]) for language in LANGUAGE_ORDER}
    return {"all": summarise(ranks)} | by_language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with ptv/ and eval/")
    parser.add_argument("--phrasebook", type=Path, default=SHIPPED_PHRASEBOOK)
    parser.add_argument("--embedding", type=Path, default=Path("models/embedding"))
    parser.add_argument("--base", type=Path, help="base table kept by train_embedding --base")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    figures: dict[str, object] = {"direct": direct_figures(arguments.data, arguments.embedding)}
    if arguments.base is not None:
        torch.set_num_threads(arguments.threads)
        domain = DomainTexts.read(arguments.data, arguments.phrasebook)
        say("tuning without one utterance of each kind and language")
        figures["utterances held out"] = recognition_figures(
            hold_out_utterances(domain.kinds, np.random.default_rng(HOLD_OUT_SEED)),
            domain,
            arguments.base,
            by_phrases=True,
        )
        say("tuning without the phrases of some kinds")
        figures["kinds held out"] = recognition_figures(
            hold_out_kinds(domain.kinds, np.random.default_rng(HOLD_OUT_SEED)),
            domain,
            arguments.base,
            by_phrases=False,
        )
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
