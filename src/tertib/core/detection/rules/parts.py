"""Small readings that several parts of a policy's detection rules share."""

from collections.abc import Mapping

from tertib.core.policies.fields import Fields


def keys_of(part: Fields, key: str, *, known: Mapping[str, object], kind: str) -> tuple[str, ...]:
    """A list of keys that stand elsewhere in the policy; empty if the list is not given."""
    named = texts_of(part, key)
    for one in named:
        if one not in known:
            part.fail(
                key, f"{key} names the {kind} {one!r}, which is nowhere; known: {', '.join(sorted(known))}"
            )
    return named


def texts_of(part: Fields, key: str) -> tuple[str, ...]:
    """A list of texts, without doubles, in their order; empty if it is not given."""
    value = part.table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        part.fail(key, f'{key} must be a list of texts such as ["jaket", "kemeja"]')
    return tuple(dict.fromkeys(one.strip() for one in value))


def weights_of(part: Fields, key: str = "weights", *, known: Mapping[str, object]) -> dict[str, float]:
    """Question -> number. Refuses an unknown question, an empty table, and what is no number."""
    value = part.table.get(key)
    if not isinstance(value, Mapping) or not value:
        part.fail(key, f"{key} is missing; write {key} = {{ {next(iter(known), 'question')} = 1.0 }}")
    for question, number in value.items():
        if question not in known:
            part.fail(key, f"{key} names the question {question!r}; known: {', '.join(known)}")
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= 20:
            part.fail(key, f"{key} of {question} is {number!r}; write a number between -20 and 20")
    return {question: float(number) for question, number in value.items()}


def shares_of(part: Fields, key: str, *, known: Mapping[str, object]) -> dict[str, float]:
    """Question -> share; none is below 0 and together they are 1."""
    shares = weights_of(part, key, known=known)
    if min(shares.values()) < 0 or abs(sum(shares.values()) - 1) > 1e-9:
        part.fail(key, f"the shares in {key} add up to {sum(shares.values()):g}; they must add up to 1")
    return shares
