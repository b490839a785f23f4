"""Letters whose look or sound we set by hand, before any table of others: faces that sellers borrow for Latin letters."""

from tertib.core.detection.fold.table import EMOJI, I_OR_L

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

# Ready "fancy fonts" that name themselves by no Unicode rule: from a to z.
_FONTS = (
    "卂乃匚ᗪ乇千Ꮆ卄丨ﾌҜㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩᐯ山乂ㄚ乙",
    "ค๒ς๔єŦﻮђเןкɭ๓ภ๏קợгรՇยשฬאץչ",
    "ɐqɔpǝɟƃɥᴉɾʞʅɯuodbɹsʇnʌʍxʎz",
    "ᗩᗷᑕᗪᗴᖴᘜᕼᎥᒍᛕᒪᗰᑎᝪᑭᑫᖇᔕᎢᑌᐯᗯ᙭Ꭹᘔ",
    "ǟɮƈɖɛʄɢɦɨʝӄʟʍռօքզʀֆȶʊʋաӼʏʐ",
    "αвc∂єƒgнιנкℓмησρqяѕтυνωχуz",
)

# Look of single letters, as plain text shows them; capitals follow unless they stand here themselves.
_FACES = {
    "a": "аαӑ₳∀ΔΛ",
    "b": "вβьъыб₿฿ß",
    "c": "сς¢₵⊂",
    "d": "ԁдδ∂₫đðď",
    "e": "еэєεξ€∈∃∑ΞΣ℮зҙ",
    "f": "ғ",
    "g": "₲",
    "h": "һнђћңħ",
    "i": "іιї",
    "j": "ј",
    "k": "кқҝҡκ₭ĸ",
    "l": "£₤ł",
    "m": "м₥ʍ",
    "n": "пηπилй₦∏∩ΠИ",
    "o": "оөοθσφøфΦΩΘ",
    "p": "рρ₱þ₽",
    "q": "ԛ",
    "r": "гяґΓ₹ѓɾ",
    "s": "ѕ§ſ",
    "t": "тτ₮ŧ",
    "u": "υμµцюџ∪⋃",
    "v": "νѵ√λ",
    "w": "ωшщԝѡψΨ₩",
    "x": "хжχҳ",
    "y": "уүчγ¥ўұ",
    "z": "ζ",
    "ae": "æӕ",
    "oe": "œ",
    chr(I_OR_L): "ӀӏƖǀ∣｜￨❘ıІ",  # one upright stroke: i, l or capital I
    chr(EMOJI): "™®©℠🆎🆑🆒🆓🆔🆕🆖🆗🆘🆙🆚",
    "~": "×÷±°¬¦¨¯¸",
}

# What a letter is read as, where its look is another letter.
_SOUNDS = {
    "a": "я", "d": "дδ", "f": "фφ", "g": "гγґ", "h": "ηχ", "i": "ий", "j": "ж", "c": "цч", "l": "лλ", "m": "μ",
    "n": "нν", "o": "ω", "p": "пπψ", "r": "рρ", "s": "сσςшщ", "t": "θ", "u": "уюυ",
    "v": "в", "x": "ξ", "y": "ы", "z": "зζ",
}  # fmt: skip


def _looks() -> dict[str, str]:
    looks: dict[str, str] = {}
    for font in _FONTS:
        looks.update(
            (face, letter) for face, letter in zip(font, _ALPHABET, strict=True) if not face.isascii()
        )
    looks.update((face, letter) for letter, faces in _FACES.items() for face in faces)
    for first in (0x1F150, 0x1F170, 0x1F1E6):  # negative circled, negative squared, regional indicators
        looks.update((chr(first + place), letter) for place, letter in enumerate(_ALPHABET))
    return looks


LOOKS: dict[str, str] = _looks()
"""Letter -> its look, one to three characters."""

SOUNDS: dict[str, str] = {face: letter for letter, faces in _SOUNDS.items() for face in faces + faces.upper()}
"""Letter, small or capital -> its sound."""
