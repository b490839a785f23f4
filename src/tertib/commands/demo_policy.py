"""The demo's policy desk: an invented sample, lawful listings among it, and a draft with one invented word to try."""

from collections.abc import Mapping
from datetime import datetime

from tertib.actions.actor import actor_of_person
from tertib.actions.policies.drafts import TermText, save_term, start_draft
from tertib.actions.policies.samples import digest_of
from tertib.store.models import Person, SampleListing
from tertib.vocabulary import Ambiguity

POLICY = "pakaian-bekas-impor"
EDITOR = "nadia"
NEW_WORD = TermText(
    key="paket-zebra",
    words=["paket zebra", "pkt zebra", "zebra pack"],
    meaning_id="kata sandi rekaan untuk bal pakaian bekas impor; hanya ada di demo ini",
    meaning_en="an invented code word for a bale of imported used clothing; of this demo only",
    ambiguity=Ambiguity.MEDIUM,
    needs=["clothing"],
    weights={"used": 5.0, "imported": 2.0, "bulk": 2.0},
    source="demo: invented",
)
WHY = "Rekaan: penjual di demo menulis “paket zebra” setelah kata bal diblokir."

GARMENTS = (
    "Kemeja batik pria",
    "Gamis ibu",
    "Kaos polos anak",
    "Jaket parasut",
    "Celana kulot",
    "Kebaya brokat",
)
SOLD_AS = (
    "baru, produksi konveksi sendiri",
    "semua ukuran tersedia, bahan katun",
    "motif terbaru, bisa pilih warna",
    "seragam kantor, bisa bordir nama",
    "handmade, dijahit di Pekalongan",
    "lengkap dengan hang tag dan garansi toko",
)
UNDECIDED = (
    ("Paket zebra jaket campur isi 50 potong kode A", 2_750_000),
    ("Pkt zebra kaos import mix karung", 1_900_000),
    ("P4ket zebra hoodie korea isi 30", 1_250_000),
    ("Bal segel jaket import korea 100 kg", 5_500_000),
    ("Jaket thrift import original second", 150_000),
    ("Kemeja flanel preloved milik sendiri, dipakai dua kali", 60_000),
    ("Boneka paket zebra dan jerapah", 85_000),
    ("Payung lipat otomatis", 45_000),
)


def fill_desk(people: Mapping[str, Person], *, now: datetime) -> None:
    """Put the sample in, and let the policy editor begin a draft. Again: changes nothing."""
    if SampleListing.objects.filter(policy=POLICY).exists():
        return
    protected = [
        (f"{garment} {sold_as}", 60_000 + 7_500 * number)
        for number, (garment, sold_as) in enumerate(
            (garment, sold_as) for garment in GARMENTS for sold_as in SOLD_AS
        )
    ]
    SampleListing.objects.bulk_create(
        [_sample(title, price, lawful=True, now=now) for title, price in protected]
        + [_sample(title, price, lawful=None, now=now) for title, price in UNDECIDED]
    )
    editor = actor_of_person(people[EDITOR])
    draft = start_draft(editor, POLICY, now=now)
    save_term(editor, draft, NEW_WORD, seen=draft.revision, why=WHY, now=now)


def _sample(title: str, price: int, *, lawful: bool | None, now: datetime) -> SampleListing:
    listing = {"title": title, "price_minor": price * 100, "currency": "IDR", "shop": "toko-contoh"}
    return SampleListing(
        policy=POLICY, digest=digest_of(listing), listing=listing, lawful=lawful, added_at=now
    )
