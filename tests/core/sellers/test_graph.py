from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from tertib.core.sellers import Component, Tie, alarming, components
from tertib.vocabulary import TokenKind

SHOPS = [f"lapakraya:{letter}" for letter in "abcdefgh"]
shops = st.sampled_from(SHOPS)
ties = st.lists(
    st.builds(Tie, shops, st.sampled_from(TokenKind), st.sampled_from(["1", "2", "3", "4"])), max_size=40
)
pairs = st.lists(st.tuples(shops, shops), max_size=6)


def tie(shop: str, kind: TokenKind, value: str = "1") -> Tie:
    return Tie(f"lapakraya:{shop}", kind, value)


def members(found: tuple[Component, ...]) -> list[tuple[str, ...]]:
    return [tuple(shop.removeprefix("lapakraya:") for shop in one.shops) for one in found]


def test_one_account_joins_two_shops() -> None:
    found = components([tie("a", TokenKind.BANK_ACCOUNT), tie("b", TokenKind.BANK_ACCOUNT)], hub_cap=20)
    assert members(found) == [("a", "b")]
    assert found[0].links[0].evidence == ((TokenKind.BANK_ACCOUNT, "1"),)


def test_one_phone_number_alone_joins_nobody() -> None:
    assert components([tie("a", TokenKind.PHONE), tie("b", TokenKind.PHONE)], hub_cap=20) == ()


def test_a_phone_number_and_an_address_join_two_shops() -> None:
    found = components(
        [tie(shop, kind) for shop in "ab" for kind in (TokenKind.PHONE, TokenKind.ADDRESS)], hub_cap=20
    )
    assert members(found) == [("a", "b")]


def test_a_phone_number_and_the_wallet_on_it_are_one_piece_of_evidence() -> None:
    seen = [tie(shop, kind) for shop in "ab" for kind in (TokenKind.PHONE, TokenKind.E_WALLET)]
    assert components(seen, hub_cap=20) == ()


def test_two_photos_are_one_kind_of_evidence() -> None:
    assert (
        components([tie(shop, TokenKind.PHOTO, value) for shop in "ab" for value in "12"], hub_cap=20) == ()
    )


def test_a_name_with_a_phone_number_joins_nobody() -> None:
    seen = [tie(shop, kind) for shop in "ab" for kind in (TokenKind.PAYOUT_NAME, TokenKind.PHONE)]
    assert components(seen, hub_cap=20) == ()


def test_two_weaker_kinds_that_tie_different_pairs_join_nobody() -> None:
    seen = [
        tie("a", TokenKind.PHONE),
        tie("b", TokenKind.PHONE),
        tie("b", TokenKind.ADDRESS),
        tie("c", TokenKind.ADDRESS),
    ]
    assert components(seen, hub_cap=20) == ()


def test_a_token_of_as_many_shops_as_the_cap_joins_and_of_one_more_does_not() -> None:
    seen = [tie(shop, TokenKind.BANK_ACCOUNT) for shop in "abc"]
    assert members(components(seen, hub_cap=3)) == [("a", "b", "c")]
    assert components([*seen, tie("d", TokenKind.BANK_ACCOUNT)], hub_cap=3) == ()


def test_a_hub_is_kept_as_evidence_of_those_whom_others_join() -> None:
    seen = [tie(shop, TokenKind.PHONE, "hub") for shop in "abcd"]
    seen += [tie(shop, TokenKind.BANK_ACCOUNT) for shop in "ab"]
    found = components(seen, hub_cap=3)
    assert [(hub.kind, hub.token, hub.spread) for hub in found[0].hubs] == [(TokenKind.PHONE, "hub", 4)]


def test_a_part_of_the_graph_knows_its_hubs_by_their_spread_over_all() -> None:
    seen = [tie(shop, TokenKind.BANK_ACCOUNT) for shop in "ab"]
    assert components(seen, hub_cap=20, spread={(TokenKind.BANK_ACCOUNT, "1"): 21}) == ()


def test_a_shared_name_is_shown_beside_other_evidence() -> None:
    seen = [tie(shop, kind) for shop in "ab" for kind in (TokenKind.PAYOUT_NAME, TokenKind.BANK_ACCOUNT)]
    assert components(seen, hub_cap=20)[0].names == (("1", ("lapakraya:a", "lapakraya:b")),)


def test_what_a_person_said_is_not_the_same_is_kept_apart_even_by_way_of_others() -> None:
    seen = [tie("a", TokenKind.BANK_ACCOUNT), tie("b", TokenKind.BANK_ACCOUNT)]
    seen += [tie(shop, kind, "2") for shop in "bc" for kind in (TokenKind.PHONE, TokenKind.ADDRESS)]
    found = components(seen, hub_cap=20, apart=[("lapakraya:a", "lapakraya:c")])
    assert members(found) == [("a", "b")]  # the stronger link stays


def test_what_a_person_said_is_the_same_is_joined_and_says_so() -> None:
    found = components([], hub_cap=20, together=[("lapakraya:b", "lapakraya:a")])
    assert members(found) == [("a", "b")]
    assert found[0].links[0].by_person


def test_each_member_has_its_path_of_evidence() -> None:
    seen = [tie("a", TokenKind.BANK_ACCOUNT), tie("b", TokenKind.BANK_ACCOUNT)]
    seen += [tie("b", TokenKind.BANK_ACCOUNT, "2"), tie("c", TokenKind.BANK_ACCOUNT, "2")]
    found = components(seen, hub_cap=20)[0]
    assert found.path("lapakraya:a") == ()
    assert [(link.one, link.other) for link in found.path("lapakraya:c")] == [
        ("lapakraya:a", "lapakraya:b"),
        ("lapakraya:b", "lapakraya:c"),
    ]


def test_a_component_over_the_size_raises_an_alarm() -> None:
    seen = [tie(letter, TokenKind.BANK_ACCOUNT) for letter in "abcd"]
    found = components(seen, hub_cap=20)
    assert alarming(found, size=4) == ()
    assert alarming(found, size=3) == found


@given(ties, pairs, pairs, st.randoms())
def test_the_order_of_ties_and_ties_given_twice_change_nothing(
    seen: list[Tie], apart: list[tuple[str, str]], together: list[tuple[str, str]], random: object
) -> None:
    mixed = seen + seen[:5]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    once = components(seen, hub_cap=3, apart=apart, together=together)
    assert once == components(mixed, hub_cap=3, apart=[pair[::-1] for pair in apart], together=together)


@given(ties)
def test_names_join_nobody_and_complete_nothing(seen: list[Tie]) -> None:
    nameless = [one for one in seen if one.kind is not TokenKind.PAYOUT_NAME]
    assert members(components(seen, hub_cap=3)) == members(components(nameless, hub_cap=3))


@given(ties, pairs)
def test_no_pair_that_a_person_keeps_apart_is_ever_in_one_component(
    seen: list[Tie], apart: list[tuple[str, str]]
) -> None:
    for one in components(seen, hub_cap=20, apart=apart):
        assert not [pair for pair in apart if pair[0] != pair[1] and set(pair) <= set(one.shops)]


@given(ties)
def test_every_link_rests_on_shared_tokens_that_are_no_hubs_and_reaches_all(seen: list[Tie]) -> None:
    carried: dict[str, set[tuple[TokenKind, str]]] = defaultdict(set)
    for one in seen:
        carried[one.shop].add((one.kind, one.token))
    for found in components(seen, hub_cap=3):
        assert len(found.links) == len(found.shops) - 1
        for link in found.links:
            assert link.evidence
            assert set(link.evidence) <= carried[link.one] & carried[link.other]
            for kind, value in link.evidence:
                assert len({tie.shop for tie in seen if (tie.kind, tie.token) == (kind, value)}) <= 3
        for shop in found.shops[1:]:
            assert found.path(shop)[-1].one == shop or found.path(shop)[-1].other == shop


@given(ties, pairs)
def test_no_shop_is_in_two_components(seen: list[Tie], apart: list[tuple[str, str]]) -> None:
    listed = [shop for one in components(seen, hub_cap=3, apart=apart) for shop in one.shops]
    assert len(listed) == len(set(listed))
