"""What the codes of insights are called."""

from app.api.meter_names import METER_NAMES
from app.domain.codelists import Code, CodeLists
from app.domain.insights import Figure
from app.domain.language import Language, localized
from app.usecases.insights import SituationalPicture


class InsightNames:
    """What codes are called in the language asked for; a code nobody knows any more is its own name."""

    def __init__(
        self, picture: SituationalPicture, code_lists: CodeLists, language: Language
    ) -> None:
        self._picture = picture
        self._code_lists = code_lists
        self._language = language

    def county(self, code: str) -> str:
        return self._listed(self._code_lists.wellbeing_counties.get(code), code)

    def client(self, client_id: str) -> str:
        client = self._picture.clients.get(client_id)
        return client.name if client else client_id

    def organisation(self, client_id: str) -> str:
        client = self._picture.clients.get(client_id)
        return client.organisation if client else ""

    def meter(self, meter: str) -> str:
        return METER_NAMES[self._language][meter]

    def figure(self, figure: Figure) -> str:
        if figure.measure in ("kind", "missing_kind"):
            name = self._picture.kind_names.get(figure.code, {})
            return localized(name, self._language) or figure.code
        if figure.measure == "service_class":
            return self._listed(self._code_lists.service_classes.get(figure.code), figure.code)
        if figure.measure == "life_event":
            own_name = localized(
                self._picture.life_event_names.get(figure.code, {}), self._language
            )
            return own_name or self._listed(
                self._code_lists.life_events.get(figure.code), figure.code
            )
        if figure.measure == "low_meter":
            return self.meter(figure.code)
        return figure.code

    def _listed(self, entry: Code | None, code: str) -> str:
        return localized(entry.name, self._language) if entry else code
