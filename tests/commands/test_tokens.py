"""`tertib tokens`: what it writes, what it never writes, and how keys reach it."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tertib.cli import main
from tertib.core.sellers import TokenKey, kind_of, read_key, token
from tertib.vocabulary import TokenKind

KEY, NEXT_KEY = TokenKey(bytes(range(32))), TokenKey(bytes(range(1, 33)))
HEADER = "toko;HP;hp_2;bank;rekening;dompet;nomor dompet;alamat;foto;atas nama"
ROW = (
    "toko-satu;0812-3456-7890;;BCA;123-456-7890;OVO;0812 3456 7890;Jl. Melati No. 5 RT 01/02 Sukajadi;"
    "8f373714acfcf4d0;Siti Aminah"
)
RAW = ("1234567890", "123-456-7890", "0812", "81234567890", "melati", "aminah", "8f373714acfcf4d0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(KEY.text + "\n")
    (tmp_path / "shops.csv").write_text(f"{HEADER}\n{ROW}\n", "utf-8")
    return tmp_path


def call(folder: Path, *words: str) -> int:
    return main(["tokens", str(folder / "shops.csv"), "--key-file", str(folder / "key"), *words])


def lines(folder: Path) -> list[dict[str, list[dict[str, object]]]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]


def test_each_value_becomes_its_token_and_nothing_else_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "-o", str(folder / "out.jsonl")) == 0
    [line] = lines(folder)
    [shop] = line["shops"]
    tokens = shop["tokens"]
    assert isinstance(tokens, list)
    assert shop["shop"] == "toko-satu"
    assert {kind_of(one) for one in tokens} == set(TokenKind)
    assert token(TokenKind.PHONE, "+62 812 3456 7890", key=KEY) in tokens
    said = (folder / "out.jsonl").read_text().lower() + "".join(capsys.readouterr()).lower()
    assert [raw for raw in RAW if raw in said.replace(KEY.id, "")] == []


def test_in_an_overlap_each_value_has_a_token_under_both_keys(folder: Path) -> None:
    (folder / "key").write_text(f"{KEY.text}\n{NEXT_KEY.text}\n")
    assert call(folder, "-o", str(folder / "out.jsonl")) == 0
    tokens = lines(folder)[0]["shops"][0]["tokens"]
    assert isinstance(tokens, list)
    assert {one.split(".")[1] for one in tokens} == {KEY.id, NEXT_KEY.id}


def test_rows_of_one_shop_are_one_shop_and_a_line_holds_a_hundred(folder: Path) -> None:
    rows = "".join(f"toko-{n % 101:03d},0812 3456 {n:04d}\n" for n in range(202))
    (folder / "shops.csv").write_text("shop,phone\n" + rows)
    assert call(folder, "-o", str(folder / "out.jsonl")) == 0
    assert [len(line["shops"]) for line in lines(folder)] == [100, 1]
    assert {len(shop["tokens"]) for line in lines(folder) for shop in line["shops"]} == {2}  # type: ignore[arg-type]


def test_listings_of_a_shop_stand_beside_its_tokens(folder: Path) -> None:
    (folder / "shops.csv").write_text(
        "toko,hp,penawaran\nsatu,0812 3456 7890,KK-2\nsatu,,KK-1\nsatu,,tidak sah\n"
    )
    assert call(folder, "-o", str(folder / "out.jsonl")) == 0
    [shop] = lines(folder)[0]["shops"]
    assert shop["listings"] == ["KK-1", "KK-2"]


def test_a_value_that_cannot_be_used_is_told_by_row_and_column_and_never_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = "shop,phone,bank,account\ntoko-a,rahasia-telepon,BCA,3174012312890001\n081298765432,0812345678,,\n"
    (folder / "shops.csv").write_text(bad)
    assert call(folder, "-o", str(folder / "out.jsonl")) == 0
    said = "".join(capsys.readouterr()) + (folder / "out.jsonl").read_text()
    assert "phone: 1 left out, first in row 2" in said
    assert "NIK" in said
    assert [raw for raw in ("rahasia", "3174012312890001", "081298765432") if raw in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "081234567890,BCA\n",
        "toko,catatan\nsatu,081234567890\n",
        "shop,account\ntoko,1234567890\n",
        'shop,phone\n"toko,081234567890\n',
        "shop,phone\ntoko,\x000812\n",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line_that_shows_nothing_of_it(
    folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shops.csv").write_text(text)
    code = call(folder, "-o", str(folder / "out.jsonl"))
    said = "".join(capsys.readouterr())
    assert code in (0, 2)
    assert not any(raw in said for raw in ("0812", "1234567890", "satu"))


def test_a_file_that_is_not_in_utf8_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "shops.csv").write_bytes(b"shop,address\ntoko,Jl. Caf\xe9 Melati 5\n")
    assert call(folder) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_the_key_comes_from_the_environment_and_never_from_the_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TERTIB_TOKEN_KEY", raising=False)
    assert main(["tokens", str(folder / "shops.csv")]) == 2
    monkeypatch.setenv("TERTIB_TOKEN_KEY", KEY.text)
    assert main(["tokens", str(folder / "shops.csv")]) == 0
    with pytest.raises(SystemExit):
        main(["tokens", str(folder / "shops.csv"), "--key", KEY.text])
    capsys.readouterr()
    assert main(["tokens", str(folder / "shops.csv"), "--key-file", KEY.text]) == 2
    assert KEY.secret.hex() not in "".join(capsys.readouterr())


@pytest.mark.parametrize("text", ["", "tsk1_zz", "kata-sandi-rahasia", "a b c"])
def test_a_wrong_key_is_refused_without_being_shown(
    folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "key").write_text(text)
    assert call(folder) == 2
    said = capsys.readouterr().err
    assert "rahasia" not in said
    assert "tsk1_zz" not in said


def test_a_new_key_is_written_for_its_owner_only_and_only_its_id_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "new"
    assert main(["tokens", "--new-key", str(path)]) == 0
    key = read_key(path.read_text())
    said = capsys.readouterr().out
    assert key.id in said
    assert key.secret.hex() not in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert main(["tokens", "--new-key", str(path)]) == 2
    assert read_key(path.read_text()) == key


def test_it_runs_without_settings_database_or_site(folder: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "tertib"), "tokens", "shops.csv", "--key-file", "key"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "1 rows, 1 shops, 6 tokens\n")
