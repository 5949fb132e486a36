"""An organisation as PTV's open API (v11) writes it → domain."""

from app.catalogue.ptv_fields import Fields, RecordRejected
from app.domain.catalogue import Organization


def read_organization(fields: Fields, organization_id: str) -> Organization:
    name = fields.localized_text("organizationNames", "Name")
    if not name:
        raise RecordRejected("organizationNames hold no name in Finnish, Swedish or English")
    return Organization(
        organization_id=organization_id,
        name=name,
        organization_type=fields.text("organizationType"),
    )
