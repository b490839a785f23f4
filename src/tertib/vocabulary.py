"""The words of the domain, each once, with its meaning: a new word is one line and no migration (WordField)."""

from enum import StrEnum


class Capability(StrEnum):
    """The nine capability words, the same on every floor of the house."""

    LINKS = "links"
    DETECTION = "detection"
    CASES = "cases"
    NOTICES = "notices"
    VERIFICATION = "verification"
    EVIDENCE = "evidence"
    DISCLOSURE = "disclosure"
    PARTIES = "parties"
    STATISTICS = "statistics"


class PartyKind(StrEnum):
    """What an organisation that takes part is."""

    AUTHORITY = "authority"  # hands links over under a law
    ASSOCIATION = "association"  # the hub of the platforms; sees its members' work, not their content
    PLATFORM = "platform"  # a place where listings stand
    POLICE = "police"  # may ask for a hold, and for seller data
    PUBLIC_BODY = "public_body"  # reads published figures; audits


class Role(StrEnum):
    """In what role a person acts for a party."""

    ANALYST = "analyst"  # hands in, follows up
    APPROVER = "approver"  # an analyst who may also let notices, holds and ladder rungs leave
    RESPONDER = "responder"  # answers notices for a platform
    INVESTIGATOR = "investigator"  # police
    POLICY_EDITOR = "policy_editor"
    AUDITOR = "auditor"  # reads, changes nothing
    OPERATOR = "operator"  # keeps the installation running; sees deliveries, never decides a case


class ChannelType(StrEnum):
    """What kind of place a platform is; notices are routed by it."""

    MARKETPLACE = "marketplace"
    RETAIL = "retail"
    CLASSIFIED = "classified"
    SOCIAL = "social"
    SOCIAL_COMMERCE = "social_commerce"


class LinkKind(StrEnum):
    """What a handed-in text names."""

    LISTING = "listing"
    SHOP = "shop"
    POST = "post"
    LIVE = "live"
    SEARCH = "search"
    SHORT = "short"  # opaque: the platform is known, what it names is not until it is resolved
    OTHER = "other"  # a link, but to no kind of thing we act on
    NOT_A_LINK = "not_a_link"


class RowOutcome(StrEnum):
    """What became of one row of an order. The parts add up to the rows handed in."""

    NEW = "new"  # opened a case
    KNOWN = "known"  # joined a case that stood already
    TWICE = "twice"  # the same listing stands earlier in this list
    SHORT = "short"  # a short link, not resolved
    SHOP_OR_POST = "shop_or_post"  # names a shop, post, live stream or search: kept, no case of its own
    NOT_A_LINK = "not_a_link"


class OrderState(StrEnum):
    READING = "reading"  # the file is being read
    DRAFT = "draft"  # read and shown in a preview; nothing is handed in yet
    TAKING_IN = "taking_in"  # receipt given; rows are being stored and merged
    TAKEN_IN = "taken_in"
    REFUSED = "refused"  # the file could not be read; the reason is kept
    WITHDRAWN = "withdrawn"


class OrderSource(StrEnum):
    UPLOAD = "upload"
    PASTE = "paste"
    API = "api"
    MAIL = "mail"
    REPORT = "report"  # public reports that an analyst took over
    FINDINGS = "findings"  # listings that reviewers confirmed
    PATROL = "patrol"  # offers that a person came upon in hand search


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"
    LIVE = "live"


class CaseState(StrEnum):
    """Where a case stands. The table of moves is `core/cases/lifecycle.py`."""

    OPEN = "open"  # named, nobody asked yet
    HELD = "held"  # police asked to wait, with an end
    NOTIFIED = "notified"
    OVERDUE = "overdue"
    CLAIMED = "claimed"  # the platform says it acted
    DOWN = "down"  # verified by us
    REFUSED = "refused"
    RETURNED = "returned"
    RESTORED = "restored"  # reversed on appeal
    CLOSED = "closed"  # with an outcome


class CaseOutcome(StrEnum):
    """Why a case is closed."""

    ALREADY_GONE = "already_gone"  # gone at hand-in: never counted as ours
    LAWFUL = "lawful"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    COULD_NOT_EXECUTE = "could_not_execute"
    TIME_BARRED = "time_barred"


class NoticeState(StrEnum):
    PROPOSED = "proposed"  # composed, waits for a person
    APPROVED = "approved"  # frozen and hashed; a delivery is due
    SENT = "sent"  # the recipient's channel took it
    FAILED = "failed"  # the delivery is a dead letter; an operator can send it again
    WITHDRAWN = "withdrawn"


class ChannelKind(StrEnum):
    """How notices reach a recipient."""

    PORTAL = "portal"
    WEBHOOK = "webhook"
    EMAIL = "email"
    PULL = "pull"


class ContactHealth(StrEnum):
    UNTRIED = "untried"
    WELL = "well"
    FAILING = "failing"  # errors, but not yet for long enough to call it dead
    DEAD = "dead"  # bounces, refused certificate or long silence: no clock runs against it


class ReplyKind(StrEnum):
    ACTED = "acted"
    REFUSED = "refused"
    CANNOT_EXECUTE = "cannot_execute"
    ASKS_BACK = "asks_back"


class ReplyChannel(StrEnum):
    """By which way a reply came in; all end in the same record."""

    PORTAL = "portal"
    API = "api"
    CSV = "csv"
    EMAIL = "email"


class ActedOn(StrEnum):
    LISTING = "listing"
    SHOP = "shop"
    ACCOUNT = "account"


class CannotExecute(StrEnum):
    BAD_LINK = "bad_link"
    NOT_OURS = "not_ours"
    NOT_FOUND = "not_found"
    TECHNICAL = "technical"


class PageState(StrEnum):
    """The 12 states that one look at a listing can show."""

    UP = "UP"
    UP_CHANGED = "UP_CHANGED"  # same id, other goods or photo
    NOT_FOR_SALE = "NOT_FOR_SALE"  # sold out, shop on holiday
    HIDDEN = "HIDDEN"  # not in search, page resolves
    GONE_HARD = "GONE_HARD"  # 404/410 with the platform's marker
    GONE_SOFT = "GONE_SOFT"  # the platform's own "removed" page
    REDIRECTED = "REDIRECTED"  # to home, search or shop
    SHOP_GONE = "SHOP_GONE"
    BLOCKED_US = "BLOCKED_US"  # 403, 429, 451, captcha, geo block
    LOGIN_WALL = "LOGIN_WALL"
    APP_ONLY = "APP_ONLY"
    ERROR = "ERROR"  # DNS, TLS, timeout, 5xx, parking page


class Verdict(StrEnum):
    """What several looks mean. Only `down` is ever counted as down."""

    UP = "up"
    CHANGED = "changed"
    DOWN = "down"
    CANNOT_TELL = "cannot_tell"


class ClockKind(StrEnum):
    ANSWER = "answer"  # the recipient's duty to answer a notice
    HOLD = "hold"  # a police hold runs out
    LADDER = "ladder"  # a rung's period, such as 14 days of a written warning


class DeadlineUnit(StrEnum):
    """In what a deadline is counted."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"


class LegalStanding(StrEnum):
    """How much a deadline or a rung binds."""

    LEGAL = "legal"  # a published rule sets it
    PROPOSED = "proposed"  # no rule sets it; the policy proposes it, and says so in every notice


class LegalZone(StrEnum):
    """The three zones of Indonesian law; none has summer time."""

    WIB = "WIB"  # Asia/Jakarta, UTC+7
    WITA = "WITA"  # Asia/Makassar, UTC+8
    WIT = "WIT"  # Asia/Jayapura, UTC+9


class PauseReason(StrEnum):
    """Why a legal clock stands still. Wall time is never stopped."""

    CANNOT_EXECUTE = "cannot_execute"  # the recipient showed why it cannot act as asked
    CONTACT_DEAD = "contact_dead"  # nothing reaches the recipient: no clock is blamed on a dead mailbox
    HELD = "held"  # police asked to wait


class BasisStatus(StrEnum):
    """How well the entry of a legal basis was checked."""

    CONFIRMED = "confirmed"  # provision and days were read in the official text
    SECONDARY = "secondary"  # from secondary sources; read the official text before relying on the days


class AskedAction(StrEnum):
    """What a notice asks the recipient to do."""

    REMOVE_LISTING = "remove_listing"
    STOP_LIVE = "stop_live"


class LadderMeasure(StrEnum):
    """On what a ladder rung rests. Only cases past a legal due time count."""

    OVERDUE_CASES = "overdue_cases"  # how many in the window
    OVERDUE_SHARE = "overdue_share"  # of the notices whose duty ended in the window, from 0 to 1


class LadderWait(StrEnum):
    """Why a platform's record calls for no rung now."""

    NOTHING_OVERDUE = "nothing_overdue"
    CONTACT_DEAD = "contact_dead"  # nobody is blamed for what never arrived
    PERIOD_RUNS = "period_runs"  # the last rung's time is not over
    BELOW_MEASURE = "below_measure"
    PROPOSED_ALREADY = "proposed_already"  # it waits for a person
    DISMISSED = "dismissed"  # a person said no; asked again only after the rung's own period
    LADDER_ENDED = "ladder_ended"


class LadderRungState(StrEnum):
    PROPOSED = "proposed"
    ISSUED = "issued"
    DISMISSED = "dismissed"


class Errand(StrEnum):
    """Kinds of work that an outbox row asks the worker to do outside a transaction."""

    READ = "read"  # read a handed-in file: which columns, which links
    TAKE_IN = "take_in"  # store and merge the rows of an order
    COMPOSE = "compose"  # write the notices that a person approved
    LOOK = "look"  # look at a listing
    DISPATCH = "dispatch"  # deliver a batch of notices to one recipient
    LETTER = "letter"  # deliver a reminder or warning that a person issued
    LADDER = "ladder"  # see whether a platform's record calls for a rung
    INVITATION = "invitation"  # mail a person the link by which they set their password
    CONTACT_TEST = "contact_test"  # see whether a contact takes what we send
    ANSWER = "answer"  # record the answers that a person gave to many notices at once
    SCAN = "scan"  # read a batch of a feed and judge its listings
    RESCAN = "rescan"  # judge the stored offers again under a new version of a policy
    POLICY_TEST = "policy_test"  # try a draft of a policy on the stored samples
    SAMPLE = "sample"  # read a file of listings into a policy's sample
    RETURNS = "returns"  # lay new offers beside what was taken down
    SELLERS = "sellers"  # see anew which shops one seller runs, where tokens changed
    WORDS = "words"  # look for words that removed sellers changed to


class AlarmKind(StrEnum):
    CONTACT_BOUNCES = "contact_bounces"
    CONTACT_SILENT = "contact_silent"
    CONTACT_CERTIFICATE = "contact_certificate"
    DELIVERY_DEAD = "delivery_dead"
    CONTROLS_FAIL = "controls_fail"  # a platform's control pages do not look as they must
    UNKNOWN_TEMPLATE = "unknown_template"
    LOOKS_LATE = "looks_late"  # more looks are due at a platform than its hosts may be asked for in a day
    ROBOTS_REFUSE = "robots_refuse"  # a platform's robots.txt does not allow our looks
    POLICY_BRAKED = "policy_braked"  # a version of a policy was taken back by itself
    SELLER_TOO_BIG = "seller_too_big"  # more shops taken for one seller's than is likely


class DeedKind(StrEnum):
    """What a person did to the house itself."""

    PERSON_INVITED = "person_invited"
    ROLE_CHANGED = "role_changed"
    PERSON_OFF = "person_off"
    PERSON_ON = "person_on"
    FACTOR_FORGOTTEN = "factor_forgotten"  # a lost second factor was let go of
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    CONTACT_SAVED = "contact_saved"
    CONTACT_RETIRED = "contact_retired"
    SIGNING_KEY_MADE = "signing_key_made"  # of a webhook
    OFFICE_ADDED = "office_added"
    OFFICE_CHANGED = "office_changed"
    OFFICE_OFF = "office_off"
    OFFICE_ON = "office_on"
    WORK_PUT_BACK = "work_put_back"


class ShopSize(StrEnum):
    """How many cases a shop has here; what kind of seller it is otherwise, nobody tells us."""

    ONE = "one"
    FEW = "few"  # 2 to 4
    MANY = "many"  # 5 or more
    UNKNOWN = "unknown"  # the link names no shop


class Band(StrEnum):
    """How strongly a listing speaks under a policy. Only a person makes a case of it."""

    STRONG = "strong"  # the policy's questions are answered with evidence: a person should look first
    LOOK = "look"  # worth a person's look; not enough by itself
    NONE = "none"  # nothing speaks for it, or what speaks against it weighs more
    CANNOT_TELL = "cannot_tell"  # the listing describes nothing, or could not be read


class Ambiguity(StrEnum):
    """How often a term means the goods of its policy."""

    LOW = "low"  # mostly means them
    MEDIUM = "medium"  # needs words of the trade beside it
    HIGH = "high"  # an ordinary word: never acts alone


class TermStatus(StrEnum):
    """Whether a policy's term is used."""

    ACTIVE = "active"
    CANDIDATE = "candidate"  # proposed or without a source: matched nowhere until a person accepts it
    EXPIRED = "expired"  # worked once; kept with its history


class ReviewOutcome(StrEnum):
    """What a person decides on a finding."""

    CONFIRMED = "confirmed"  # the goods of the policy: becomes a case
    LAWFUL = "lawful"
    PLATFORM_RULE = "platform_rule"  # breaks the platform's own rule only: no case
    CANNOT_TELL = "cannot_tell"  # the seller is asked


class ReturnKind(StrEnum):
    """What a listing is to a removed one that it resembles. A machine says it; a person confirms it."""

    SAME_OFFER = "same_offer"  # the offer itself again; of a hundred so called, one may be another
    SAME_PRODUCT = "same_product"  # more likely than not the same goods
    LOOK = "look"  # resembles it; said only when asked for


class ReturnRelation(StrEnum):
    """Where a listing that may be a removed one again stands, seen from the removed one."""

    SAME_LISTING = "same_listing"  # its own number again
    SAME_SHOP = "same_shop"  # a new listing of the same shop
    OTHER_SHOP = "other_shop"  # a listing of another shop on the same platform
    OTHER_PLATFORM = "other_platform"


class ReturnOutcome(StrEnum):
    """What a person decides on a listing that may be a removed one again."""

    CONFIRMED = "confirmed"  # the same goods offered again
    NOT_SAME = "not_same"
    CANNOT_TELL = "cannot_tell"  # stays on the list of those that cannot be told


class WordState(StrEnum):
    """What was decided on a word that removed sellers may have changed to."""

    WAITING = "waiting"
    ACCEPTED = "accepted"  # written into a draft of the policy
    REJECTED = "rejected"


class FeedSource(StrEnum):
    """How a feed's listings arrive."""

    UPLOAD = "upload"
    API = "api"
    FOLDER = "folder"  # files laid into an object store's folder that the worker watches


class BatchState(StrEnum):
    """What became of one batch of a feed."""

    WAITING = "waiting"
    SHOWN = "shown"  # its first rows are shown; it is judged once a person says that they are read rightly
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"  # could not be read as a whole; says why


class PolicyState(StrEnum):
    """Where a version of a policy stands."""

    DRAFT = "draft"
    TESTED = "tested"  # tried on the stored samples since its last change
    LIVE = "live"
    RETIRED = "retired"  # another version took its place
    BRAKED = "braked"  # taken back by itself: too many of its findings were reversed
    DROPPED = "dropped"  # a draft that was given up


class PolicyAct(StrEnum):
    """What is done to a version of a policy."""

    STARTED = "started"
    CHANGED = "changed"
    TESTED = "tested"
    PUBLISHED = "published"
    REPLACED = "replaced"  # another version was published
    TAKEN_BACK = "taken_back"  # a person went back to the version before
    BRAKED = "braked"
    BACK = "back"  # in force again, since the one after it was taken back
    DROPPED = "dropped"


class TrialChange(StrEnum):
    """What a draft changes for a listing that it was tried on."""

    CAUGHT = "caught"  # by the draft, not by the version in force
    FREED = "freed"  # caught by the version in force, no longer by the draft
    PROTECTED = "protected"  # of the protected sample, and caught by the draft


class TokenKind(StrEnum):
    """Of what a seller's keyed token is made; the value itself never leaves the process that saw it."""

    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    E_WALLET = "e_wallet"
    ADDRESS = "address"
    PHOTO = "photo"
    PAYOUT_NAME = "payout_name"  # supports what other kinds show; never says by itself that two are one


class TokenWeight(StrEnum):
    """How much a shared token says of two shops."""

    STRONG = "strong"  # one is enough
    WEAKER = "weaker"  # two of different kinds are needed
    SUPPORTING = "supporting"  # shown beside others, counts for nothing by itself


class SellerRung(StrEnum):
    """The steps that a seller's record may call for; each is proposed by facts and issued by a named person."""

    WARNING = "warning"
    LISTING = "listing"  # the platform is asked for every listing of the same goods
    SHOP = "shop"  # the platform is asked for the shop
    IDENTITY_LIST = "identity_list"  # members can ask whether a token is on it


class SellerAct(StrEnum):
    """What happened to a group of shops that one seller seems to run."""

    FOUND = "found"
    GREW = "grew"  # shops joined
    SHRANK = "shrank"  # shops left
    DISSOLVED = "dissolved"  # nothing joins its shops any more, or another group took them in
    SAID_SAME = "said_same"  # a person said that two shops are one seller's
    SAID_APART = "said_apart"  # a person said that they are not
    LIFTED = "lifted"  # a person took such a word back
    PROPOSED = "proposed"  # the record calls for a rung
    ISSUED = "issued"
    DISMISSED = "dismissed"
    ENDED = "ended"  # a person took an issued rung back, on appeal or as a mistake
    UPHELD = "upheld"  # on appeal another person let it stand
