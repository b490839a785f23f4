from pathlib import Path

import pytest

from tertib.core.verification.templates import WALLS, load_templates
from tertib.errors import SettingWrong
from tertib.vocabulary import PageState

HEAD = 'schema = 1\nversion = "1"\n'


def load(folder: Path, text: str, name: str = "x.toml") -> object:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_templates(path)


def template(line: str, name: str = "a") -> str:
    return f'{HEAD}[[platform]]\nname = "p"\n[[platform.template]]\nname = "{name}"\n{line}\n'


def test_no_general_rule_can_call_a_listing_up_or_gone() -> None:
    rules = load_templates().rules
    assert {rule.state for rule in rules} <= WALLS | {None}
    assert all((rule.state is None) == (rule.hint is not None) for rule in rules)
    assert len({rule.name for rule in rules}) == len(rules)


def test_the_digest_names_exactly_the_data(tmp_path: Path) -> None:
    one = tmp_path / "one.toml"
    one.write_text(HEAD)
    plain, first = load_templates(), load_templates(one)
    assert plain.digest == load_templates().digest != first.digest
    one.write_text(HEAD + "\n# a word\n")
    assert load_templates(one).digest != first.digest


def test_a_platform_in_two_files_has_the_templates_of_both_in_order(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = template('state = "GONE_SOFT"\nmarker = ["a=b"]', name=name)
        (tmp_path / name).write_text(text.replace('name = "p"\n', f'name = "p"\nhome = "^/{name}$"\n'))
    both = load_templates(tmp_path / "one", tmp_path / "two").of("p")
    assert [each.name for each in both.templates] == ["p/one", "p/two"]
    assert [place.pattern for _, place in both.places] == ["^/one$", "^/two$"]


def test_a_platform_that_no_file_names_has_no_templates() -> None:
    assert load_templates().of("unheard").templates == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "schema"),
        ("schema = 2\nversion = '1'", "schema"),
        ("schema = 1", "version"),
        ("schema = = 1", "cannot read"),
        (HEAD + "rules = 1", "'rules'"),
        (HEAD + "[[rule]]\nstate = 'ERROR'\nstatus = [500]", "no name"),
        (HEAD + "[[rule]]\nname = 'a'\nstate = 'GONE_HARD'\nstatus = [404]\ntext = ['x']", "general rule"),
        (HEAD + "[[rule]]\nname = 'a'\nstate = 'UP'\nmarker = ['a={id}']", "general rule"),
        (HEAD + "[[rule]]\nname = 'a'\nstate = 'ERROR'", "no condition"),
        (HEAD + "[[rule]]\nname = 'a'\nstate = 'DOWN'\ntext = ['x']", "DOWN"),
        (HEAD + "[[rule]]\nname = 'a'\ntext = ['x']", "either state or hint"),
        (HEAD + "[[rule]]\nname = 'a'\nstate = 'ERROR'\nhint = 'x'\ntext = ['x']", "either state or hint"),
        (HEAD + "[[platform]]\nname = ''", "no name"),
        (HEAD + "[[platform]]\nname = 'p'\nhouse = 'x'", "'house'"),
        (HEAD + "[[platform]]\nname = 'p'\nhome = '('", "x.toml"),
        (template('state = "GONE_SOFT"\ntxt = ["x"]'), "'txt'"),
        (template('state = "GONE_SOFT"\ntext = "x"'), "list"),
        (template('state = "GONE_SOFT"\ntext = [""]'), "list"),
        (template('state = "GONE_SOFT"\ntext = [1]'), "list"),
        (template('state = "GONE_SOFT"\nmarker = ["removed"]'), "name=value"),
        (template('state = "GONE_SOFT"\nmarker = ["a=b"]\nstatus = 404'), "status"),
        (template('state = "GONE_SOFT"\nmarker = ["a=b"]\nstatus = [40]'), "status"),
        (template('state = "GONE_SOFT"\nmarker = ["a=b"]\nstatus = [true]'), "status"),
        (template('state = "GONE_SOFT"\nmarker = ["a=b"]\nredirected = 1'), "redirected"),
        (template('state = "GONE_SOFT"\nmarker = ["a=b"]\nfinal_path = "["'), "x.toml"),
        (template('state = "GONE_SOFT"\ntitle = ["not found"]'), "lies"),
        (template('state = "GONE_SOFT"\nstatus = [404]'), "lies"),
        (template('state = "SHOP_GONE"\nfinal_path = "^/gone"'), "lies"),
        (template('state = "GONE_HARD"\nmarker = ["a=b"]'), "404"),
        (template('state = "GONE_HARD"\nmarker = ["a=b"]\nstatus = [404, 200]'), "404"),
        (template('state = "UP"\nmarker = ["a=b"]'), "{id}"),
        (template('state = "UP"\ntext = ["{id}"]'), "{id}"),
        (template('state = "UP_CHANGED"\nmarker = ["a={id}"]'), "UP_CHANGED"),
        (
            template('state = "GONE_SOFT"\ntext = ["x"]')
            + '[[platform.template]]\nname = "a"\nstate = "ERROR"\ntext = ["y"]',
            "twice",
        ),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_and_says_where(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SettingWrong) as caught:
        load(tmp_path, text)
    assert "x.toml" in str(caught.value)
    assert says in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match=r"nowhere\.toml"):
        load_templates(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("state", [each for each in PageState if each is not PageState.UP_CHANGED])
def test_a_platform_may_have_a_template_for_every_other_state(state: PageState, tmp_path: Path) -> None:
    load(tmp_path, template(f'state = "{state}"\nmarker = ["a={{id}}"]\nstatus = [404]'))
