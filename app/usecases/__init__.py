"""The story of each endpoint and command, without any framework."""
