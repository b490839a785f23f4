"""Keep secrets sealed at rest: webhook secrets under a key made from the installation's own secret."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from tertib.errors import SettingWrong


def seal(text: str) -> str:
    """Text that only this installation can open again."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text; empty for an empty one. Raises SettingWrong if the installation's secret key was changed."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SettingWrong(
            "A kept secret cannot be opened: TERTIB_SECRET_KEY is another than it was. Set it back, or make new secrets."
        ) from error


def new_webhook_secret() -> str:
    """A signing secret in the form of Standard Webhooks: `whsec_` and 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _box() -> Fernet:
    digest = hashlib.sha256(b"tertib/contact-secrets/1\x1f" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
