import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.files import ONE_PIECE_BYTES, FileDamaged, Files, key_of
from tertib.errors import BadInput, NotFound, OutsideError, SettingWrong


@pytest.fixture
def files(tmp_path):
    return Files(str(tmp_path / "berkas kita"))


def test_what_was_put_is_got_under_its_digest(files):
    key = files.put(b"jaket")
    digest = hashlib.sha256(b"jaket").hexdigest()
    assert key == f"sha256/{digest[:2]}/{digest[2:]}"
    assert (files.get(key), files.size(key)) == (b"jaket", 5)


def test_the_same_content_twice_is_no_error_and_is_kept_once(files, tmp_path):
    assert files.put(b"jaket") == files.put(b"jaket")
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_many_writers_of_one_content_at_once_all_succeed(files):
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(files.put, [b"sama" * 1000] * 40)) == {key_of(b"sama" * 1000)}
    assert files.get(key_of(b"sama" * 1000)) == b"sama" * 1000


def test_an_empty_content_is_a_content(files):
    assert files.get(files.put(b"")) == b""


def test_a_file_url_is_a_folder(tmp_path):
    key = Files(f"file://{tmp_path}/a").put(b"x")
    assert Files(str(tmp_path / "a")).get(key) == b"x"


@given(chunks=st.lists(st.binary(max_size=50), max_size=8))
def test_a_stream_is_kept_under_the_same_key_as_its_whole(tmp_path_factory, chunks):
    files = Files(str(tmp_path_factory.getbasetemp() / "streams"))
    assert files.put_stream(iter(chunks)) == files.put(b"".join(chunks))


def test_a_big_stream_goes_in_parts_and_comes_back_whole(files):
    piece = bytes(range(256)) * 4096
    count = ONE_PIECE_BYTES // len(piece) + 2
    key = files.put_stream(piece for _ in range(count))
    assert files.size(key) == count * len(piece)
    assert files.put_stream(piece for _ in range(count)) == key
    digest = hashlib.sha256()
    for chunk in files.stream(key):
        digest.update(chunk)
    assert key == f"sha256/{digest.hexdigest()[:2]}/{digest.hexdigest()[2:]}"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "../../etc/passwd",
        "sha256/ab/../../x",
        "sha256/AB/" + "0" * 62,
        "sha256/ab/" + "0" * 62 + "\n",
        "/sha256/ab/" + "0" * 62,
    ],
)
def test_a_key_of_another_form_is_refused_and_touches_nothing(files, key):
    for use in (files.get, files.size):
        with pytest.raises(BadInput, match="no key of a kept file"):
            use(key)


def test_a_key_under_which_nothing_is_kept_is_not_found(files):
    for use in (files.get, files.size):
        with pytest.raises(NotFound):
            use("sha256/ab/" + "0" * 62)


def test_a_file_that_was_changed_is_never_taken_for_what_was_kept(files, tmp_path):
    key = files.put(b"jaket")
    (tmp_path / "berkas kita" / key).write_bytes(b"jakeT")
    with pytest.raises(FileDamaged, match="restore it from a backup"):
        files.get(key)


def test_a_folder_that_cannot_be_written_is_an_outside_error_worth_another_try(tmp_path):
    folder = tmp_path / "a"
    files = Files(str(folder))
    (folder / "sha256").write_bytes(b"a file where the folder should be")
    with pytest.raises(OutsideError) as caught:
        files.put(b"x")
    assert caught.value.retry


@pytest.mark.parametrize("url", ["ftp://x/y", "memory:///", "http://x"])
def test_a_store_of_an_unknown_kind_is_a_wrong_setting(url):
    with pytest.raises(SettingWrong):
        Files(url)


def test_kept_files_are_plain_files_that_any_backup_takes(files, tmp_path):
    mode = (tmp_path / "berkas kita" / files.put(b"x")).stat().st_mode
    assert stat.S_ISREG(mode)
