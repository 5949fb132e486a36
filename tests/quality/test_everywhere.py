"""What must be found wherever people live: the plainest words lead to their own town's services.

The catalogue here is made up: the same handful of services in each of the twenty largest municipalities, in the words
of national templates, and a few nationwide ones.
"""

from collections.abc import Callable, Iterator

import pytest

from app.domain.catalogue import Service
from app.domain.query import Query, ServiceFilters
from app.settings import Settings
from app.wiring import no_progress, open_workshop
from tests.builders import make_local_service, make_service
from tests.conftest import make_settings
from tests.usecases.small_index import store

pytestmark = pytest.mark.slow

LARGE_MUNICIPALITIES = (
    *("091", "049", "837", "092", "564", "853", "179", "297", "398", "609"),
    *("167", "405", "109", "905", "286", "698", "743", "491", "106", "543"),
)
EVERYWHERE = {
    "dental care": ("Suun terveydenhuolto", "Hammaslääkärin ja suuhygienistin vastaanotto."),
    "employment": (
        "Työnhakijaksi ilmoittautuminen",
        "Kunnan työvoimapalvelut auttavat työtöntä löytämään työtä.",
    ),
    "health centre": ("Terveysaseman lääkärin vastaanotto", "Hoitoa, kun sairastut äkillisesti."),
    "day care": ("Varhaiskasvatus päiväkodissa", "Alle kouluikäisen lapsen päiväkotipaikka."),
    "library": ("Kirjasto", "Kirjojen ja lehtien lainaaminen."),
    "social work": ("Aikuissosiaalityö", "Sosiaalityöntekijän apua elämän vaikeuksiin."),
    "home care": ("Ikääntyneiden kotihoito", "Apua arkeen ikäihmisen omaan kotiin."),
    "rental homes": ("Kaupungin vuokra-asunnot", "Vuokra-asunnon hakeminen kaupungilta."),
}
NATIONWIDE = {
    "emergency number": ("Hätänumero 112", "Soita 112, kun henki tai omaisuus on vaarassa."),
    "pensions": ("Kansaneläke", "Eläkettä sille, jolla on vain vähän työeläkettä."),
    "shelter": ("Turvakoti", "Suojaa sille, jota kotona uhkaa väkivalta."),
    "taxes": ("Verokortti", "Veroprosentti palkkaa ja etuuksia varten."),
}
FIRST_WORDS = {
    "dental care": ("hammassärky", "hammaslääkäri", "tandvärk", "toothache"),
    "employment": (
        "työkkäri",
        "työttömäksi ilmoittautuminen",
        "arbetslös",
        "lost my job",
        "jäin työttömäks",
    ),
    "day care": ("päiväkotipaikka", "dagisplats", "daycare place"),
    "emergency number": (
        "112",
        "hätänumero",
        "nödnummer",
        "emergency number",
        "my father is unconscious",
    ),
    "shelter": ("mies lyö", "mannen slår mig", "my husband hits me", "mies lukitsi mut sisään"),
}


def _catalogue() -> list[Service]:
    services: list[Service] = []
    for municipality in LARGE_MUNICIPALITIES:
        for name, summary in EVERYWHERE.values():
            number = len(services) + 1
            texts = {"name": {"fi": name}, "summary": {"fi": summary}}
            services.append(make_local_service(number, municipality, **texts))
    for name, summary in NATIONWIDE.values():
        texts = {"name": {"fi": name}, "summary": {"fi": summary}}
        services.append(make_service(len(services) + 1, **texts))
    return services


@pytest.fixture(scope="module")
def first_found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], str]]:
    """(words, municipality code) → the name of the first service found."""
    settings = make_settings(
        tmp_path_factory.mktemp("everywhere"),
        embedding_model=Settings.model_fields["embedding_model"].default,
    )
    services = {service.service_id: service for service in _catalogue()}
    with open_workshop(settings, no_progress) as workshop:
        store(workshop.database, list(services.values()))
        workshop.build_index.bring_up_to_date()
        find_services = workshop.find_services()

        def first(words: str, municipality: str) -> str:
            here = ServiceFilters(municipality_codes=frozenset({municipality}))
            found = find_services(Query(text=words, filters=here, limit=1)).services
            return services[found[0].service_id].name["fi"]

        yield first


@pytest.mark.parametrize(
    ("need", "words"), [(need, words) for need, texts in FIRST_WORDS.items() for words in texts]
)
def test_plain_words_find_the_service_first_in_every_large_municipality(
    first_found: Callable[[str, str], str], need: str, words: str
) -> None:
    expected, _ = (EVERYWHERE | NATIONWIDE)[need]
    found = {code: first_found(words, code) for code in LARGE_MUNICIPALITIES}
    assert found == dict.fromkeys(LARGE_MUNICIPALITIES, expected)
