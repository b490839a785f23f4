"""Persons on the other side's desks: they look at goods with their own eyes, and err now and then."""

from typing import Final

from tertib.sandbox.campaign.market import Market
from tertib.sandbox.campaign.records import Listing, Move, Trade
from tertib.sandbox.campaign.seen import Answer, Opinion
from tertib.sandbox.campaign.words import HIDDEN
from tertib.sandbox.draw import draw, share

SEES: Final = 0.95  # of a dealer's listings, those that a person sees to be imported used goods
SEES_CODED: Final = 0.88  # under a code; the photos still show it
SEES_LIVE: Final = 0.05  # a bare code for a live stream shows nothing
TAKES_FOR_IMPORTED: Final = 0.006  # of lawful second-hand goods
TAKES_FOR_USED: Final = 0.002  # of new goods
LETS_PASS: Final = 0.15  # of a colleague's mistakes, those that the second person does not see
STOPS: Final = 0.01  # of right ones, those that the second person stops
KNOWS_CODE, FALLS_FOR = 0.97, 0.08  # of true codes accepted; of ordinary words taken for one

_YES: Final = Opinion(Answer.YES, Answer.YES, Answer.YES)
_OPINIONS: Final = {
    Trade.DEALER: Opinion(Answer.YES, Answer.YES, Answer.CANNOT_TELL),
    Trade.SECONDHAND: Opinion(Answer.YES, Answer.YES, Answer.NO),
    Trade.NEW: Opinion(Answer.YES, Answer.NO, Answer.NO),
}


def review(market: Market, listing: Listing, person: int) -> Opinion:
    """What a person says. The same person says the same of the same listing."""
    mood = share(draw(market.seed, 51, int(listing.key), person))
    trade = listing.shop.trade
    if trade is Trade.DEALER:
        sees = SEES_LIVE if listing.move is Move.LIVE else SEES_CODED if listing.word else SEES
        return _YES if mood < sees else _OPINIONS[trade]
    errs = TAKES_FOR_IMPORTED if trade is Trade.SECONDHAND else TAKES_FOR_USED
    return _YES if mood < errs else _OPINIONS[trade]


def approve(market: Market, listing: Listing) -> bool:
    """Whether the second person lets a notice leave that the first has confirmed."""
    mood = share(draw(market.seed, 53, int(listing.key)))
    return mood >= STOPS if listing.is_illegal else mood < LETS_PASS


def reread(market: Market, listing: Listing) -> bool:
    """Whether a third person, who reads a platform's refusal and its ground, still holds to the notice."""
    mood = share(draw(market.seed, 55, int(listing.key)))
    return mood >= STOPS if listing.is_illegal else mood < LETS_PASS


def knows_word(market: Market, word: str) -> bool:
    """Whether a person who reads a candidate with its pairs accepts it as a new word of the trade."""
    mood = share(draw(market.seed, 57, *word.encode()))
    return mood < (KNOWS_CODE if word in HIDDEN else FALLS_FOR)
