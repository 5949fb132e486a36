"""The commands `channel support` and `channel list`."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.workshop import open_configured_workshop
from app.domain.session_attributes import SessionAttribute

if TYPE_CHECKING:
    from app.usecases.channel_support import RegisteredChannel

commands = typer.Typer(help="Channels that receive session attributes.", no_args_is_help=True)


@commands.command("support")
def channel_support(
    channel_id: Annotated[str, typer.Argument(help="Id of the channel in the catalogue.")],
    attribute: Annotated[
        list[SessionAttribute] | None,
        typer.Option(help="An attribute the channel can receive; repeat for several."),
    ] = None,
    nothing: Annotated[bool, typer.Option("--none", help="It can receive none.")] = False,
) -> None:
    """Register which session attributes a channel can receive, in place of earlier ones; without options, tell which.

    A channel that is not registered receives every attribute, and answers do not mark it with session_transfer.
    """
    if nothing and attribute:
        raise typer.BadParameter("--none allows no --attribute", param_hint="--none")
    with open_configured_workshop() as workshop:
        support = workshop.channel_support
        registers = nothing or attribute
        channel = (
            support.register(channel_id, attribute or ()) if registers else support.of(channel_id)
        )
    typer.echo(_line(channel))


@commands.command("list")
def channel_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the registered channels with what they can receive."""
    with open_configured_workshop() as workshop:
        channels = workshop.channel_support.registered()
    if as_json:
        rows = [_row(each) for each in channels]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for each in channels:
        typer.echo(_line(each))


def _line(channel: "RegisteredChannel") -> str:
    from app.domain.language import localized

    name = "not in the catalogue" if channel.name is None else localized(channel.name, "fi")
    return f"{channel.channel_id}  {name}  {_receives(channel)}"


def _receives(channel: "RegisteredChannel") -> str:
    if channel.attributes is None:
        return "not registered"
    return " ".join(sorted(channel.attributes)) or "none"


def _row(channel: "RegisteredChannel") -> dict[str, object]:
    return {
        "channel_id": channel.channel_id,
        "name": channel.name,
        "attributes": sorted(channel.attributes or ()),
    }
