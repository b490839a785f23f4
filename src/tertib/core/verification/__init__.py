"""Looking for ourselves: what a page shows, what several looks mean, when to look next.

`observe` tells what one page shows, `verdict` what several looks mean, `next_look` when to look again.
"""

from tertib.core.verification.controls import Control, ControlKind, Session, session_is_valid
from tertib.core.verification.observe import Observation, observe
from tertib.core.verification.page import Hop, Page, PageError
from tertib.core.verification.plan import Watch, next_exit, next_look
from tertib.core.verification.templates import Templates, load_templates
from tertib.core.verification.verdict import Judgement, Look, verdict, verdict_of_page

__all__ = [
    "Control",
    "ControlKind",
    "Hop",
    "Judgement",
    "Look",
    "Observation",
    "Page",
    "PageError",
    "Session",
    "Templates",
    "Watch",
    "load_templates",
    "next_exit",
    "next_look",
    "observe",
    "session_is_valid",
    "verdict",
    "verdict_of_page",
]
