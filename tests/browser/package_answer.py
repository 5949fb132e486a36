"""A stand-in for the answer of service_packages, of every kind of need, around services that were suggested."""

from typing import Any

Json = dict[str, Any]

PROVIDERS = ("association", "municipality", "wellbeing_services_county", "state", "company")


def package_answer(asked: Json, recommended: Json) -> Json:
    """Needs from the text, a meter and a life event, and one that comes next, in the published shape."""
    clause = "".join(asked.get("life_situation", "").partition(",")[:2])
    services = [
        {
            **service,
            "provider_type": PROVIDERS[position % len(PROVIDERS)],
            "explanation": {
                **service["explanation"],
                "clause": clause,
                "description_sentences": [
                    {"text": service["service_description_summary"], "language": asked["language"]}
                ],
            },
        }
        for position, service in enumerate(recommended["recommended_services"])
    ]
    return {
        "auroraai_recommendation_id": recommended["auroraai_recommendation_id"],
        "urgent": True,
        "emergency_number": "112",
        "needs": [
            _need(1, services[:3], source="text", kind="shelter", clause=clause, urgency="urgent"),
            _need(2, services[3:5], source="meter", meter="finance", urgency="soon"),
            _need(3, services[5:6], source="life_event", life_event="divorce"),
            _need(4, [], source="life_event", life_event="divorce"),
        ],
        "life_events": [
            {"life_event": "divorce", "codes": ["KE7"], "name": "Avioero", "confidence": 0.83}
        ],
        "next_needs": [_need(1, services[6:8], source="life_event", life_event="divorce")],
        "generated_by": {"service": "Revontuli", "version": "0.1", "automated": True},
    }


def _need(rank: int, services: list[Json], *, source: str, **fields: str) -> Json:
    return {
        "rank": rank,
        "source": source,
        "name": f"Tarve {rank}: {services[0]['service_name'] if services else 'ei palvelua'}",
        "kind": "",
        "clause": "",
        "meter": "",
        "life_event": "",
        "urgency": "later",
        "services": [{**service, "rank": n} for n, service in enumerate(services, start=1)],
        **fields,
    }
