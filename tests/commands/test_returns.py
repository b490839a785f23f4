"""`tertib returns` on files. All listings are invented."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL.Image import Transpose

from tertib.cli import main
from tests.adapters.drawn import drawn
from tests.core.returns.market import offers


def written(path: Path, titles: list[str], *, first: str = "A") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["posting_id", "title", "price", "shop"])
        rows.writerows([f"{first}{n}", title, 50_000, "Toko Contoh"] for n, title in enumerate(titles))
    return path


@pytest.fixture
def files(tmp_path):
    titles = offers(40)
    removed = written(tmp_path / "removed.csv", titles)
    new = [titles[7], "sesuatu yang lain sama sekali"]
    return removed, written(tmp_path / "new.csv", new, first="N")


def returns(*words: object) -> int:
    return main(["returns", *map(str, words)])


def test_an_offer_that_came_back_is_written_with_its_reasons(files, tmp_path):
    out = tmp_path / "out.jsonl"
    assert returns("--removed", files[0], "--listings", files[1], "-o", out) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["listing_id"] for row in rows} == {"N0"}
    best = max(rows, key=lambda row: row["score"])
    assert (best["removed_id"], best["kind"]) == ("A7", "same_offer")
    assert list(best) == ["removed_id", "listing_id", "kind", "score", "reasons"]
    assert {"text:same", "price:same", "shop:same"} <= set(best["reasons"])


def test_every_output_says_the_same(files, tmp_path, capsysbinary):
    outs = [tmp_path / f"out.{kind}" for kind in ("parquet", "jsonl", "csv")]
    for out in outs:
        assert returns("--removed", files[0], "--listings", files[1], "-o", out) == 0
    assert returns("--removed", files[0], "--listings", files[1], "-o", "-") == 0
    assert capsysbinary.readouterr().out == outs[1].read_bytes()
    pairs = pq.read_table(outs[0]).to_pylist()
    assert pairs == [json.loads(line) for line in outs[1].read_text(encoding="utf-8").splitlines()]
    with outs[2].open(encoding="utf-8", newline="") as file:
        assert [row["reasons"].split("; ") for row in csv.DictReader(file)] == [
            pair["reasons"] for pair in pairs
        ]


def test_a_file_against_itself_never_pairs_a_posting_with_itself(tmp_path):
    titles = offers(30)
    file = written(tmp_path / "all.csv", [*titles, *(f"promo {title}" for title in titles)])
    out = tmp_path / "out.parquet"
    assert returns("--removed", file, "--listings", file, "-o", out) == 0
    pairs = {(row["removed_id"], row["listing_id"]) for row in pq.read_table(out).to_pylist()}
    assert all(a != b for a, b in pairs)
    assert ("A0", "A30") in pairs and ("A30", "A0") in pairs


def test_a_copy_of_the_file_is_taken_as_the_file_itself(tmp_path):
    titles = offers(30)
    titles += [f"promo {title}" for title in titles]
    one, copy = written(tmp_path / "one.csv", titles), written(tmp_path / "copy.csv", titles)
    outs = [tmp_path / name for name in ("one.jsonl", "two.jsonl")]
    assert returns("--removed", one, "--listings", one, "-o", outs[0]) == 0
    assert returns("--removed", one, "--listings", copy, "-o", outs[1]) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_the_same_files_give_the_same_bytes(files, tmp_path):
    outs = [tmp_path / name for name in ("one.parquet", "two.parquet")]
    for out in outs:
        assert returns("--removed", files[0], "--listings", files[1], "--all", "-o", out) == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_nothing_removed_means_that_nothing_came_back(files, tmp_path):
    removed = written(tmp_path / "none.csv", [])
    out = tmp_path / "out.csv"
    assert returns("--removed", removed, "--listings", files[1], "-o", out) == 0
    assert out.read_text(encoding="utf-8") == "removed_id,listing_id,kind,score,reasons\n"


def test_a_file_that_is_not_there_is_named(files, tmp_path, capsys):
    assert returns("--removed", tmp_path / "gone.csv", "--listings", files[1]) == 2
    assert "gone.csv: there is no such file" in capsys.readouterr().err


def test_a_file_without_a_title_is_refused_in_one_line(files, tmp_path, capsys):
    odd = tmp_path / "odd.csv"
    odd.write_text("id,weight\n1,2\n", encoding="utf-8")
    assert returns("--removed", odd, "--listings", files[1]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_damaged_file_is_refused(files, tmp_path, capsys):
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"PAR1 is not all of it")
    assert returns("--removed", files[0], "--listings", bad) == 2
    assert "bad.parquet" in capsys.readouterr().err


def test_an_input_is_never_overwritten(files, capsys):
    before = files[0].read_bytes()
    assert returns("--removed", files[0], "--listings", files[1], "-o", files[0]) == 2
    assert files[0].read_bytes() == before
    assert "would overwrite" in capsys.readouterr().err


def test_an_output_of_unknown_kind_is_refused_before_anything_is_read(files, tmp_path):
    assert returns("--removed", files[0], "--listings", files[1], "-o", tmp_path / "out.docx") == 2


def pictured(path: Path, rows: list[tuple[str, str]], *, first: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["posting_id", "title", "gambar"])
        out.writerows([f"{first}{n}", title, image] for n, (title, image) in enumerate(rows))
    return path


def test_image_files_are_hashed_and_a_broken_one_is_named(tmp_path, capsys):
    folder, titles = tmp_path / "gambar", offers(20)
    folder.mkdir()
    for seed in range(20):
        drawn(seed).save(folder / f"{seed}.png")
    drawn(7).transpose(Transpose.FLIP_LEFT_RIGHT).save(folder / "new.png")
    (folder / "broken.jpg").write_bytes(b"no picture")
    removed = pictured(tmp_path / "a.csv", [(one, f"{n}.png") for n, one in enumerate(titles)], first="A")
    new = pictured(tmp_path / "b.csv", [(titles[7], "new.png"), (titles[3], "broken.jpg")], first="N")
    out = tmp_path / "out.jsonl"
    assert returns("--removed", removed, "--listings", new, "--images", folder, "--all", "-o", out) == 0
    assert "'broken.jpg': not a whole picture" in capsys.readouterr().err
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    reasons = {(row["removed_id"], row["listing_id"]): row["reasons"] for row in rows}
    assert any(reason.startswith("image:pdq distance=") for reason in reasons[("A7", "N0")])
    assert ("A3", "N1") in reasons  # found by its title, as if it had no picture


def test_a_folder_of_images_that_is_not_there_is_named(files, tmp_path, capsys):
    call = ("--removed", files[0], "--listings", files[1], "--images", tmp_path / "gone")
    assert returns(*call) == 2
    assert "there is no such folder" in capsys.readouterr().err
