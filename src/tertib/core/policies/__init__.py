"""Policies: one class of illegal goods as data, read from a folder."""

from tertib.core.policies.load import SHIPPED_POLICIES, digest_folder, load_policies, load_policy
from tertib.core.policies.model import LegalBasis, LocalText, Policy, Route, Rung

__all__ = [
    "SHIPPED_POLICIES",
    "LegalBasis",
    "LocalText",
    "Policy",
    "Route",
    "Rung",
    "digest_folder",
    "load_policies",
    "load_policy",
]
