"""What administrators entered: words, life events, calling systems, what channels can receive."""

from datetime import datetime

from sqlalchemy import Column, Named, Table, Text, TypedColumns

from app.storage.tables.columns import Identifier, UtcDateTime, metadata


class PhrasebookEntryColumns(TypedColumns):
    """What an administrator added to the phrasebook; the shipped phrasebook is a file, not rows."""

    kind_id: Named[str] = Column(Identifier, primary_key=True)
    document: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


phrasebook_entries: Table[PhrasebookEntryColumns] = Table(
    "phrasebook_entries", metadata, PhrasebookEntryColumns
)


class LifeEventEntryColumns(TypedColumns):
    """What an administrator added to the life events; the shipped ones are files, not rows."""

    life_event_id: Named[str] = Column(Identifier, primary_key=True)
    document: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


life_event_entries: Table[LifeEventEntryColumns] = Table(
    "life_event_entries", metadata, LifeEventEntryColumns
)


class ClientColumns(TypedColumns):
    """A calling system. roles are sorted and separated by spaces; revoked clients stay, for
    history.
    """

    client_id: Named[str] = Column(Identifier, primary_key=True)
    name: Named[str] = Column(Text)
    organisation: Named[str] = Column(Text)
    roles: Named[str] = Column(Text)
    secret_hash: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    revoked_at: Named[datetime | None] = Column(UtcDateTime)


clients: Table[ClientColumns] = Table("clients", metadata, ClientColumns)


class ChannelSupportColumns(TypedColumns):
    """The session attributes a channel can receive, sorted and separated by spaces, "" for none.

    A channel may be archived and come back, hence no foreign key.
    """

    channel_id: Named[str] = Column(Identifier, primary_key=True)
    attributes: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


channel_support: Table[ChannelSupportColumns] = Table(
    "channel_support", metadata, ChannelSupportColumns
)
