"""Spark's test runs where Spark is installed and asked for: `make test-spark` does both."""

import os

collect_ignore = [] if os.environ.get("TERTIB_TEST_SPARK") else ["test_spark.py"]
