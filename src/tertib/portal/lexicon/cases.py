"""Words about orders, cases, notices, replies and looks."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tertib import vocabulary as v
from tertib.portal.lexicon.look import Word

CASE_WORDS: dict[type[StrEnum], dict[str, Word]] = {
    v.LinkKind: {
        "listing": Word(_("Product"), _("The link names one product.")),
        "shop": Word(_("Shop"), _("The link names a whole shop.")),
        "post": Word(_("Post"), _("The link names a post on social media.")),
        "live": Word(_("Live stream"), _("The link names a live sale.")),
        "search": Word(_("Search"), _("The link is a search, not one thing.")),
        "short": Word(
            _("Short link"), _("What it names shows only once it is resolved; it is never guessed.")
        ),
        "other": Word(_("Another page"), _("A link, but to nothing that can be taken down.")),
        "not_a_link": Word(_("Not a link"), _("No web address could be read here.")),
    },
    v.RowOutcome: {
        "new": Word(_("New"), _("Opened a case."), "good", "check"),
        "known": Word(_("Already known"), _("Joined a case that stood already."), "info", "dot"),
        "twice": Word(
            _("Twice in this list"), _("The same listing stands earlier in this list."), "quiet", "dash"
        ),
        "short": Word(_("Short link"), _("Not resolved yet: what it names is not known."), "wait", "half"),
        "shop_or_post": Word(
            _("Shop or post"),
            _("Names a shop, post, live stream or search: kept, no case of its own."),
            "plain",
            "ring",
        ),
        "not_a_link": Word(
            _("Not a link"), _("No web address could be read in this row."), "warn", "triangle"
        ),
    },
    v.OrderState: {
        "reading": Word(_("Being read"), _("The file is being read."), "wait", "half"),
        "draft": Word(
            _("Draft"), _("Read and shown in a preview; nothing is handed in yet."), "plain", "ring"
        ),
        "taking_in": Word(
            _("Being taken in"), _("Receipt given; the rows are being stored."), "wait", "half"
        ),
        "taken_in": Word(_("Taken in"), _("Every row is stored and has its outcome."), "good", "check"),
        "refused": Word(_("Refused"), _("The file could not be read."), "bad", "cross"),
        "withdrawn": Word(_("Withdrawn"), _("The authority withdrew it."), "quiet", "dash"),
    },
    v.OrderSource: {
        "upload": Word(_("File")),
        "paste": Word(_("Pasted")),
        "api": Word("API"),
        "mail": Word(_("E-mail")),
        "report": Word(_("Public report")),
        "findings": Word(_("Confirmed findings")),
        "patrol": Word(_("Hand search")),
    },
    v.Urgency: {
        "normal": Word(_("Normal"), _("The policy's usual deadline runs.")),
        "urgent": Word(_("Urgent"), _("The policy's short deadline runs."), "warn", "triangle"),
        "live": Word(
            _("Live sale"), _("Sold in a live stream right now: the short deadline runs."), "bad", "diamond"
        ),
    },
    v.CaseState: {
        "open": Word(_p("case", "Open"), _("Named; nobody has been asked yet."), "plain", "ring"),
        "held": Word(_("On hold"), _("The police asked to wait, with an end."), "wait", "pause"),
        "notified": Word(
            _("Notice sent"), _("The platform was asked; its time to answer runs."), "info", "dot"
        ),
        "overdue": Word(_("Overdue"), _("The time to answer ran out without an answer."), "bad", "triangle"),
        "claimed": Word(
            _("Said to be down"),
            _("The platform says it acted; we have not seen it ourselves yet."),
            "wait",
            "half",
        ),
        "down": Word(
            _("Down, verified"), _("We saw for ourselves, more than once, that it is gone."), "good", "check"
        ),
        "refused": Word(_("Refused"), _("The platform refused, with a ground."), "warn", "cross"),
        "returned": Word(_("Came back"), _("It was down and can be seen again."), "bad", "diamond"),
        "restored": Word(_("Restored"), _("Reversed on appeal."), "info", "ring"),
        "closed": Word(_("Closed"), _("Ended with an outcome other than a takedown."), "quiet", "dash"),
    },
    v.CaseOutcome: {
        "already_gone": Word(
            _("Already gone"), _("Gone when it was handed in: never counted as ours."), "quiet", "dash"
        ),
        "lawful": Word(_("Lawful"), "", "quiet", "dash"),
        "withdrawn": Word(_("Withdrawn"), "", "quiet", "dash"),
        "duplicate": Word(_("Duplicate"), "", "quiet", "dash"),
        "could_not_execute": Word(_("Could not be executed"), "", "warn", "cross"),
        "time_barred": Word(_("Time-barred"), "", "quiet", "dash"),
    },
    v.Verdict: {
        "up": Word(_("Still up"), _("Our latest look saw the offer."), "warn", "triangle"),
        "changed": Word(_("Changed"), _("Something else stands at the same address now."), "info", "ring"),
        "down": Word(
            _("Down, verified"), _("Looks at least six hours apart agree that it is gone."), "good", "check"
        ),
        "cannot_tell": Word(
            _("Cannot tell"),
            _("Our looks were blocked or unclear; this is never counted as down."),
            "quiet",
            "question",
        ),
    },
    v.PageState: {
        "UP": Word(_("Seen on sale"), "", "warn", "triangle"),
        "UP_CHANGED": Word(_("Other goods at this address"), "", "info", "ring"),
        "NOT_FOR_SALE": Word(
            _("Seen, not for sale"), _("Sold out, or the shop is on holiday."), "warn", "triangle"
        ),
        "HIDDEN": Word(_("Hidden from search"), _("Not in search, but the page opens."), "warn", "triangle"),
        "GONE_HARD": Word(_("Page not found"), _("The platform's own “not found” answer."), "good", "check"),
        "GONE_SOFT": Word(_("Page says removed"), _("The platform's own “removed” page."), "good", "check"),
        "REDIRECTED": Word(
            _("Leads elsewhere"), _("To the start page, a search or the shop."), "quiet", "question"
        ),
        "SHOP_GONE": Word(_("Shop gone"), "", "good", "check"),
        "BLOCKED_US": Word(_("Our look was blocked"), "", "quiet", "question"),
        "LOGIN_WALL": Word(_("Asked to sign in"), "", "quiet", "question"),
        "APP_ONLY": Word(_("Only in the app"), "", "quiet", "question"),
        "ERROR": Word(_("Could not be reached"), "", "quiet", "question"),
    },
    v.NoticeState: {
        "proposed": Word(_("Proposed"), _("Written; waits for a person."), "plain", "ring"),
        "approved": Word(_("Approved"), _("Frozen; the delivery is due."), "wait", "half"),
        "sent": Word(_("Sent"), _("The recipient's channel took it."), "info", "dot"),
        "failed": Word(_("Not delivered"), _("An operator can send it again."), "bad", "cross"),
        "withdrawn": Word(_("Withdrawn"), "", "quiet", "dash"),
    },
    v.ReplyKind: {
        "acted": Word(_("Acted"), _("The platform says that it acted."), "wait", "half"),
        "refused": Word(_("Refused"), _("With a ground."), "warn", "cross"),
        "cannot_execute": Word(
            _("Cannot execute"), _("With the reason; the clock stands meanwhile."), "wait", "pause"
        ),
        "asks_back": Word(
            _("Asks back"), _("A question waits for an answer; the clock runs on."), "info", "question"
        ),
    },
    v.ReplyChannel: {
        "portal": Word(_("Portal")),
        "api": Word("API"),
        "csv": Word(_("CSV file")),
        "email": Word(_("E-mail")),
    },
    v.ActedOn: {
        "listing": Word(_("The product")),
        "shop": Word(_("The shop")),
        "account": Word(_("The account")),
    },
    v.CannotExecute: {
        "bad_link": Word(_("The link leads nowhere")),
        "not_ours": Word(_("Not on our platform")),
        "not_found": Word(_("No such product was found")),
        "technical": Word(_("A technical obstacle")),
    },
    v.ClockKind: {
        "answer": Word(_("Time to answer")),
        "hold": Word(_("Police hold")),
        "ladder": Word(_("Period of a warning")),
    },
    v.PauseReason: {
        "cannot_execute": Word(_("The platform showed why it cannot act")),
        "asked_back": Word(_("A question of the platform waits for an answer")),
        "contact_dead": Word(_("Nothing reaches the platform")),
        "held": Word(_("The police asked to wait")),
    },
    v.AskedAction: {
        "remove_listing": Word(_("Take the product down")),
        "stop_live": Word(_("Stop the live sale")),
    },
}
