"""The words of same seller: what a token is made of, how much it says, and the rungs of the sellers' ladder."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tertib.portal.lexicon.look import Word
from tertib.vocabulary import SellerAct, SellerRung, TokenKind, TokenWeight

SELLER_WORDS: dict[type[StrEnum], dict[str, Word]] = {
    TokenKind: {
        TokenKind.PHONE: Word(
            _("Phone number"), _("Numbers are given out again: not enough alone."), "info", "half"
        ),
        TokenKind.BANK_ACCOUNT: Word(
            _("Bank account"), _("Money is paid out to it: enough alone."), "info", "dot"
        ),
        TokenKind.E_WALLET: Word(
            _("E-wallet"), _("Hangs on a phone number: not enough alone."), "info", "half"
        ),
        TokenKind.ADDRESS: Word(
            _("Sender's address"), _("One address has many tenants: not enough alone."), "info", "half"
        ),
        TokenKind.PHOTO: Word(
            _("Photo"), _("Resellers use their supplier's photos: not enough alone."), "info", "half"
        ),
        TokenKind.PAYOUT_NAME: Word(
            _("Payee's name"), _("Many people have one name: joins nobody."), "quiet", "ring"
        ),
    },
    TokenWeight: {
        TokenWeight.STRONG: Word(_("Enough alone"), "", "info", "dot"),
        TokenWeight.WEAKER: Word(_("Needs another kind"), "", "info", "half"),
        TokenWeight.SUPPORTING: Word(_("Joins nobody"), "", "quiet", "ring"),
    },
    SellerRung: {
        SellerRung.WARNING: Word(_("Warning to the seller"), "", "wait", "half"),
        SellerRung.LISTING: Word(_p("seller rung", "All listings of the goods"), "", "warn", "diamond"),
        SellerRung.SHOP: Word(_p("seller rung", "Close the shop"), "", "bad", "triangle"),
        SellerRung.IDENTITY_LIST: Word(_("Identity list"), "", "bad", "square"),
    },
    SellerAct: {
        SellerAct.FOUND: Word(_p("seller act", "Found"), "", "info", "dot"),
        SellerAct.GREW: Word(_p("seller act", "Shops joined"), "", "info", "half"),
        SellerAct.SHRANK: Word(_p("seller act", "Shops left"), "", "quiet", "dash"),
        SellerAct.DISSOLVED: Word(_p("seller act", "Dissolved"), "", "quiet", "ring"),
        SellerAct.SAID_SAME: Word(_p("seller act", "Said to be the same"), "", "info", "check"),
        SellerAct.SAID_APART: Word(_p("seller act", "Said not to be the same"), "", "quiet", "cross"),
        SellerAct.LIFTED: Word(_p("seller act", "Word taken back"), "", "quiet", "dash"),
        SellerAct.PROPOSED: Word(_p("seller act", "Step called for"), "", "wait", "half"),
        SellerAct.ISSUED: Word(_p("seller act", "Step issued"), "", "bad", "check"),
        SellerAct.DISMISSED: Word(_p("seller act", "Step dismissed"), "", "quiet", "cross"),
        SellerAct.ENDED: Word(_p("seller act", "Step taken back"), "", "good", "dash"),
        SellerAct.UPHELD: Word(_p("seller act", "Step upheld on appeal"), "", "quiet", "check"),
    },
}
