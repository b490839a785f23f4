"""What people call the columns of a list of links, in Indonesian and English."""

import re
from enum import StrEnum


class ColumnMeaning(StrEnum):
    """What a column of a handed-in list says."""

    LINK = "link"
    SHOP = "shop"
    TITLE = "title"
    NOTE = "note"
    PLATFORM = "platform"
    PRICE = "price"
    DATE = "date"
    NUMBER = "number"
    NOTICE = "notice"  # of a filled table of replies
    REPLY = "reply"


# The names that such lists use. A header matches whole, after folding: "link toko" is the link of a shop.
NAMES: dict[ColumnMeaning, frozenset[str]] = {
    ColumnMeaning.LINK: frozenset(
        {
            "link",
            "links",
            "url",
            "urls",
            "uri",
            "tautan",
            "alamat",
            "alamat web",
            "alamat situs",
            "link produk",
            "link barang",
            "url produk",
            "tautan produk",
            "link iklan",
            "url iklan",
            "product url",
            "product link",
            "listing url",
            "listing link",
            "item url",
            "item link",
            "link listing",
            "url listing",
            "link url",
            "alamat url",
            "tautan url",
            "link tautan",
            "halaman",
            "link postingan",
            "link konten",
            "tautan konten",
            "url konten",
            "link pelanggaran",
            "tautan pelanggaran",
            "link penjualan",
            "link etalase",
        }
    ),
    ColumnMeaning.SHOP: frozenset(
        {
            "toko",
            "nama toko",
            "shop",
            "shop name",
            "store",
            "store name",
            "seller",
            "seller name",
            "penjual",
            "nama penjual",
            "akun",
            "nama akun",
            "account",
            "username",
            "merchant",
            "nama merchant",
            "lapak",
            "pelaku usaha",
            "nama pelaku usaha",
            "pedagang",
            "link toko",
            "url toko",
            "shop url",
            "shop link",
        }
    ),
    ColumnMeaning.TITLE: frozenset(
        {
            "judul",
            "title",
            "nama produk",
            "nama barang",
            "produk",
            "barang",
            "product",
            "product name",
            "item",
            "item name",
            "listing",
            "judul iklan",
            "judul produk",
            "judul listing",
            "name",
            "nama",
        }
    ),
    ColumnMeaning.NOTE: frozenset(
        {
            "catatan",
            "keterangan",
            "ket",
            "note",
            "notes",
            "remark",
            "remarks",
            "comment",
            "comments",
            "alasan",
            "reason",
            "temuan",
            "deskripsi",
            "description",
            "pelanggaran",
            "jenis pelanggaran",
            "uraian",
        }
    ),
    ColumnMeaning.PLATFORM: frozenset(
        {
            "platform",
            "marketplace",
            "lokapasar",
            "loka pasar",
            "e commerce",
            "ecommerce",
            "situs",
            "site",
            "website",
            "media",
            "aplikasi",
            "kanal",
            "channel",
        }
    ),
    ColumnMeaning.PRICE: frozenset({"harga", "price", "harga rp", "harga satuan", "harga barang"}),
    ColumnMeaning.DATE: frozenset(
        {
            "tanggal",
            "tgl",
            "date",
            "waktu",
            "tanggal temuan",
            "tanggal pemantauan",
            "tanggal pengawasan",
            "time",
        }
    ),
    ColumnMeaning.NOTICE: frozenset(
        {"notice", "pemberitahuan", "no pemberitahuan", "nomor pemberitahuan", "notice id", "notice number"}
    ),
    ColumnMeaning.REPLY: frozenset({"reply", "jawaban", "balasan", "status", "answer", "tanggapan"}),
    ColumnMeaning.NUMBER: frozenset({"no", "nomor", "nomor urut", "no urut", "number", "num", "id"}),
}

_MEANINGS = {name: meaning for meaning, names in NAMES.items() for name in names}


def meaning_of_header(text: str) -> ColumnMeaning | None:
    """Say what a header cell means, or None for a name that we do not know.

    >>> meaning_of_header(" Link_Produk: ")
    <ColumnMeaning.LINK: 'link'>
    """
    if len(text) > 60:
        return None
    return _MEANINGS.get(" ".join(re.findall(r"[a-z0-9]+", text.casefold())))
