"""How good an order of services is, measured against people's judgements."""
