"""Money as readers write it."""

from django.utils.formats import number_format


def price(minor: int | None, currency: str) -> str:
    """Hundredths as `Rp75.000`; another currency by its code; a dash for none."""
    if minor is None:
        return "–"
    whole = number_format(minor // 100, use_l10n=True, force_grouping=True)
    return f"Rp{whole}" if currency == "IDR" else f"{currency} {whole}"
