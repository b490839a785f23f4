"""Hashing image files that listings name: good ones, broken ones, bombs. All pictures are drawn here."""

import struct
import zlib
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from tertib.adapters.pictures import (
    MAX_BYTES,
    MAX_PIXELS,
    SHOWN,
    Troubles,
    Unreadable,
    hash_file,
    with_hashes,
)
from tests.adapters.drawn import drawn
from tests.core.returns.market import listings


def rows(*images: str | None, phash: list[str | None] | None = None):
    made = listings(["barang"] * len(images), phash=phash)
    at = made.schema.get_field_index("image")
    return made.set_column(at, made.schema.field(at), pa.array(images, pa.string()))


def apart(one: str | None, other: str | None) -> int:
    assert one is not None
    assert other is not None
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_the_same_picture_pressed_hard_and_made_smaller_keeps_its_hashes(tmp_path):
    picture = drawn(1)
    picture.save(tmp_path / "a.png")
    picture.resize((300, 225)).save(tmp_path / "b.jpg", quality=40)
    one, other = hash_file(tmp_path / "a.png"), hash_file(tmp_path / "b.jpg")
    assert (len(one[0]), len(one[1] or "")) == (16, 64)
    assert apart(one[0], other[0]) <= 7
    assert apart(one[1], other[1]) <= 31


def test_another_picture_has_other_hashes(tmp_path):
    for seed in (1, 2):
        drawn(seed).save(tmp_path / f"{seed}.png")
    one, other = hash_file(tmp_path / "1.png"), hash_file(tmp_path / "2.png")
    assert apart(one[0], other[0]) > 7
    assert apart(one[1], other[1]) > 60


def test_a_plain_surface_has_no_pdq_hash(tmp_path):
    Image.new("RGB", (300, 300), (90, 90, 90)).save(tmp_path / "plain.png")
    assert hash_file(tmp_path / "plain.png")[1] is None


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1", "CMYK"])
def test_every_mode_of_colour_is_read(tmp_path, mode):
    drawn(3).convert(mode).save(tmp_path / f"x.{'jpg' if mode == 'CMYK' else 'png'}")
    assert len(hash_file(next(tmp_path.iterdir()))[0]) == 16


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is vast and holds nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bomb(60_000, 60_000), f"more than {MAX_PIXELS:,} pixels"),
        (bomb(9_000, 9_000), f"more than {MAX_PIXELS:,} pixels"),  # below Pillow's own limit
        (bomb(10, 10), "not a whole picture"),
        (b"", "not a whole picture"),
        (b"<svg onload=alert(1)>", "not a whole picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not a whole picture"),
        (b"GIF89a" + bytes(8), "not a whole picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "not a whole picture"),
    ],
)
def test_a_bomb_or_a_broken_file_is_named_with_its_trouble(tmp_path, content, says):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(Unreadable, match=says):
        hash_file(tmp_path / "x.png")


def test_a_picture_cut_short_is_named(tmp_path):
    drawn(1).save(tmp_path / "x.jpg")
    whole = (tmp_path / "x.jpg").read_bytes()
    (tmp_path / "x.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable, match="not a whole picture"):
        hash_file(tmp_path / "x.jpg")


def test_noise_never_raises_anything_else(tmp_path):
    rng = np.random.default_rng(1)
    drawn(1, (64, 64)).save(tmp_path / "x.png")
    whole = bytearray((tmp_path / "x.png").read_bytes())
    for _ in range(200):
        bad = bytearray(whole)
        for at in rng.integers(0, len(bad), 4):
            bad[at] = rng.integers(256)
        (tmp_path / "y.png").write_bytes(bad)
        with suppress(Unreadable):
            assert len(hash_file(tmp_path / "y.png")[0]) == 16


def test_a_file_of_too_many_bytes_is_not_opened(tmp_path):
    with (tmp_path / "x.png").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="larger than"):
        hash_file(tmp_path / "x.png")


def test_rows_get_hashes_and_keep_those_they_had(tmp_path):
    drawn(1).save(tmp_path / "a.png")
    given = "00ff" * 4
    found = with_hashes(rows("a.png", "a.png", None, phash=[None, given, None]), tmp_path, Troubles())
    assert found["image_phash"].to_pylist() == [hash_file(tmp_path / "a.png")[0], given, None]
    assert found["image_pdq"].to_pylist() == [hash_file(tmp_path / "a.png")[1]] * 2 + [None]
    assert found.schema == rows("a.png").schema


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/hostname", "https://contoh.test/a.png", "a\0b", "x" * 5_000]
)
def test_nothing_outside_the_folder_is_read(tmp_path, name):
    inside = tmp_path / "folder"
    inside.mkdir()
    drawn(1).save(tmp_path / "secret.png")
    troubles = Troubles()
    found = with_hashes(rows(name), inside, troubles)
    assert found["image_pdq"].to_pylist() == [None]
    assert len(troubles.lines()) == 1


def test_many_troubles_of_one_kind_are_counted(tmp_path):
    troubles = Troubles()
    with_hashes(rows(*(f"gone{n}.png" for n in range(SHOWN + 3))), tmp_path, troubles)
    assert len(troubles.lines()) == SHOWN + 1
    assert troubles.lines()[-1].startswith("3 more images: ")
