"""What may be said of a request's address and method in logs and metrics: our own words, never the caller's."""

from collections.abc import Mapping
from typing import Any, Final

UNMATCHED: Final = "unmatched"
KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD: Final = "OTHER"


def known_method(scope: Mapping[str, Any]) -> str:
    """The method, or OTHER_METHOD for one that a caller may have made up."""
    method: str = scope["method"]
    return method if method in KNOWN_METHODS else OTHER_METHOD


def route_name(scope: Mapping[str, Any]) -> str:
    """The template of the route that answered, such as "/services/{service_id}", or where files are mounted.

    UNMATCHED where there was none. A path prefix before it, as a proxy adds one, is left out.
    """
    if "endpoint" not in scope:
        return UNMATCHED
    root_path: str = scope.get("root_path", "")
    prefix = scope.get("app_root_path", root_path)
    if root_path != prefix:
        return root_path.removeprefix(prefix)
    path: str = scope["path"].removeprefix(prefix)
    if not scope.get("path_params"):
        return path
    template: str = scope["route"].path
    before_template = path.split("/")[: -template.count("/")]
    return "/".join(before_template) + template
