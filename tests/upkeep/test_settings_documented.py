import re
from pathlib import Path

import pytest

from app.settings import ENV_PREFIX, Settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
VARIABLES = {ENV_PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("variable", sorted(VARIABLES))
def test_setting_stands_in_the_readme(variable: str) -> None:
    assert re.search(rf"\b{variable}\b", README)


def test_readme_names_no_setting_that_does_not_exist() -> None:
    assert set(re.findall(rf"\b{ENV_PREFIX}[A-Z_]+\b", README)) <= VARIABLES


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.model_fields[name].description
