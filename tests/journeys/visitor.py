"""A person at the pages without a browser: keeps cookies, sends forms with their token, uploads files."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Page:
    """What came back, after redirects."""

    status: int
    path: str
    text: str


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


@dataclass
class Visitor:
    """One person's browser, in English."""

    address: str
    opener: OpenerDirector = field(default_factory=_opener)

    def get(self, path: str, *, key: str = "") -> Page:
        """Open a page; with an API key, ask as its program."""
        return self._open(
            Request(self.address + path, headers={"Authorization": f"Bearer {key}"} if key else {})
        )

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        at: str,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        """Send a form that stands on the page `at`. `files`: field -> (name, bytes)."""
        found = TOKEN.search(self.get(at).text)
        assert found, f"{at} has no form"
        bound = secrets.token_hex(16)
        parts = [
            f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
            for name, value in {"csrfmiddlewaretoken": found[1], **fields}.items()
        ]
        for name, (file_name, data) in (files or {}).items():
            head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data)
        body = b"".join(b"--" + bound.encode() + b"\r\n" + part + b"\r\n" for part in parts)
        request = Request(self.address + path, data=body + f"--{bound}--\r\n".encode(), method="POST")
        request.add_header("Content-Type", f"multipart/form-data; boundary={bound}")
        return self._open(request)

    def be(self, name: str) -> Page:
        """Sign in as one of the demo's people, by the demo's page."""
        page = self.get("/demo/").text
        found = re.search(rf'name="person" value="(\d+)">[^<]*{re.escape(name)}', page)
        assert found, f"{name} is nobody here"
        return self.post("/demo/masuk/", {"person": found[1]}, at="/demo/")

    def _open(self, request: Request) -> Page:
        request.add_header("Accept-Language", "en")
        request.add_header("Referer", self.address + "/")
        try:
            with self.opener.open(request, timeout=60) as answer:
                path = answer.url.removeprefix(self.address)
                return Page(answer.status, path, answer.read().decode("utf-8", "replace"))
        except HTTPError as error:
            with error:
                path = (error.url or "").removeprefix(self.address)
                return Page(error.code, path, error.read().decode("utf-8", "replace"))
