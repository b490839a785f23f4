"""Who may do what: the one table of permits, and the one check."""

from enum import StrEnum

from tertib.actions.actor import Actor
from tertib.errors import NotPermitted
from tertib.vocabulary import PartyKind, Role


class Permit(StrEnum):
    """A right to do one kind of thing. Its value is kept beside every act done under it."""

    HAND_IN = "hand_in"  # hand in orders, drop and withdraw them
    APPROVE = "approve"  # let notices leave
    FOLLOW_UP = "follow_up"  # answer questions, close and reopen cases, ask for a look
    TAKE_REPORTS = "take_reports"  # read what the public pointed out
    REPLY = "reply"  # answer notices
    HOLD = "hold"  # ask to wait
    ISSUE_RUNG = "issue_rung"  # send a reminder or a warning to a platform
    SEND_AGAIN = "send_again"  # see to failed deliveries
    SEE_TO_ALARMS = (
        "see_to_alarms"  # say who sees to an alarm, and close one whose cause cannot end by itself
    )
    EDIT_CONTACTS = "edit_contacts"  # how one's own party is reached
    EDIT_PARTY = "edit_party"  # persons and API keys of one's own party
    FEED = "feed"  # hand over listings, and set under which policies they are watched
    REVIEW = "review"  # decide on findings
    EDIT_POLICY = "edit_policy"  # write drafts of policies and try them
    PUBLISH_POLICY = "publish_policy"  # make a draft live, by someone who did not write it; take it back
    SEE_SELLERS = (
        "see_sellers"  # see which shops one seller seems to run; which of them, says queries/visible.py
    )
    CORRECT_SELLERS = "correct_sellers"  # say that two shops are one seller's, or are not
    ISSUE_SELLER_RUNG = "issue_seller_rung"  # let a rung of the sellers' ladder stand, and take it back
    KEEP_SELLER_KEYS = "keep_seller_keys"  # make, retire and revoke the association's keys for tokens
    HAND_OVER_TOKENS = "hand_over_tokens"  # give tokens of one's own shops
    ASK_IDENTITY_LIST = "ask_identity_list"  # ask whether a token is on it: yes or no
    WORK = "work"  # the worker, for things that run by themselves under a rule


READS_FINDINGS = frozenset(
    {
        (PartyKind.AUTHORITY, Role.ANALYST),
        (PartyKind.AUTHORITY, Role.APPROVER),
        (PartyKind.ASSOCIATION, Role.ANALYST),
        (PartyKind.ASSOCIATION, Role.APPROVER),
        (PartyKind.PLATFORM, Role.RESPONDER),
        (PartyKind.PLATFORM, Role.APPROVER),
    }
)
"""Who works with feeds; which feeds, says `queries/visible.py`."""

PERMITS: dict[Permit, frozenset[tuple[PartyKind, Role]]] = {
    Permit.HAND_IN: frozenset({(PartyKind.AUTHORITY, Role.ANALYST), (PartyKind.AUTHORITY, Role.APPROVER)}),
    Permit.APPROVE: frozenset({(PartyKind.AUTHORITY, Role.APPROVER)}),
    Permit.FOLLOW_UP: frozenset({(PartyKind.AUTHORITY, Role.ANALYST), (PartyKind.AUTHORITY, Role.APPROVER)}),
    Permit.TAKE_REPORTS: frozenset(
        {(PartyKind.AUTHORITY, Role.ANALYST), (PartyKind.AUTHORITY, Role.APPROVER)}
    ),
    Permit.REPLY: frozenset({(PartyKind.PLATFORM, Role.RESPONDER), (PartyKind.PLATFORM, Role.APPROVER)}),
    Permit.HOLD: frozenset({(PartyKind.POLICE, Role.INVESTIGATOR), (PartyKind.POLICE, Role.APPROVER)}),
    Permit.ISSUE_RUNG: frozenset({(PartyKind.AUTHORITY, Role.APPROVER)}),
    Permit.SEND_AGAIN: frozenset((kind, Role.OPERATOR) for kind in PartyKind),
    Permit.SEE_TO_ALARMS: frozenset(
        {
            (PartyKind.ASSOCIATION, Role.ANALYST),
            (PartyKind.ASSOCIATION, Role.APPROVER),
            *((kind, Role.OPERATOR) for kind in PartyKind),
        }
    ),
    Permit.EDIT_CONTACTS: frozenset(
        {
            (PartyKind.PLATFORM, Role.RESPONDER),
            (PartyKind.PLATFORM, Role.APPROVER),
            *((kind, Role.OPERATOR) for kind in PartyKind),
        }
    ),
    Permit.EDIT_PARTY: frozenset(
        {*((kind, Role.APPROVER) for kind in PartyKind), *((kind, Role.OPERATOR) for kind in PartyKind)}
    ),
    Permit.FEED: READS_FINDINGS,
    Permit.REVIEW: READS_FINDINGS,
    Permit.EDIT_POLICY: frozenset(
        {(PartyKind.AUTHORITY, Role.POLICY_EDITOR), (PartyKind.AUTHORITY, Role.APPROVER)}
    ),
    Permit.PUBLISH_POLICY: frozenset({(PartyKind.AUTHORITY, Role.APPROVER)}),
    Permit.SEE_SELLERS: frozenset(
        {
            (PartyKind.AUTHORITY, Role.ANALYST),
            (PartyKind.AUTHORITY, Role.APPROVER),
            (PartyKind.ASSOCIATION, Role.ANALYST),
            (PartyKind.ASSOCIATION, Role.APPROVER),
            (PartyKind.POLICE, Role.INVESTIGATOR),
            (PartyKind.POLICE, Role.APPROVER),
        }
    ),
    Permit.CORRECT_SELLERS: frozenset(
        {
            (PartyKind.AUTHORITY, Role.ANALYST),
            (PartyKind.AUTHORITY, Role.APPROVER),
            (PartyKind.ASSOCIATION, Role.ANALYST),
            (PartyKind.ASSOCIATION, Role.APPROVER),
        }
    ),
    Permit.ISSUE_SELLER_RUNG: frozenset(
        {(PartyKind.AUTHORITY, Role.APPROVER), (PartyKind.ASSOCIATION, Role.APPROVER)}
    ),
    Permit.KEEP_SELLER_KEYS: frozenset({(PartyKind.ASSOCIATION, Role.APPROVER)}),
    Permit.HAND_OVER_TOKENS: frozenset(
        {(PartyKind.PLATFORM, Role.RESPONDER), (PartyKind.PLATFORM, Role.APPROVER)}
    ),
    Permit.ASK_IDENTITY_LIST: frozenset(
        {(PartyKind.PLATFORM, Role.RESPONDER), (PartyKind.PLATFORM, Role.APPROVER)}
    ),
    Permit.WORK: frozenset(),
}


def may(actor: Actor, permit: Permit) -> bool:
    """Whether the actor holds the permit. The worker holds WORK only; nobody else does."""
    if actor.party is None:
        return permit is Permit.WORK
    return actor.party.active and (actor.party.kind, actor.role) in PERMITS[permit]


def require(actor: Actor, permit: Permit) -> None:
    """Raise NotPermitted unless the actor holds the permit."""
    if not may(actor, permit):
        raise NotPermitted("Your role does not allow this. Ask an approver or the operator of your office.")


def keeps_installation(actor: Actor) -> bool:
    """Whether the actor keeps the whole installation: the operator of a public body, who sees no case."""
    return (
        actor.party is not None
        and actor.party.active
        and (actor.party.kind, actor.role) == (PartyKind.PUBLIC_BODY, Role.OPERATOR)
    )
