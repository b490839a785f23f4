"""Pictures of the goods: a drawn garment whose colours and cut hang on its number."""

from typing import Final

from tertib.sandbox.draw import draw

_CUTS: Final = (
    "M70 40 L110 60 L190 60 L230 40 L270 90 L235 115 L235 270 L65 270 L65 115 L30 90 Z",  # shirt
    "M90 40 L210 40 L225 280 L165 280 L150 130 L135 280 L75 280 Z",  # trousers
    "M115 40 L185 40 L200 120 L255 280 L45 280 L100 120 Z",  # dress
    "M75 35 L135 55 L150 80 L165 55 L225 35 L275 200 L240 210 L232 275 L68 275 L60 210 L25 200 Z",  # jacket
)


def picture(number: int) -> bytes:
    """An SVG of 300 x 300. The same number always gives the same picture."""
    mix = draw(97, number)
    hue, second, cut = mix % 360, (mix >> 9) % 360, _CUTS[(mix >> 18) % len(_CUTS)]
    stripes = "".join(
        f'<path d="M0 {y} H300" stroke="hsl({second},60%,50%)" stroke-width="{4 + (mix >> 24) % 9}" '
        'clip-path="url(#c)"/>'
        for y in range(60, 290, 30 + (mix >> 30) % 40)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300">'
        '<rect width="300" height="300" fill="#f2f0ec"/>'
        f'<clipPath id="c"><path d="{cut}"/></clipPath>'
        f'<path d="{cut}" fill="hsl({hue},45%,62%)" stroke="#444"/>'
        f"{stripes}</svg>"
    ).encode()
