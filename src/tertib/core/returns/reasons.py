"""Says why a listing is taken for a removed one: what is the same, and which words changed to which."""

import re

NUMBER = re.compile(r"\d")
SHOWN_WORDS = 6  # of one side; the rest is counted
NEAR_PRICE = 0.15  # a price that moved by no more is "near"


def words_changed(old: str, new: str) -> tuple[list[str], list[str], list[str]]:
    """Words that both folded titles have, that the old has alone, and the new: each once, in the title's order."""
    before, after = list(dict.fromkeys(old.split())), list(dict.fromkeys(new.split()))
    here, there = set(before), set(after)
    return (
        [word for word in before if word in there],
        [word for word in before if word not in there],
        [word for word in after if word not in here],
    )


def reasons_of(
    *,
    old_title: str,
    new_title: str,
    likeness: float,
    prices: tuple[int | None, int | None],
    shops: tuple[str | None, str | None],
    phash: int,
    pdq: int,
    same_id: bool,
) -> list[str]:
    """Reasons as `code:value`, those of the identity first. Titles are folded; prices in hundredths; hashes -1 if none.

    >>> reasons_of(old_title="jaket bal 2", new_title="jaket karung 3", likeness=0.61, prices=(100, 100),
    ...            shops=("A", None), phash=-1, pdq=-1, same_id=False)
    ['text:likeness=0.61', 'words:bal->karung', 'numbers:2->3', 'price:same']
    """
    found = ["id:same"] if same_id else []
    shared, gone, come = words_changed(old_title, new_title)
    if not gone and not come and shared:
        found.append("text:same" if old_title == new_title else "text:same words")
    elif shared:
        found.append(f"text:likeness={likeness:.2f}")
    for code, is_number in (("words", False), ("numbers", True)):
        before = [word for word in gone if bool(NUMBER.search(word)) is is_number]
        after = [word for word in come if bool(NUMBER.search(word)) is is_number]
        if before or after:
            found.append(f"{code}:{_listed(before)}->{_listed(after)}")
    for name, distance in (("phash", phash), ("pdq", pdq)):
        if distance >= 0:
            found.append(f"image:{name} distance={distance}")
    old_price, new_price = prices
    if old_price is not None and new_price is not None:
        found.append(_price(old_price, new_price))
    old_shop, new_shop = shops
    if old_shop and new_shop:
        same = old_shop.strip().casefold() == new_shop.strip().casefold()
        found.append("shop:same" if same else "shop:other")
    return found


def _price(old: int, new: int) -> str:
    if old == new:
        return "price:same"
    near = abs(new - old) <= NEAR_PRICE * max(old, new)
    return f"price:{'near' if near else 'other'} {old / 100:g}->{new / 100:g}"


def _listed(words: list[str]) -> str:
    more = f" +{len(words) - SHOWN_WORDS}" if len(words) > SHOWN_WORDS else ""
    return " ".join(words[:SHOWN_WORDS]) + more
