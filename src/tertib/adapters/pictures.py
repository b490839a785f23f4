"""Hashes image files that listings name: 64-bit pHash and 256-bit PDQ, whatever the file turns out to be."""

import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pdqhash
import pyarrow as pa
from PIL import Image
from scipy.fft import dctn

MAX_BYTES = 20_000_000  # of a file; no marketplace shows larger ones
MAX_PIXELS = 50_000_000  # of a picture: what unpacks to more is called a bomb
HASHED_SIDE = 512  # pictures are made this small before PDQ, which looks at 64 x 64 of it: ten times as fast
LEAST_QUALITY = 50  # a PDQ hash of a lower quality says nothing: a plain surface looks like any other
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
SHOWN = 5  # files of one trouble that are named; the rest is counted

Grey = npt.NDArray[np.float64]


@dataclass(slots=True)
class Troubles:
    """Why files gave no hash: counted by kind, the first few named."""

    counts: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)

    def add(self, name: str, trouble: str) -> None:
        """Note one file."""
        self.counts[trouble] += 1
        if self.counts[trouble] <= SHOWN:
            self.named.append(f"{name!r}: {trouble}")

    def lines(self) -> list[str]:
        """One line a file that is named, and one a kind for the rest."""
        rest = {trouble: count - SHOWN for trouble, count in self.counts.items() if count > SHOWN}
        return [*self.named, *(f"{count:,} more images: {trouble}" for trouble, count in rest.items())]


class Unreadable(Exception):
    """A file is no picture that can be hashed; says why."""


def with_hashes(listings: pa.RecordBatch, folder: Path, troubles: Troubles) -> pa.RecordBatch:
    """LISTING rows with hashes of the files in `folder` that `image` names; a hash that was given stays.

    A row whose file gives none keeps null: `troubles` hears of it, nothing is raised. Addresses are never fetched.
    """
    phashes, pdqs = (listings.column(name).to_pylist() for name in ("image_phash", "image_pdq"))
    known: dict[str, tuple[str | None, str | None]] = {}
    for place, name in enumerate(listings.column("image").to_pylist()):
        if not name or (phashes[place] and pdqs[place]):
            continue
        if name not in known:
            try:
                known[name] = hash_file(_inside(folder, name))
            except Unreadable as error:
                troubles.add(name, str(error))
                known[name] = (None, None)
        phashes[place] = phashes[place] or known[name][0]
        pdqs[place] = pdqs[place] or known[name][1]
    for name, values in (("image_phash", phashes), ("image_pdq", pdqs)):
        at = listings.schema.get_field_index(name)
        listings = listings.set_column(at, listings.schema.field(at), pa.array(values, pa.string()))
    return listings


def hash_file(path: Path) -> tuple[str, str | None]:
    """The pHash and the PDQ of an image file in hex digits; PDQ is None below LEAST_QUALITY. Raises Unreadable."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES:,} bytes")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata; the size is judged here
            with Image.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise Unreadable(f"more than {MAX_PIXELS:,} pixels")
                picture.draft("RGB", (HASHED_SIDE, HASHED_SIDE))
                plain = picture.convert("RGB")
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except Image.DecompressionBombError:
        raise Unreadable(f"more than {MAX_PIXELS:,} pixels") from None
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        OverflowError,
        MemoryError,
    ) as error:  # what Pillow raises
        raise Unreadable(f"not a whole picture ({type(error).__name__})") from None
    grey = np.asarray(plain.convert("L").resize((32, 32), Image.Resampling.LANCZOS), np.float64)
    plain.thumbnail((HASHED_SIDE, HASHED_SIDE))
    bits, quality = pdqhash.compute(np.ascontiguousarray(plain))
    return _phash(grey), _hex(np.asarray(bits, bool)) if quality >= LEAST_QUALITY else None


def _phash(grey: Grey) -> str:
    """As imagehash.phash does it: the 8 x 8 lowest frequencies, each above their median or not."""
    low = dctn(grey)[:8, :8]
    return _hex((low > np.median(low)).ravel())


def _hex(bits: npt.NDArray[np.bool_]) -> str:
    return np.packbits(bits).tobytes().hex()


def _inside(folder: Path, name: str) -> Path:
    """The file a listing names, which must lie in the folder. Raises Unreadable."""
    if "://" in name:
        raise Unreadable("an address, not a file: it is never fetched here")
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise Unreadable("there is no such file in the folder")
    except (OSError, ValueError):
        raise Unreadable("no name of a file") from None
    return path
