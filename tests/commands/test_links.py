"""`tertib links read`, as a process and on real files. All links are invented."""

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xlsxwriter

from tertib.cli import main
from tertib.commands.links import Progress

A = "https://shopee.co.id/Jaket-i.12.345?sp_atk=x"
B = "https://www.tokopedia.com/toko-a/rok-merah"


def read(*args: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    call = [sys.executable, "-m", "tertib.cli", "links", "read", *args]
    return subprocess.run(call, input=given, capture_output=True, timeout=60, check=False)


def records(output: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.decode().splitlines()]


def test_one_object_a_candidate_with_its_row() -> None:
    done = read("-", given=f"Daftar\n\n{A}\nx {B}, {A}\n".encode())
    assert done.returncode == 0
    assert done.stderr == b""
    found = records(done.stdout)
    assert [(record["row"], record["kind"]) for record in found] == [
        (1, "not_a_link"),
        (3, "listing"),
        (4, "listing"),
        (4, "listing"),
    ]
    assert found[1] == {
        "row": 3,
        "text": A,
        "kind": "listing",
        "platform": "shopee",
        "listing": "shopee:12.345",
        "shop": "shopee:12",
        "url": "https://shopee.co.id/product/12/345",
        "steps": ["path", "tracking"],
    }
    assert found[0]["text"] == "Daftar"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(f"Nama;Tautan\r\nBajü;{A}\r\nRok;{B}\r\n".encode(encoding))
    found = [record for record in records(read(str(file)).stdout) if record["kind"] == "listing"]
    assert [(record["row"], record["listing"]) for record in found] == [
        (2, "shopee:12.345"),
        (3, "tokopedia:toko-a/rok-merah"),
    ]


def test_a_workbook_is_read_by_the_numbers_of_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "daftar.xlsx"
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for row, cells in enumerate([["No", "Tautan"], ["1", A], ["2", ""], ["3", f"{B};{A}"]]):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()
    done = read(str(file))
    assert [(record["row"], record["listing"]) for record in records(done.stdout)] == [
        (2, "shopee:12.345"),
        (3, None),
        (4, "tokopedia:toko-a/rok-merah"),
        (4, "shopee:12.345"),
    ]
    assert records(read("-", given=file.read_bytes()).stdout) == records(done.stdout)


def test_a_link_broken_over_lines_counts_for_its_first_line() -> None:
    (found,) = records(read("-", given=b"\n<https://shopee.co.id/Jaket-\nBekas-i.12.345>\n").stdout)
    assert (found["row"], found["listing"]) == (2, "shopee:12.345")


def test_an_output_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "out.jsonl"
    source.write_text(A)
    assert read(str(source), "-o", str(out)).returncode == 0
    assert records(out.read_bytes())[0]["listing"] == "shopee:12.345"
    (tmp_path / "b.txt").write_bytes(b"\0" * 2000 + b"\x01" * 2000)
    done = read(str(tmp_path / "b.txt"), "-o", str(tmp_path / "none.jsonl"))
    assert done.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "out.jsonl"]


def test_more_platforms_can_be_named(tmp_path: Path) -> None:
    table = tmp_path / "more.toml"
    table.write_text(
        '[[platform]]\nkey = "contoh"\nname = "Contoh"\nchannel_type = "marketplace"\nactive_from = 2020-01-01\n'
        'hosts = ["pasar.example"]\nid_grammar = "x"\n'
    )
    (found,) = records(read("-", "--platforms", str(table), given=b"https://pasar.example/1").stdout)
    assert (found["kind"], found["platform"]) == ("other", "contoh")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.txt", None, "none.txt"),
        ("folder", b"", "is a folder"),
        ("a.xlsx", b"not a workbook", "a.xlsx"),
        ("a.txt", bytes(range(32)) * 100 + b"\0" * 500, "is no text"),
        ("a.csv", b"", "a.csv"),
    ],
)
def test_a_wrong_input_is_one_line_and_code_2(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if name == "folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    done = read(str(file))
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_the_file_that_is_read_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(A)
    assert read(str(file), "-o", str(file)).returncode == 2
    assert file.read_text() == A


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{A}\n" * 20_000)
    call = [sys.executable, "-m", "tertib.cli", "links", "read", str(file)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 0


def test_nothing_in_is_nothing_out() -> None:
    done = read("-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("words", "code"), [([], 0), (["--help"], 0), (["--version"], 0), (["tidak-ada"], 2)]
)
def test_the_program_explains_itself(words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == code
    said = capsys.readouterr()
    assert "links" in said.out + said.err or "tertib 0" in said.out


def test_a_wrong_call_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["links", "read"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_commands_on_files_do_not_load_django() -> None:
    code = "import sys; from tertib.cli import main; main(['links', 'read', '-']); sys.exit('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=b"", capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0


def test_progress_is_a_line_that_counts() -> None:
    terminal = io.StringIO()
    progress = Progress(terminal, shown=True)
    progress.see(7, [{"kind": "listing"}, {"kind": "not_a_link"}])
    progress.end()
    assert terminal.getvalue() == "\rrow 7: 1 links\n"


def test_a_pipe_or_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe, list_file = tmp_path / "pipe", tmp_path / "list.txt"
    list_file.write_text("https://shopee.co.id/product/5/6\n")
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        said = reader.submit(pipe.read_text)
        assert main(["links", "read", str(list_file), "-o", str(pipe)]) == 0
        assert json.loads(said.result(timeout=20).splitlines()[0])["listing"] == "shopee:5.6"
    assert pipe.is_fifo()
