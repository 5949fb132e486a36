import gzip
import lzma
from pathlib import Path

import pytest

from models.training.corpora import (
    Concept,
    OfficialText,
    Title,
    open_text,
    read_concepts,
    read_general_descriptions,
    read_json_lines,
    read_service_classes,
    read_titles,
)
from tests.training.corpus_files import write_json_lines, write_lines


@pytest.mark.parametrize(
    ("name", "pack"), [("plain.txt", bytes), ("t.gz", gzip.compress), ("t.xz", lzma.compress)]
)
def test_open_text_reads_utf8_whatever_the_packing(tmp_path: Path, name: str, pack) -> None:
    (tmp_path / name).write_bytes(pack("työ\nåland\n".encode()))

    with open_text(tmp_path / name) as lines:
        assert list(lines) == ["työ\n", "åland\n"]


def test_read_json_lines_passes_over_blank_lines(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lines.jsonl.xz", '{"a": 1}', "", '{"a": 2}', "  ")

    assert list(read_json_lines(path)) == [{"a": 1}, {"a": 2}]


def test_read_titles_splits_off_the_concepts(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "titles_fi.tsv.xz",
        "Oma talo : opas\tp1 p22",
        "Ilman käsitteitä\t",
        "Ei sarkainta",
    )

    assert read_titles(path, "fi") == [
        Title("fi", "Oma talo : opas", ("p1", "p22")),
        Title("fi", "Ilman käsitteitä", ()),
        Title("fi", "Ei sarkainta", ()),
    ]


def test_read_concepts_names_them_by_the_end_of_their_uri(tmp_path: Path) -> None:
    path = write_json_lines(
        tmp_path / "terms.jsonl.gz",
        {
            "uri": "http://example.org/onto/p14497",
            "label": {"fi": "nuorisotyö", "sv": "ungdomsarbete"},
            "alt": {"fi": ["nuorisotoiminta"]},
        },
        {"uri": "http://example.org/onto/p5", "label": {"en": "work"}},
    )

    assert read_concepts(path) == [
        Concept(
            "p14497",
            {"fi": "nuorisotyö", "sv": "ungdomsarbete"},
            {"fi": ["nuorisotoiminta"]},
        ),
        Concept("p5", {"en": "work"}, {}),
    ]


def test_read_general_descriptions_leaves_out_blank_and_missing_texts(tmp_path: Path) -> None:
    path = write_json_lines(
        tmp_path / "general_descriptions.jsonl.gz",
        {
            "name": {"fi": "Velkaneuvonta", "sv": "Skuldrådgivning"},
            "summary": {"fi": "Neuvoja.", "sv": "", "en": None},
            "instructions": {"fi": "Ota yhteyttä."},
        },
    )

    assert read_general_descriptions(path) == [
        OfficialText(["Velkaneuvonta", "Skuldrådgivning", "Neuvoja."])
    ]


def test_read_service_classes_takes_names_then_descriptions(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "service_classes.csv",
        "code,fi,sv,en,description_fi,description_sv,description_en",
        'P2,Talous,Ekonomi,Finance,"Raha, velat",,Money',
    )

    assert read_service_classes(path) == [
        OfficialText(["Talous", "Ekonomi", "Finance", "Raha, velat", "Money"])
    ]
