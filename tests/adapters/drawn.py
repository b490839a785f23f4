"""Pictures drawn by a seed: the same seed, the same picture."""

import random

from PIL import Image, ImageDraw


def drawn(seed: int, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Thirty coloured ellipses on a coloured ground."""
    rng = random.Random(seed)

    def colour() -> tuple[int, int, int]:
        return rng.randrange(256), rng.randrange(256), rng.randrange(256)

    picture = Image.new("RGB", size, colour())
    pen = ImageDraw.Draw(picture)
    for _ in range(30):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        pen.ellipse((x, y, x + rng.randint(10, 150), y + rng.randint(10, 150)), fill=colour())
    return picture
