"""The three kinds of catalogue records and the tables they lie in."""

from app.domain.catalogue import Organization, Service, ServiceChannel
from app.storage.record_table import RecordTable
from app.storage.tables.catalogue import organizations, service_channels, services

SERVICES = RecordTable(services, Service, lambda service: service.service_id)
CHANNELS = RecordTable(service_channels, ServiceChannel, lambda channel: channel.channel_id)
ORGANIZATIONS = RecordTable(organizations, Organization, lambda owner: owner.organization_id)
