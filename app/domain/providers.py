"""What sort of organisation provides a service, in the few words an answer uses."""

from collections.abc import Mapping
from typing import Final

from app.domain.catalogue import Organization
from app.domain.packages import ProviderType

PROVIDER_TYPES: Final[Mapping[str, ProviderType]] = {
    "Municipality": "municipality",
    "WellbeingServicesCounty": "wellbeing_services_county",
    "Region": "wellbeing_services_county",
    "SotePublic": "wellbeing_services_county",
    "State": "state",
    "Company": "company",
    "SotePrivate": "company",
    "Organization": "association",
}
"""PTV's organizationType → ours. Region and SotePublic are PTV's words for who arranges public health and social
services, which have been the wellbeing services counties' since 2023; SotePrivate for who sells them. A
RegionalOrganization, such as a joint municipal authority or a regional council, is none of ours.
"""


def provider_type(organization: Organization | None) -> ProviderType:
    """Of who answers for the service; "other" where nobody is known to, or PTV's word is another."""
    if organization is None:
        return "other"
    return PROVIDER_TYPES.get(organization.organization_type, "other")
