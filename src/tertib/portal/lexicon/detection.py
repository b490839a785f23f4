"""The words of detection: bands, terms, and what a person decides on a finding."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tertib.portal.lexicon.look import Word
from tertib.vocabulary import (
    Ambiguity,
    Band,
    BatchState,
    FeedSource,
    PolicyAct,
    PolicyState,
    ReturnKind,
    ReturnOutcome,
    ReturnRelation,
    ReviewOutcome,
    TermStatus,
    TrialChange,
    WordState,
)

DETECTION_WORDS: dict[type[StrEnum], dict[str, Word]] = {
    Band: {
        Band.STRONG: Word(
            _("Strong"),
            _("The policy's questions are answered with evidence; look here first."),
            "bad",
            "triangle",
        ),
        Band.LOOK: Word(
            _("Worth a look"), _("Something speaks for it, not enough by itself."), "warn", "diamond"
        ),
        Band.NONE: Word(
            _("Nothing found"), _("Nothing speaks for it, or more speaks against it."), "quiet", "dash"
        ),
        Band.CANNOT_TELL: Word(
            _("Cannot be told"),
            _("The listing describes nothing, or could not be read."),
            "plain",
            "question",
        ),
    },
    Ambiguity: {
        Ambiguity.LOW: Word(_("Clear"), _("Mostly means the goods of this policy."), "info", "dot"),
        Ambiguity.MEDIUM: Word(_("Needs company"), _("Needs words of the trade beside it."), "wait", "half"),
        Ambiguity.HIGH: Word(_("Ordinary word"), _("Never acts alone."), "quiet", "ring"),
    },
    TermStatus: {
        TermStatus.ACTIVE: Word(_("In use"), "", "good", "check"),
        TermStatus.CANDIDATE: Word(
            _("Proposed"), _("Matched nowhere until a person accepts it."), "wait", "half"
        ),
        TermStatus.EXPIRED: Word(
            _("No longer used"), _("Worked once; kept with its history."), "quiet", "dash"
        ),
    },
    ReviewOutcome: {
        ReviewOutcome.CONFIRMED: Word(
            _p("finding", "Confirmed"), _("The goods of the policy: becomes a case."), "bad", "check"
        ),
        ReviewOutcome.LAWFUL: Word(
            _p("finding", "Lawful"), _("Nothing is asked of anybody."), "good", "check"
        ),
        ReviewOutcome.PLATFORM_RULE: Word(
            _("Platform rule only"), _("Breaks the platform's own rule; no case is made."), "info", "square"
        ),
        ReviewOutcome.CANNOT_TELL: Word(
            _("Ask the seller"), _("Cannot be told; the seller is asked."), "wait", "question"
        ),
    },
    FeedSource: {
        FeedSource.UPLOAD: Word(_("By upload"), "", "plain", "dot"),
        FeedSource.API: Word(_("By API"), "", "plain", "dot"),
        FeedSource.FOLDER: Word(_("Watched folder"), "", "plain", "dot"),
    },
    BatchState: {
        BatchState.WAITING: Word(_("Waiting its turn"), "", "wait", "ring"),
        BatchState.SHOWN: Word(_("To be checked by you"), "", "warn", "diamond"),
        BatchState.READING: Word(_("Being judged"), "", "info", "half"),
        BatchState.DONE: Word(_("Judged"), "", "good", "check"),
        BatchState.REFUSED: Word(_("Could not be read"), "", "bad", "cross"),
    },
    PolicyState: {
        PolicyState.DRAFT: Word(_("Being written"), "", "plain", "ring"),
        PolicyState.TESTED: Word(
            _("Tested"), _("Tried on the stored samples since its last change."), "info", "half"
        ),
        PolicyState.LIVE: Word(_("In force"), "", "good", "check"),
        PolicyState.RETIRED: Word(_("Replaced"), _("Another version took its place."), "quiet", "dash"),
        PolicyState.BRAKED: Word(
            _("Stopped by the brake"),
            _("Taken back by itself: too many of its findings were reversed."),
            "bad",
            "pause",
        ),
        PolicyState.DROPPED: Word(_("Given up"), "", "quiet", "cross"),
    },
    PolicyAct: {
        PolicyAct.STARTED: Word(_("Draft begun"), "", "plain", "ring"),
        PolicyAct.CHANGED: Word(_("Changed"), "", "plain", "dot"),
        PolicyAct.TESTED: Word(
            _("Tested"), _("Tried on the stored samples since its last change."), "info", "half"
        ),
        PolicyAct.PUBLISHED: Word(_("Published"), "", "good", "check"),
        PolicyAct.REPLACED: Word(_("Replaced"), _("Another version took its place."), "quiet", "dash"),
        PolicyAct.TAKEN_BACK: Word(
            _("Taken back"), _("A person put the version before in force again."), "warn", "triangle"
        ),
        PolicyAct.BRAKED: Word(
            _("Stopped by the brake"),
            _("Taken back by itself: too many of its findings were reversed."),
            "bad",
            "pause",
        ),
        PolicyAct.BACK: Word(_("In force again"), _("The version after it was taken back."), "good", "check"),
        PolicyAct.DROPPED: Word(_("Given up"), "", "quiet", "cross"),
    },
    TrialChange: {
        TrialChange.CAUGHT: Word(
            _("Newly caught"), _("By the draft, not by the version in force."), "warn", "triangle"
        ),
        TrialChange.FREED: Word(
            _("Newly freed"), _("Caught by the version in force, no longer by the draft."), "info", "ring"
        ),
        TrialChange.PROTECTED: Word(
            _("Lawful, but caught"), _("Of the protected sample, and caught by the draft."), "bad", "cross"
        ),
    },
    ReturnKind: {
        ReturnKind.SAME_OFFER: Word(
            _("The same offer again"),
            _("Says the same in words, price or picture; of a hundred, one may be another."),
            "bad",
            "check",
        ),
        ReturnKind.SAME_PRODUCT: Word(
            _("The same goods"), _("More likely than not the same goods."), "warn", "half"
        ),
        ReturnKind.LOOK: Word(_("Resembles it"), _("Told only when asked for."), "quiet", "ring"),
    },
    ReturnRelation: {
        ReturnRelation.SAME_LISTING: Word(
            _("The same listing"), _("Its own number is offered again."), "bad", "check"
        ),
        ReturnRelation.SAME_SHOP: Word(
            _("New listing, same shop"),
            _("The shop whose listing was taken down offers it anew."),
            "bad",
            "dot",
        ),
        ReturnRelation.OTHER_SHOP: Word(
            _("Another shop"), _("A shop of another name on the same platform."), "warn", "half"
        ),
        ReturnRelation.OTHER_PLATFORM: Word(_("Another platform"), "", "warn", "diamond"),
    },
    ReturnOutcome: {
        ReturnOutcome.CONFIRMED: Word(
            _("It came back"), _("A person says that the same goods are offered again."), "bad", "check"
        ),
        ReturnOutcome.NOT_SAME: Word(
            _("Not the same"), _("It only resembles what was taken down. Nothing follows."), "good", "cross"
        ),
        ReturnOutcome.CANNOT_TELL: Word(
            _p("return", "Cannot be told"),
            _("What is known does not decide it; it can be decided later."),
            "wait",
            "question",
        ),
    },
    WordState: {
        WordState.WAITING: Word(_("Waits for a decision"), "", "wait", "ring"),
        WordState.ACCEPTED: Word(
            _p("word", "Accepted"), _("Stands in a draft of the policy as a proposal."), "good", "check"
        ),
        WordState.REJECTED: Word(_p("word", "Rejected"), _("It is not proposed again."), "quiet", "cross"),
    },
}
