"""Asks through either of the two Python clients."""

import asyncio
from typing import Any

from revontuli_client import AsyncRevontuli, Revontuli

KINDS = ["blocking", "awaited"]


def ask(kind: str, options: dict[str, Any], operation: str, *arguments: Any, **named: Any) -> Any:
    """What the operation returns to a client made with the options."""
    if kind == "blocking":
        with Revontuli(**options) as blocking:
            return getattr(blocking, operation)(*arguments, **named)

    async def awaited() -> Any:
        async with AsyncRevontuli(**options) as client:
            return await getattr(client, operation)(*arguments, **named)

    return asyncio.run(awaited())
