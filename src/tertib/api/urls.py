"""The API under /api/v1/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Tertib", version="1", urls_namespace="api", docs_url=None)
