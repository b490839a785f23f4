"""The marketplaces' staff as programs: they know Tertib only by its public API, webhooks and mail."""
