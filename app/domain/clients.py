"""Organisations' systems that call the service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["recommend", "feedback", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiClient:
    """A registered calling system. organisation answers for it; a revoked client is refused but kept for history."""

    client_id: str
    name: str
    organisation: str
    roles: frozenset[Role]
    created_at: datetime
    is_revoked: bool = False
