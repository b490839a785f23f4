"""What the campaign shows to the other side: rows of a feed, looks, replies, opinions. Nothing here says what is true."""

from dataclasses import dataclass
from enum import StrEnum

from tertib.vocabulary import CannotExecute, PageState, ReplyKind


class Answer(StrEnum):
    """What a person says to a question about a listing."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Row:
    """A listing in a platform's feed. `price` in whole rupiah, `photo` 16 hex digits, `listed` an hour."""

    key: str
    platform: str
    shop: str  # the account's id on its platform
    shop_name: str
    place: str
    title: str
    text: str
    price: int
    sold: int
    condition: str
    photo: str
    listed: float

    @property
    def id(self) -> str:
        """`platform:key`."""
        return f"{self.platform}:{self.key}"

    @property
    def account(self) -> str:
        """`platform:shop`."""
        return f"{self.platform}:{self.shop}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page shows. `template` is the form of a page of absence, or where a redirect leads."""

    state: PageState
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Controls:
    """What a page shows that is always up, and one that cannot be."""

    positive: Shown
    negative: Shown


@dataclass(frozen=True, slots=True)
class Reply:
    """A platform's answer to a notice."""

    notice: str
    kind: ReplyKind
    at: float
    why: CannotExecute | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person says of a listing after looking at it, its photos and its shop."""

    goods: Answer
    used: Answer
    imported: Answer

    @property
    def confirms(self) -> bool:
        """Whether it is the policy's goods: a yes to all three."""
        return self.goods is self.used is self.imported is Answer.YES
