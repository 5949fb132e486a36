"""The tools that an assistant finds at /mcp, what it is told about them, and how they are called."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from app.api.error_handlers import field_problems
from app.api.middleware import raised_at
from app.api.service_body import CatalogueServiceBody
from app.domain.clients import ApiClient
from app.errors import AppError, InvalidRequest
from app.mcp.suggestions import (
    ServiceArguments,
    SituationArguments,
    SuggestedPackage,
    Suggestions,
    get_service,
    recommend_services,
    service_packages,
)
from app.wiring import Container

log = structlog.get_logger()

INSTRUCTIONS: Final = """\
Revontuli suggests Finnish public services for a life situation told in Finnish, Swedish or English.

If life, health or safety may be in danger, first tell the person to call the emergency number 112; only then look for \
services.
The suggestions come from a statistical model and can be wrong. Show them as suggestions, with their web pages and \
telephone numbers; never say that a service will be granted or decide for the person.
Pass on the person's own words about the situation, without names, identity codes, addresses and other contact details.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantTool:
    """A tool: run takes checked arguments, works on a thread and raises AppError."""

    title: str
    description: str
    arguments: type[BaseModel]
    answer: type[BaseModel]
    run: Callable[[Any, Container, ApiClient | None], BaseModel]
    only_reads: bool

    def described(self, name: str) -> Tool:
        return Tool(
            name=name,
            title=self.title,
            description=self.description,
            input_schema=self.arguments.model_json_schema(),
            output_schema=self.answer.model_json_schema(mode="serialization"),
            annotations=ToolAnnotations(
                read_only_hint=self.only_reads, destructive_hint=False, open_world_hint=False
            ),
        )


TOOLS: Final = {
    "recommend_services": AssistantTool(
        title="Suggest public services",
        description="Suggest Finnish public services for a life situation told in a person's own words. If life or "
        "safety may be in danger, tell the person to call 112 before anything else. The services are "
        "suggestions of a statistical model: show them as such, with how to reach them.",
        arguments=SituationArguments,
        answer=Suggestions,
        run=recommend_services,
        only_reads=False,
    ),
    "service_packages": AssistantTool(
        title="Suggest services need by need",
        description="Find the needs in a life situation told in a person's own words, in the order to act in, and "
        "suggest Finnish public services for each. Prefer this where more than one thing is told. If urgent is true, "
        "tell the person to call emergency_number before anything else. Needs and services are suggestions of a "
        "statistical model: show them as such, with how to reach the services.",
        arguments=SituationArguments,
        answer=SuggestedPackage,
        run=service_packages,
        only_reads=False,
    ),
    "get_service": AssistantTool(
        title="Show a public service",
        description="Show all that the national service catalogue tells of one suggested service: its description, "
        "how to use it, conditions, charges and ways to reach it.",
        arguments=ServiceArguments,
        answer=CatalogueServiceBody,
        run=get_service,
        only_reads=True,
    ),
}


async def list_tools(
    _context: ServerRequestContext[Any], _params: PaginatedRequestParams | None
) -> ListToolsResult:
    """All tools on one page, the same for everyone."""
    return ListToolsResult(tools=[tool.described(name) for name, tool in TOOLS.items()])


async def call_tool(
    context: ServerRequestContext[Any], params: CallToolRequestParams
) -> CallToolResult:
    """Run a tool for the client that the endpoint knows; what it refuses is an answer that the assistant can read."""
    tool = TOOLS.get(params.name)
    if tool is None:
        raise MCPError(INVALID_PARAMS, "There is no such tool")
    assert context.request is not None, "the endpoint hands every message on with its request"
    state = context.request.state
    try:
        answer = await _answered(tool, params.arguments or {}, state.container, state.mcp_client)
    except AppError as error:
        return _refusal(error)
    except Exception as error:
        log.error("unexpected_error", error_type=type(error).__name__, at=raised_at(error))
        return _refusal(AppError())
    structured = answer.model_dump(mode="json")
    text = json.dumps(structured, ensure_ascii=False)
    return CallToolResult(content=[TextContent(text=text)], structured_content=structured)


async def _answered(
    tool: AssistantTool, arguments: dict[str, Any], use_cases: Container, client: ApiClient | None
) -> BaseModel:
    """Raises InvalidRequest for arguments that the tool does not take."""
    try:
        checked = tool.arguments.model_validate(arguments)
    except ValidationError as error:
        raise InvalidRequest(problems=field_problems(error.errors())) from None
    return await run_in_threadpool(tool.run, checked, use_cases, client)


def _refusal(error: AppError) -> CallToolResult:
    """Why there is no answer; never what was submitted."""
    shown = error.detail if error.status != AppError.status else AppError.title
    problems = error.problems if isinstance(error, InvalidRequest) else ()
    reasons = [f"{problem.pointer or '/'}: {problem.detail}" for problem in problems]
    if error.retry_after_seconds is not None:
        reasons.append(f"Try again in {error.retry_after_seconds} seconds")
    return CallToolResult(content=[TextContent(text="\n".join([shown, *reasons]))], is_error=True)
