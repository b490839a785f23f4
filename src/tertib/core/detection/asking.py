"""The text by which a platform asks a seller what a listing leaves open; a person reads and sends it."""

import unicodedata
from collections.abc import Sequence

MOST_TITLE = 160
TEXTS = {
    "id": (
        (
            "Kepada penjual,\n\nkami sedang memeriksa penawaran Anda: “{title}”\n{url}\n\n"
            "Dari penawaran itu kami belum dapat memastikan:\n{asks}\n\n{because}"
            "Mohon dijelaskan, dan bila ada sertakan bukti: nota pembelian, faktur dari pemegang merek, atau "
            "pernyataan "
            "bahwa barang itu milik sendiri atau berasal dari dalam negeri. Dengan menjawab Anda tidak mengakui "
            "pelanggaran apa pun. Pertanyaan ini bukan penurunan: penawaran Anda tetap seperti semula selama "
            "kami menunggu jawaban.\n"
        ),
        "Kami bertanya karena pada penawaran tertulis: {words}.\n\n",
    ),
    "en": (
        (
            "To the seller,\n\nwe are looking at your offer: “{title}”\n{url}\n\n"
            "The offer does not tell us:\n{asks}\n\n{because}"
            "Please explain, and send proof if you have it: a receipt, an invoice from the brand's owner, or a "
            "statement "
            "that the goods are your own or come from within the country. By answering you admit no breach of "
            "any rule. "
            "This question is no takedown: your offer stays as it is while we wait for your answer.\n"
        ),
        "We ask because the offer says: {words}.\n\n",
    ),
}


def question_to_seller(
    *, title: str, url: str, asks: Sequence[str], words: Sequence[str], language: str
) -> str:
    """The text in Indonesian (`id`) or English (`en`). `asks` are the questions that are open; `words` are quoted."""
    whole, because = TEXTS["en" if language == "en" else "id"]
    quoted = ", ".join(f"“{plain(word)}”" for word in words)
    return whole.format(
        title=plain(title)[:MOST_TITLE],
        url=url,
        asks="\n".join(f"- {one}" for one in asks),
        because=because.format(words=quoted) if words else "",
    )


def plain(text: str) -> str:
    """The text on one line, without signs that are not seen or that turn the direction of what follows."""
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())
