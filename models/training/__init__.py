"""Scripts that make the models the service loads; nothing in app/ imports them."""
