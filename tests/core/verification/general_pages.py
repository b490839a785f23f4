"""Invented pages for tests of the general rules."""

from tertib.core.verification import Page

ASKED = "https://toko-contoh.example/produk/jaket-denim-biru-12345"
FILLER = " ".join(["Keterangan panjang tentang toko, ongkos kirim, cara bayar dan jam buka."] * 160)


def page(
    text: str = "",
    *,
    title: str = "",
    head: str = "",
    status: int = 200,
    asked: str = ASKED,
    final: str | None = None,
    headers: dict[str, str] | None = None,
) -> Page:
    body = f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{text}</body></html>"
    return Page(asked_url=asked, final_url=final or asked, status=status, headers=headers or {}, body=body)


MISSING = {
    "id": "Halaman tidak ditemukan",
    "en": "Sorry, we can’t find that page",
    "es": "Página no encontrada",
    "fr": "Cette page est introuvable",
    "de": "Seite nicht gefunden",
    "it": "Pagina non trovata",
    "pt": "Página não encontrada",
    "nl": "Pagina niet gevonden",
    "pl": "Nie znaleziono strony",
    "ru": "Страница не найдена",
    "tr": "Sayfa bulunamadı",
    "vi": "Không tìm thấy trang",
    "th": "ไม่พบหน้าที่คุณค้นหา",
    "ja": "お探しのページは見つかりませんでした",
    "ko": "페이지를 찾을 수 없습니다",
    "zh": "页面不存在",
    "ar": "الصفحة غير موجودة",
}
