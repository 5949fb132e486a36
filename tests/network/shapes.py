"""Fields of a suggested service and of its channels, with their JSON types; responsible_organization and location,
which may be of two, are left to the tests.
"""

SERVICE_FIELDS: dict[str, type] = {
    **dict.fromkeys(
        (
            "service_id",
            "service_name",
            "service_description",
            "service_description_summary",
            "user_instruction",
            "funding_type",
            "area_type",
            "charge_type",
            "charge_additional_info",
        ),
        str,
    ),
    **dict.fromkeys(
        (
            "areas",
            "target_groups",
            "service_collections",
            "service_class_uris",
            "requirements",
            "service_channels",
        ),
        list,
    ),
    "similarity_score": float,
    "rank": int,
}
CHANNEL_FIELDS: dict[str, type] = {
    **dict.fromkeys(
        (
            "service_channel_id",
            "service_channel_name",
            "service_channel_type",
            "service_channel_description",
            "service_channel_description_summary",
            "address",
        ),
        str,
    ),
    **dict.fromkeys(("phone_numbers", "emails", "web_pages", "service_hours"), list),
    "session_transfer": bool,
}
