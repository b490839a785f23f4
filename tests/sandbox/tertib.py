"""A miniature of Tertib's public side, real HTTP and LMTP, for the staff to talk to."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import aiohttp
from aiohttp import web
from aiosmtpd.lmtp import LMTP
from standardwebhooks import Webhook

from tertib.sandbox.places import PLACES, listing_id, product_path

SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0LTAxMjM0NTY3ODk="
KEYS = {slug: {"api_key": f"ttb_{slug}", "webhook_secret": SECRET} for slug in ("lapakraya", "kioskilat")} | {
    "pasarkita": {"api_key": "ttb_pasarkita"}
}


def notice_document(slug: str, number: int, item: int) -> dict[str, Any]:
    """As much of a notice in the API's lists as staff needs."""
    place = PLACES[slug]
    url = f"http://{place.host}:8801{product_path(place, item, 'contoh')}"
    key = f"N-{number:08d}"
    content = {
        "schema": "notice-1",
        "notice": key,
        "location": {"listing": f"{slug}:{listing_id(place, item)}", "url": url, "as_written": url},
        "deadline": {"due_legal": "2026-11-25T03:00:00Z"},
    }
    return {"notice": key, "dispatch": "D-ONE", "state": "sent", "content": content}


class MiniTertib:
    """Holds notices by dispatch; records replies once per idempotency key."""

    def __init__(self) -> None:
        self.dispatches: dict[str, list[dict[str, Any]]] = {}
        self.opened: set[str] = set()
        self.replies: dict[str, dict[str, Any]] = {}
        self.bodies: dict[str, str] = {}
        self.mails: list[EmailMessage] = []
        self.feeds: dict[str, dict[str, Any]] = {}
        self.listings: list[dict[str, Any]] = []
        self.failing = 0  # so many requests to come are answered with an error
        self.refused_keys: list[str] = []
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> int:
        app = web.Application()
        app.router.add_get("/api/v1/dispatches/{key}/notices", self._notices)
        app.router.add_get("/api/v1/dispatches", self._inbox)
        app.router.add_post("/api/v1/replies", self._replies)
        app.router.add_get("/api/v1/feeds", self._feed_list)
        app.router.add_post("/api/v1/feeds", self._new_feed)
        app.router.add_post("/api/v1/feeds/{key}/batches", self._batch)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _page(self, request: web.Request, items: list[dict[str, Any]]) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("Bearer ttb_"):
            return web.json_response({"code": "not_permitted"}, status=401)
        if self.failing:
            self.failing -= 1
            return web.json_response({"code": "error"}, status=503)
        start, limit = int(request.query.get("after", 0)), int(request.query["limit"])
        more = str(start + limit) if len(items) > start + limit else None
        return web.json_response({"items": items[start : start + limit], "next": more})

    async def _notices(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        self.opened.add(key)
        return self._page(request, self.dispatches[key])

    async def _inbox(self, request: web.Request) -> web.Response:
        assert request.query["opened"] == "false"
        waiting: list[dict[str, Any]] = [
            {"dispatch": key} for key in self.dispatches if key not in self.opened
        ]
        return self._page(request, waiting)

    async def _replies(self, request: web.Request) -> web.Response:
        body = await request.text()
        key = request.headers["Idempotency-Key"]
        if self.failing:
            self.failing -= 1
            return web.json_response({"code": "error"}, status=429, headers={"Retry-After": "0"})
        if self.bodies.setdefault(key, body) != body:
            self.refused_keys.append(key)
            return web.json_response({"code": "idempotency_key_reused"}, status=422)
        replies = json.loads(body)["replies"]
        assert len(replies) <= 100
        results = []
        for index, reply in enumerate(replies):
            known = reply["id"] in self.replies
            self.replies[reply["id"]] = reply
            status = "already" if known else "recorded"
            results.append({"index": index, "status": status, "reply": reply["id"], "error": None})
        return web.json_response({"results": results})

    async def _feed_list(self, request: web.Request) -> web.Response:
        return web.json_response({"items": list(self.feeds.values()), "next": None})

    async def _new_feed(self, request: web.Request) -> web.Response:
        form = json.loads(await request.text())
        feed = {"feed": f"F-{len(self.feeds)}", "active": True, **form}
        self.feeds[feed["feed"]] = feed
        return web.json_response(feed, status=201)

    async def _batch(self, request: web.Request) -> web.Response:
        if request.match_info["key"] not in self.feeds:
            return web.json_response({"code": "not_found"}, status=404)
        self.listings += json.loads(await request.text())["rows"]
        return web.json_response({"accepted": 1}, status=202)

    def by_notice(self) -> dict[str, dict[str, Any]]:
        return {str(reply["notice"]): reply for reply in self.replies.values()}

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[attr-defined]
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def door(self) -> LMTP:
        """One LMTP conversation of the door for replies."""
        return LMTP(self)


async def call_hook(
    client: aiohttp.ClientSession, port: int, slug: str, dispatch: str, *, at: object, secret: str = SECRET
) -> int:
    """Announce a dispatch as Tertib does, signed by the specification's own library."""
    body = json.dumps({"type": "notices.sent", "data": {"dispatch": dispatch, "count": 1}})
    signature = Webhook(secret).sign(dispatch, at, body)  # type: ignore[arg-type]
    headers = {
        "Host": f"{slug}.localhost",
        "webhook-id": dispatch,
        "webhook-timestamp": str(int(at.timestamp())),  # type: ignore[attr-defined]
        "webhook-signature": signature,
    }
    async with client.post(f"http://127.0.0.1:{port}/hooks/tertib", data=body, headers=headers) as answer:
        return answer.status
