"""Words about parties, roles, contacts, deadlines, ladders and the installation."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from tertib import vocabulary as v
from tertib.portal.lexicon.look import Word

PARTY_WORDS: dict[type[StrEnum], dict[str, Word]] = {
    v.Capability: {
        "links": Word(_("Links")),
        "detection": Word(_("Detection")),
        "cases": Word(_("Cases")),
        "notices": Word(_("Notices")),
        "verification": Word(_("Verification")),
        "evidence": Word(_("Evidence")),
        "disclosure": Word(_("Disclosure")),
        "parties": Word(_("Parties")),
        "statistics": Word(_("Statistics")),
    },
    v.PartyKind: {
        "authority": Word(_("Authority"), _("Hands links over under a law.")),
        "association": Word(_("Association"), _("The hub of the platforms.")),
        "platform": Word(_("Platform"), _("A place where listings stand.")),
        "police": Word(_("Police"), _("May ask to wait, and for seller data.")),
        "public_body": Word(_("Public body"), _("Reads figures; keeps the installation.")),
    },
    v.Role: {
        "analyst": Word(_("Analyst"), _("Hands in and follows up.")),
        "approver": Word(_("Approver"), _("An analyst who may also let notices leave.")),
        "responder": Word(_("Responder"), _("Answers notices for a platform.")),
        "investigator": Word(_("Investigator"), _("Police.")),
        "policy_editor": Word(_("Policy editor"), _("Keeps the policies.")),
        "auditor": Word(_("Auditor"), _("Reads, changes nothing.")),
        "operator": Word(_("Operator"), _("Keeps the installation running; never decides a case.")),
    },
    v.DeedKind: {
        "person_invited": Word(_("Person invited")),
        "role_changed": Word(_("Role changed")),
        "person_off": Word(_("Person switched off")),
        "person_on": Word(_("Person switched on")),
        "factor_forgotten": Word(_("Second factor let go of")),
        "key_made": Word(_("API key made")),
        "key_revoked": Word(_("API key revoked")),
        "contact_saved": Word(_("Contact added or changed")),
        "contact_retired": Word(_("Contact retired")),
        "signing_key_made": Word(_("Signing secret made")),
        "office_added": Word(_("Office added")),
        "office_changed": Word(_("Office changed")),
        "office_off": Word(_("Office switched off")),
        "office_on": Word(_("Office switched on")),
        "work_put_back": Word(_("Failed work put back")),
    },
    v.ShopSize: {
        "one": Word(_("Shops with one case")),
        "few": Word(_("Shops with 2 to 4 cases")),
        "many": Word(_("Shops with 5 cases or more")),
        "unknown": Word(_("Shop not known"), _("The link names no shop.")),
    },
    v.ChannelType: {
        "marketplace": Word(_("Marketplace")),
        "retail": Word(_("Web shop")),
        "classified": Word(_("Classified ads")),
        "social": Word(_("Social media")),
        "social_commerce": Word(_("Social commerce")),
    },
    v.ChannelKind: {
        "portal": Word(_("Portal"), _("Read and answered here.")),
        "webhook": Word("Webhook", _("A signed call tells the recipient's program.")),
        "email": Word(_("E-mail"), _("With a CSV to fill in.")),
        "pull": Word(_("Fetched by API"), _("The recipient's program fetches them.")),
    },
    v.ContactHealth: {
        "untried": Word(_("Not tried yet"), "", "plain", "ring"),
        "well": Word(_("Well"), "", "good", "check"),
        "failing": Word(
            _("Failing"), _("Errors, but not yet for long enough to call it dead."), "warn", "triangle"
        ),
        "dead": Word(_("Dead"), _("Nothing gets through: no clock runs against it."), "bad", "cross"),
    },
    v.DeadlineUnit: {
        "hours": Word(_("hours")),
        "calendar_days": Word(_("calendar days")),
        "working_days": Word(_("working days")),
    },
    v.LegalStanding: {
        "legal": Word(_("Set by a rule"), _("A published rule sets it.")),
        "proposed": Word(
            _("Proposed"), _("No rule sets it; the policy proposes it, and every notice says so.")
        ),
    },
    v.LegalZone: {
        "WIB": Word("WIB", _("Western Indonesia Time, UTC+7")),
        "WITA": Word("WITA", _("Central Indonesia Time, UTC+8")),
        "WIT": Word("WIT", _("Eastern Indonesia Time, UTC+9")),
    },
    v.BasisStatus: {
        "confirmed": Word(_("Confirmed"), _("Read in the official text."), "good", "check"),
        "secondary": Word(
            _("From secondary sources"),
            _("Read the official text before relying on the days."),
            "warn",
            "triangle",
        ),
    },
    v.LadderMeasure: {
        "overdue_cases": Word(_("Overdue cases")),
        "overdue_share": Word(_("Share of overdue cases")),
    },
    v.LadderWait: {
        "nothing_overdue": Word(_("Nothing is overdue")),
        "contact_dead": Word(
            _("Nothing reaches the platform"), _("Nobody is blamed for what never arrived.")
        ),
        "period_runs": Word(_("The last step's time still runs")),
        "below_measure": Word(_("Below the measure of the next step")),
        "proposed_already": Word(_("A proposal waits for a person")),
        "dismissed": Word(_("Dismissed"), _("A person decided against it.")),
        "ladder_ended": Word(_("The ladder ends here")),
    },
    v.LadderRungState: {
        "proposed": Word(_("Proposed"), _("The record calls for it; a person decides."), "plain", "ring"),
        "issued": Word(_("Issued"), _("A person sent it."), "warn", "triangle"),
        "dismissed": Word(_("Dismissed"), _("A person decided against it."), "quiet", "dash"),
    },
    v.Errand: {
        "read": Word(_("Read a file")),
        "take_in": Word(_("Take in an order")),
        "compose": Word(_("Write notices")),
        "look": Word(_("Look at a listing")),
        "dispatch": Word(_("Deliver notices")),
        "letter": Word(_("Deliver a letter")),
        "ladder": Word(_("Check the ladder")),
        "invitation": Word(_("Mail an invitation")),
        "contact_test": Word(_("Test a contact")),
        "answer": Word(_("Record answers")),
        "scan": Word(_("Judge a batch of listings")),
        "rescan": Word(_("Judge stored listings again")),
        "policy_test": Word(_("Test a draft of a policy")),
        "sample": Word(_("Read a file for a sample")),
        "returns": Word(_("Look for what came back")),
        "sellers": Word(_("See anew who runs which shops")),
        "words": Word(_("Look for new words")),
    },
    v.AlarmKind: {
        "contact_bounces": Word(
            _("Contact cannot be reached"),
            _("Deliveries come back or fail for a day: the contact is dead. No clock runs against it."),
            "bad",
            "cross",
        ),
        "contact_silent": Word(
            _("No answer for long"),
            _("What we send arrives, but several cases are overdue and nobody has answered for days."),
            "warn",
            "triangle",
        ),
        "contact_certificate": Word(
            _("Certificate wrong or ending"),
            _("The certificate of the webhook ends within 14 days; after that nothing is delivered."),
            "warn",
            "triangle",
        ),
        "robots_refuse": Word(
            _("robots.txt does not allow our looks"),
            _(
                "The platform asks machines to stay away from its pages of listings: what stands there cannot be told."
            ),
            "warn",
            "triangle",
        ),
        "policy_braked": Word(
            _("Policy taken back by the brake"),
            _(
                "Too many findings of its version in force were reversed; the version before is in force again."
            ),
            "bad",
            "pause",
        ),
        "seller_too_big": Word(
            _("Very many shops of one seller"),
            _("A group has more shops than is likely: a large seller, or strangers joined by mistake."),
            "warn",
            "triangle",
        ),
        "delivery_dead": Word(
            _("Delivery failed"),
            _("A delivery failed for good and waits for a person. No clock runs for it."),
            "bad",
            "cross",
        ),
        "controls_fail": Word(
            _("Control pages look wrong"),
            _("Pages whose state we know did not show it, so looks at this platform count for nothing."),
            "bad",
            "diamond",
        ),
        "looks_late": Word(
            _("Looks are late"),
            _("More looks are due at this platform than its hosts may be asked for in a day."),
            "warn",
            "triangle",
        ),
        "unknown_template": Word(
            _("Unknown page design"),
            _("Pages of this platform have a form we do not know; their looks say “cannot tell”."),
            "warn",
            "question",
        ),
    },
}
