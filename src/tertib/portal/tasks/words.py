"""Words of answers to many notices: what is said, and what became of each, as sentences."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tertib.portal.lexicon.words import label
from tertib.portal.shown.zones import in_zone
from tertib.portal.tasks.forms import DECISIONS
from tertib.vocabulary import ActedOn, CannotExecute, ReplyKind

PARTS: Mapping[str, tuple[str | Promise, str]] = {
    "recorded": (_("Recorded"), "good"),
    "settled": (_("Settled before"), "quiet"),
    "refused": (_("Not recorded"), "bad"),
    "waits": (_("Waits"), "plain"),
}

WHY_LEFT: Mapping[str, str | Promise] = {
    "settled": _("Another answer or a look settled it meanwhile; it was left as it is."),
    "not_found": _("This is no notice of your office."),
    "not_permitted": _("Whoever gave the answer may not answer for your office any more."),
    "reply_id_reused": _("Another answer has this number already."),
}


def said_in_words(kind: ReplyKind, part: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an answer says, as (name, text) pairs in the reader's language."""
    match kind:
        case ReplyKind.ACTED:
            what = str(part.get("what", ""))
            done = dict(DECISIONS).get(what, what)
            on, at = ActedOn(part["on"]), datetime.fromisoformat(str(part["at"]))
            return [
                (gettext("On what"), label(on)),
                (gettext("What was done"), str(done)),
                (gettext("When it was done"), in_zone(at)),
            ]
        case ReplyKind.REFUSED:
            return [(gettext("Ground"), part["ground"]), (gettext("Explanation"), part["explanation"])]
        case ReplyKind.CANNOT_EXECUTE:
            why = label(CannotExecute(part["why"]))
            return [(gettext("Why"), why), (gettext("Explanation"), part["explanation"])]
        case ReplyKind.ASKS_BACK:
            return [(gettext("Question"), part["question"])]
