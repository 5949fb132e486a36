"""Answer below the path under which callers reach the service, whether or not a proxy strips it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class PathPrefix:
    """Tell the application its prefix as ASGI's `root_path`, and put it before a path that has lost it.

    The prefix is the server's own root_path where it has one, else the path of PUBLIC_BASE_URL, which the lifespan's
    container knows. No header is asked: anybody can send X-Forwarded-Prefix.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (prefix := _prefix(scope)):
            path = scope["path"]
            is_below = path == prefix or path.startswith(f"{prefix}/")
            scope = {
                **scope,
                "path": path if is_below else prefix + path,
                "root_path": prefix,
                "app_root_path": prefix,
            }
        await self.app(scope, receive, send)


def path_below_prefix(scope: Scope) -> str:
    """The path as our own routes spell it."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


def _prefix(scope: Scope) -> str:
    container = scope.get("state", {}).get("container")
    return str(scope.get("root_path") or getattr(container, "path_prefix", "")).rstrip("/")
