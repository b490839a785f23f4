"""`tertib pages classify`, as a process and on folders of invented pages."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tertib.cli import main
from tertib.commands.pages import MAX_BODY_BYTES, decode, read_saved

GONE = "<html><title>Pasar Contoh</title><body><p>Produk ini telah dihapus.</p></body></html>"
SANDBOX = Path(__file__).parents[2] / "src" / "tertib" / "sandbox"


def save(folder: Path, name: str, body: str | bytes | None = GONE, **fields: object) -> None:
    url = "https://pasar-contoh.example/produk/jaket-12345"
    record = {
        "platform": "other",
        "asked_url": url,
        "final_url": url,
        "status": 200,
        "headers": {"content-type": "text/html"},
        "body_file": f"{name}.html",
        "error": None,
    }
    (folder / f"{name}.json").write_text(json.dumps(record | fields), encoding="utf-8")
    if body is not None:
        (folder / f"{name}.html").write_bytes(body.encode() if isinstance(body, str) else body)


def classify(folder: Path, *words: str) -> tuple[dict[str, dict[str, object]], str]:
    call = [sys.executable, "-m", "tertib.cli", "pages", "classify", str(folder), *words]
    done = subprocess.run(call, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return {str(line["name"]): line for line in lines}, done.stderr.decode()


def test_one_line_a_page_by_name(tmp_path: Path) -> None:
    for name, body, fields in (
        ("c", "Geser untuk verifikasi", {}),
        ("a", GONE, {}),
        ("b", GONE, {"final_url": "https://pasar-contoh.example/login"}),
    ):
        save(tmp_path, name, body, **fields)
    seen, said = classify(tmp_path)
    assert list(seen) == ["a", "b", "c"]
    assert [(line["state"], line["verdict"]) for line in seen.values()] == [
        ("GONE_SOFT", "down"),
        ("LOGIN_WALL", "cannot_tell"),
        ("BLOCKED_US", "cannot_tell"),
    ]
    assert set(seen["a"]) == {"name", "state", "verdict", "reasons"}
    assert "3 pages; 1 down; 0 could not be read" in said


def test_the_output_file_is_whole_or_not_there(tmp_path: Path) -> None:
    save(tmp_path, "a")
    out = tmp_path / "out.jsonl"
    assert main(["pages", "classify", str(tmp_path), "-o", str(out)]) == 0
    assert json.loads(out.read_text())["state"] == "GONE_SOFT"
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("fields", "body", "trouble"),
    [
        ({}, None, "body_missing"),
        ({"body_file": None}, GONE, "no_body_file"),
        ({"body_file": ""}, GONE, "no_body_file"),
        ({"body_file": "../../etc/passwd"}, GONE, "body_outside_folder"),
        ({"body_file": "/etc/passwd"}, GONE, "body_outside_folder"),
        ({"body_file": 7}, GONE, "no_body_file"),
        ({"body_file": "a\0b"}, GONE, "no_body_file"),
        ({"body_file": "."}, GONE, "body_missing"),
        ({}, b"\x89PNG\r\n\x1a\n" + bytes(500), "binary_body"),
        ({"status": 404}, bytes(range(256)) * 20 + b"404 not found", "binary_body"),
        ({"asked_url": None, "final_url": None}, GONE, "no_asked_url"),
        ({"status": [404]}, GONE, "bad_status_or_headers"),
        ({"headers": "x"}, GONE, "bad_status_or_headers"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_reason(
    tmp_path: Path, fields: dict[str, object], body: str | bytes | None, trouble: str
) -> None:
    save(tmp_path, "a", body, **fields)
    seen, said = classify(tmp_path)
    assert seen["a"] == {
        "name": "a",
        "state": "ERROR",
        "verdict": "cannot_tell",
        "reasons": [f"unread:{trouble}"],
    }
    assert "1 could not be read" in said


@pytest.mark.parametrize(
    ("text", "trouble"),
    [("{", "broken_json"), ("[]", "not_an_object"), ("[" * 100_000, "broken_json"), ('"x"', "not_an_object")],
)
def test_a_broken_record_stops_nothing(tmp_path: Path, text: str, trouble: str) -> None:
    save(tmp_path, "a")
    (tmp_path / "b.json").write_text(text)
    (tmp_path / "c.json").write_bytes(b"\xff\xfe\x00\xd8")
    seen, _ = classify(tmp_path)
    assert seen["a"]["verdict"] == "down"
    assert seen["b"]["reasons"] == [f"unread:{trouble}"]
    assert seen["c"]["reasons"] == ["unread:broken_json"]


@pytest.mark.parametrize("error", ["timeout", "dns", "net::ERR_CONNECTION_RESET", {"odd": 1}])
def test_a_page_that_never_came_is_an_error(tmp_path: Path, error: object) -> None:
    save(tmp_path, "a", None, error=error, status=None, body_file=None)
    seen, said = classify(tmp_path)
    assert (seen["a"]["state"], seen["a"]["verdict"]) == ("ERROR", "cannot_tell")
    assert str(seen["a"]["reasons"][0]).startswith("error:")  # type: ignore[index]
    assert "0 could not be read" in said


def test_of_a_huge_body_the_first_part_is_judged_and_said_so(tmp_path: Path) -> None:
    save(tmp_path, "a", GONE.encode() + b" " * MAX_BODY_BYTES)
    seen, _ = classify(tmp_path)
    assert seen["a"]["state"] == "GONE_SOFT"
    assert seen["a"]["reasons"][-1] == "cut"  # type: ignore[index]


def test_an_empty_body_is_no_word_of_anything(tmp_path: Path) -> None:
    save(tmp_path, "a", "", status=404)
    seen, _ = classify(tmp_path)
    assert (seen["a"]["state"], seen["a"]["verdict"]) == ("ERROR", "cannot_tell")


@pytest.mark.parametrize(
    ("encoding", "content_type", "meta"),
    [
        ("shift_jis", "text/html; charset=Shift_JIS", ""),
        ("euc-jp", "text/html", '<meta charset="euc-jp">'),
        ("utf-8", "text/html; charset=iso-8859-1", ""),  # the header is wrong
        ("utf-8-sig", "", ""),
        ("utf-16", "text/html; charset=utf-8", ""),
        ("shift_jis", "text/html; charset=hex", '<meta http-equiv=x content="text/html; charset=shift_jis">'),
    ],
)
def test_a_body_is_read_in_the_letters_it_is_written_in(
    encoding: str, content_type: str, meta: str, tmp_path: Path
) -> None:
    text = f"{meta}<p>お探しのページは見つかりませんでした</p>"
    assert decode(text.encode(encoding), content_type=content_type) == text
    save(tmp_path, "a", text.encode(encoding), headers={"Content-Type": content_type}, status=404)
    seen, _ = classify(tmp_path)
    assert seen["a"]["state"] == "GONE_HARD"


def test_a_body_in_no_known_letters_is_still_read() -> None:
    assert decode(b"caf\xe9 \x93x\x94", content_type="text/html; charset=nonsense") == "caf\xe9 \u201cx\u201d"


def test_status_may_be_written_as_text_and_a_missing_final_url_is_the_asked_one(tmp_path: Path) -> None:
    save(tmp_path, "a", status="404", final_url=None)
    saved = read_saved(tmp_path / "a.json")
    assert (saved.page.status, saved.page.final_url) == (404, saved.page.asked_url)


def test_a_folder_without_pages_or_none_at_all_says_how_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pages", "classify", str(tmp_path)]) == 2
    assert "holds no page" in capsys.readouterr().err
    assert main(["pages", "classify", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err


def test_a_described_platform_is_judged_by_its_own_templates(tmp_path: Path) -> None:
    url = "http://lapakraya.localhost:8801/jaket-i.12.345"
    there = '<article data-item="12.345">Jaket Rp10.000</article>'
    wrong = "<h1>Halaman tidak ditemukan</h1>"
    right = '<main data-halaman="produk-tiada"><h1>Halaman tidak ditemukan</h1></main>'
    for name, body, status in (("there", there, 200), ("wrong", wrong, 404), ("right", right, 404)):
        save(tmp_path, name, body, platform="lapakraya", asked_url=url, final_url=url, status=status)
    more = [f"--{what}={SANDBOX / f'{what}.toml'}" for what in ("platforms", "templates")]
    seen, _ = classify(tmp_path, *more)
    found = {name: (line["state"], line["verdict"]) for name, line in seen.items()}
    assert found == {
        "right": ("GONE_HARD", "down"),
        "there": ("UP", "up"),
        "wrong": ("ERROR", "cannot_tell"),  # words that any page may say are not the platform's own template
    }


@pytest.mark.parametrize("platform", ["shopee", "tokopedia", "carousell"])
def test_an_unverified_platform_is_never_down(tmp_path: Path, platform: str) -> None:
    urls = {
        "shopee": "https://shopee.co.id/Jaket-i.12.345",
        "tokopedia": "https://www.tokopedia.com/toko-a/rok-merah",
        "carousell": "https://id.carousell.com/p/jaket-12345",
    }
    words = "Produk tidak ditemukan. This listing has been removed. Halaman tidak ditemukan"
    for name, status in (("soft", 200), ("hard", 404)):
        save(
            tmp_path,
            name,
            words,
            platform=platform,
            asked_url=urls[platform],
            final_url=urls[platform],
            status=status,
        )
    seen, _ = classify(tmp_path)
    assert {line["verdict"] for line in seen.values()} == {"cannot_tell"}


def test_what_is_named_like_a_record_and_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    save(tmp_path, "a")
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    seen, said = classify(tmp_path)
    assert seen["pipe"]["reasons"] == seen["folder"]["reasons"] == ["unread:not_a_file"]
    assert "3 pages; 1 down; 2 could not be read" in said


@pytest.mark.parametrize("output", ["", "nowhere/out.jsonl"])
def test_an_output_that_cannot_be_written_is_said_before_anything_is_read(
    tmp_path: Path, output: str
) -> None:
    save(tmp_path, "a")
    assert main(["pages", "classify", str(tmp_path), "-o", str(tmp_path / output)]) == 2


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pages, pipe = tmp_path / "pages", tmp_path / "out"
    pages.mkdir()
    save(pages, "a")
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    assert main(["pages", "classify", str(pages), "-o", str(pipe)]) == 0
    assert json.loads(reader.communicate(timeout=20)[0])["name"] == "a"
    assert pipe.is_fifo()
