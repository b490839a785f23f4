"""What can go wrong: one family, each with a stable code; translated once, at the face.

`str(error)` says what is wrong, where, and how to mend it, without secrets or personal data.
`retry` says whether the same call can succeed later without a change.
"""


class TertibError(Exception):
    """The root of the family. `code` is stable; `http_status` is what the API answers."""

    code = "error"
    http_status = 500
    retry = False


class BadInput(TertibError):
    """What was handed in cannot be used as it is; the message says how to mend it."""

    code = "bad_input"
    http_status = 422


class NotALink(BadInput):
    """A text is no http(s) link with a host."""

    code = "not_a_link"


class TableRefused(BadInput):
    """A table file is damaged, hostile or over a limit."""

    code = "table_refused"


class PolicyMistake(BadInput):
    """A policy folder is wrong; the message names file, line and mend."""

    code = "policy_mistake"


class NotPermitted(TertibError):
    """The person may not do this. Says nothing of what exists."""

    code = "not_permitted"
    http_status = 403


class NotFound(TertibError):
    """There is no such thing, or it is not this party's to see: one answer for both."""

    code = "not_found"
    http_status = 404


class Conflict(TertibError):
    """The thing has moved on since it was read; read it again."""

    code = "conflict"
    http_status = 409


class MoveNotAllowed(Conflict):
    """The lifecycle table has no such move from this state."""

    code = "move_not_allowed"


class KeyReused(Conflict):
    """The idempotency key was used with another request."""

    code = "idempotency_key_reused"
    http_status = 422


class NoticeIncomplete(TertibError):
    """A notice lacks something it must carry; it is never sent."""

    code = "notice_incomplete"
    http_status = 422


class ReplyRefused(BadInput):
    """A reply cannot be recorded; `mistakes` names each field with its mend."""

    code = "reply_refused"

    def __init__(self, mistakes: "tuple[tuple[str, str], ...]") -> None:
        """`mistakes`: (field, what is wrong and how to mend it), in the order of the fields."""
        self.mistakes = mistakes
        super().__init__("; ".join(f"{field}: {said}" for field, said in mistakes))


class FiguresDoNotReconcile(TertibError):
    """Parts do not add up to their total; the message shows the difference, nothing is published."""

    code = "figures_do_not_reconcile"


class OutsideError(TertibError):
    """Something outside did not answer as it should."""

    code = "outside_error"
    http_status = 502
    retry = True


class AddressForbidden(OutsideError):
    """An address that we must never reach (internal, reserved, wrong port)."""

    code = "address_forbidden"
    retry = False


class DeliveryRefused(OutsideError):
    """The recipient's side refused for good (410, unknown mailbox)."""

    code = "delivery_refused"
    retry = False


class SettingWrong(TertibError):
    """A setting is missing or wrong; the message names it and a right value."""

    code = "setting_wrong"


class LeaseLost(TertibError):
    """Another worker took the work over; what this one did must not be saved."""

    code = "lease_lost"
    http_status = 409
