import pytest

from app.domain.catalogue import Organization
from app.domain.providers import provider_type


@pytest.mark.parametrize(
    ("ptv_type", "expected"),
    [
        ("Municipality", "municipality"),
        ("WellbeingServicesCounty", "wellbeing_services_county"),
        ("SotePublic", "wellbeing_services_county"),
        ("State", "state"),
        ("Company", "company"),
        ("SotePrivate", "company"),
        ("Organization", "association"),
        ("RegionalOrganization", "other"),
        ("", "other"),
    ],
)
def test_provider_type_says_in_our_words_what_ptv_says(ptv_type: str, expected: str) -> None:
    organization = Organization(organization_id="1", name={}, organization_type=ptv_type)
    assert provider_type(organization) == expected


def test_service_of_nobody_known_is_of_another_provider() -> None:
    assert provider_type(None) == "other"
