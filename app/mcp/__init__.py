"""The door for assistants: the Model Context Protocol at /mcp, where the extra `mcp` is installed."""

from importlib.util import find_spec

from fastapi import FastAPI


def add_mcp(app: FastAPI) -> None:
    """Open the door; without the protocol's SDK its path stays unknown."""
    if find_spec("mcp") and find_spec("mcp_types"):
        from app.mcp.endpoint import router

        app.include_router(router)
