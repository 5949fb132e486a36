"""The life events a person named by their PTV codes."""

from app.domain.codelists import CodeLists
from app.domain.packages import SeenLifeEvent
from app.domain.query import Query


def named_life_events(query: Query, code_lists: CodeLists) -> list[SeenLifeEvent]:
    """One for each code of the query, of full confidence; the name alone says which kinds of service it needs."""
    return [
        SeenLifeEvent(
            life_event_id=code,
            codes=(code,),
            name=code_lists.life_events[code].name,
            confidence=1.0,
        )
        for code in query.life_event_codes
    ]
