"""The visiting address of a service channel, per language, and where it is."""

from dataclasses import dataclass

from app.catalogue.ptv_fields import Fields
from app.domain.catalogue import Location
from app.domain.language import LANGUAGES, LocalizedText, localized


@dataclass(frozen=True, slots=True)
class Address:
    """text is such as "Otavantie 2 B, 50670, Mikkeli"."""

    text: LocalizedText
    location: Location | None


def read_address(channel: Fields) -> Address:
    """The first address of type Location that has a street.

    It is given in each language that names the street or the municipality; the part such a language
    lacks is taken from the nearest fallback.
    """
    for address in channel.entries("addresses"):
        street_address = address.nested("streetAddress")
        street = street_address.localized_text("street")
        if address.text("type") == "Location" and street:
            return Address(_text(street_address, street), _location(street_address))
    return Address({}, None)


def _text(street_address: Fields, street: LocalizedText) -> LocalizedText:
    municipality = street_address.nested("municipality").localized_text("name")
    number, postal_code = street_address.text("streetNumber"), street_address.text("postalCode")
    texts = {}
    for language in LANGUAGES:
        if language in street or language in municipality:
            street_line = f"{localized(street, language)} {number}"
            parts = (street_line, postal_code, localized(municipality, language))
            texts[language] = ", ".join(" ".join(part.split()) for part in parts if part)
    return texts


def _location(street_address: Fields) -> Location | None:
    latitude, longitude = street_address.text("latitude"), street_address.text("longitude")
    return Location(latitude=latitude, longitude=longitude) if latitude and longitude else None
