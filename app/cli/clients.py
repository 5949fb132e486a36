"""The commands `client add`, `client list`, `client revoke` and `client rotate`."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.workshop import open_configured_workshop

if TYPE_CHECKING:
    from app.domain.clients import ApiClient
    from app.usecases.api_clients import IssuedCredentials

commands = typer.Typer(help="Systems that may call the service.", no_args_is_help=True)


class RoleName(StrEnum):
    """The roles as choices of an option."""

    RECOMMEND = "recommend"
    FEEDBACK = "feedback"
    ADMIN = "admin"


DEFAULT_ROLES = [RoleName.RECOMMEND, RoleName.FEEDBACK]


@commands.command("add")
def client_add(
    name: Annotated[str, typer.Argument(help="Name of the calling service.")],
    organisation: Annotated[str, typer.Option(help="Organisation that answers for it.")],
    role: Annotated[
        list[RoleName],
        typer.Option(help="What the client may do; repeat for several. admin is to see /insights."),
    ] = DEFAULT_ROLES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Register a client and print its credentials; the secret is shown this once and stored only as a hash."""
    with open_configured_workshop() as workshop:
        issued = workshop.clients.add_client(name, organisation, [each.value for each in role])
    _print_credentials(issued, as_json)


def _print_credentials(issued: "IssuedCredentials", as_json: bool) -> None:
    credentials = {
        "client_id": issued.client.client_id,
        "client_secret": issued.client_secret,
    }
    if as_json:
        typer.echo(json.dumps(credentials))
    else:
        typer.echo("\n".join(f"{name}: {value}" for name, value in credentials.items()))


@commands.command("list")
def client_list(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the clients, the oldest first."""
    with open_configured_workshop() as workshop:
        clients = workshop.clients.list_clients()
    if as_json:
        typer.echo(
            json.dumps([_client_row(each) for each in clients], ensure_ascii=False, indent=2)
        )
        return
    for each in clients:
        state = "revoked" if each.is_revoked else " ".join(sorted(each.roles))
        created = each.created_at.isoformat(timespec="seconds")
        typer.echo(f"{each.client_id}  {created}  {each.organisation}  {each.name}  {state}")


def _client_row(client: "ApiClient") -> dict[str, object]:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "organisation": client.organisation,
        "roles": sorted(client.roles),
        "created_at": client.created_at.isoformat(timespec="seconds"),
        "revoked": client.is_revoked,
    }


@commands.command("revoke")
def client_revoke(client_id: str) -> None:
    """Refuse a client from now on."""
    with open_configured_workshop() as workshop:
        workshop.clients.revoke_client(client_id)
        typer.echo(f"revoked {client_id}")


@commands.command("rotate")
def client_rotate(
    client_id: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Give a client a new secret; the old one stops working."""
    with open_configured_workshop() as workshop:
        issued = workshop.clients.rotate_client(client_id)
    _print_credentials(issued, as_json)
