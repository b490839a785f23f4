"""How a marketplace's staff behaves, as numbers; and what that means for one notice."""

from dataclasses import dataclass
from typing import Final

from tertib.sandbox.draw import draw, pick, share
from tertib.sandbox.places import Place, item_of
from tertib.sandbox.staff.desk import Duty, Told
from tertib.sandbox.standing import Standing, World
from tertib.vocabulary import CannotExecute, ReplyKind

HOUR: Final = 3600.0

GROUNDS: Final = (
    (
        "Barang bukan impor",
        "Penjual menunjukkan bukti bahwa ini pakaian pribadi bekas pakai dari merek lokal.",
    ),
    ("Barang baru", "Foto dan faktur penjual menunjukkan barang baru; kata bekas hanya ada di judul."),
    ("Bukan pakaian", "Yang ditawarkan bukan pakaian atau tekstil."),
    ("Evidence not sufficient", "The listing says second, yet nothing shows that the goods were imported."),
)
QUESTIONS: Final = (
    "Apakah yang diminta hanya penawaran ini, atau semua penawaran toko ini?",
    "Mohon kirim foto bukti; halaman ini tidak menyebut asal barang.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """Shares are of the notices; hours are simulated, a lowest and a highest."""

    act_hours: tuple[float, float]  # from the notice to the page going down
    answer_hours: tuple[float, float]  # from the page going down to the answer
    late: float = 0.0  # answer after `late_hours` instead
    late_hours: tuple[float, float] = (26.0, 60.0)
    refuse: float = 0.0  # refuse with a ground, and leave the page up
    cannot: float = 0.0  # say that they cannot
    ask: float = 0.0  # ask back, and leave the page up
    lie: float = 0.0  # say "done" and leave the page up
    back: float = 0.0  # of the pages taken down: come back
    back_hours: tuple[float, float] = (30.0, 90.0)
    again: float = 0.0  # of the pages taken down: the seller offers the same under a new id
    again_hours: tuple[float, float] = (12.0, 72.0)
    reword: float = (
        0.0  # of the pages taken down: the same shop offers the same under a new id and another word
    )
    reword_hours: tuple[float, float] = (6.0, 36.0)


def duties_of(told: Told, conduct: Conduct, *, place: Place, world: World, now: float) -> list[Duty]:
    """What the staff will do about a notice, and when. The same notice always gets the same.

    Kinds: `remove`, `back`, `again`, `reword` (detail: the listing's place), `answer` (detail: kind and words, by |).
    """
    mix = draw(world.seed, place.no, *told.key.encode())
    item = item_of(place, told.listing.partition(":")[2])

    def after(hours: tuple[float, float], salt: int, since: float) -> float:
        return since + HOUR * (hours[0] + (hours[1] - hours[0]) * share(draw(mix, salt)))

    late = share(draw(mix, 1)) < conduct.late
    down = after(conduct.late_hours if late else conduct.act_hours, 2, now)
    answer = after(conduct.answer_hours, 3, down)
    if item is None or not world.exists(place, item):
        why = f"{CannotExecute.BAD_LINK}|Alamat ini tidak menunjuk ke barang mana pun di {place.name}."
        return [Duty("answer", told.key, answer, f"{ReplyKind.CANNOT_EXECUTE}|{why}")]
    if world.standing(place, item) in (Standing.GONE, Standing.SHOP_CLOSED):
        why = f"{CannotExecute.NOT_FOUND}|Barang ini sudah tidak ada ketika pemberitahuan sampai."
        return [Duty("answer", told.key, answer, f"{ReplyKind.CANNOT_EXECUTE}|{why}")]
    mood = share(draw(mix, 4))
    if mood < conduct.refuse:
        ground, words = pick(GROUNDS, draw(mix, 5))
        return [Duty("answer", told.key, answer, f"{ReplyKind.REFUSED}|{ground}|{words}")]
    mood -= conduct.refuse
    if mood < conduct.cannot:
        words = f"{CannotExecute.TECHNICAL}|Sistem moderasi kami sedang dipindahkan."
        return [Duty("answer", told.key, answer, f"{ReplyKind.CANNOT_EXECUTE}|{words}")]
    mood -= conduct.cannot
    if mood < conduct.ask:
        return [Duty("answer", told.key, answer, f"{ReplyKind.ASKS_BACK}|{pick(QUESTIONS, draw(mix, 6))}")]
    duties = [Duty("answer", told.key, answer, f"{ReplyKind.ACTED}")]
    if share(draw(mix, 7)) < conduct.lie:
        return duties
    duties.append(Duty("remove", told.key, down, str(item)))
    if share(draw(mix, 8)) < conduct.back:
        duties.append(Duty("back", told.key, after(conduct.back_hours, 9, down), str(item)))
    elif share(draw(mix, 10)) < conduct.again:
        duties.append(Duty("again", told.key, after(conduct.again_hours, 11, down), str(item)))
    elif share(draw(mix, 12)) < conduct.reword:
        duties.append(Duty("reword", told.key, after(conduct.reword_hours, 13, down), str(item)))
    return duties
