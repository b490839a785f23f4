"""Engines on a cluster, loaded only when they are asked for: Spark is an extra."""

from importlib import import_module
from types import ModuleType

from tertib.errors import BadInput

OF_SPARK = ("pyspark", "py4j", "pandas")


def spark_engine(name: str) -> ModuleType:
    """A module of `adapters.engines` that needs Spark. Raises BadInput where Spark is not installed."""
    try:
        return import_module(f"tertib.adapters.engines.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in OF_SPARK:
            raise
        raise BadInput(
            "--engine spark: Spark is not installed; install the extra: pip install 'tertib[spark]'"
        ) from error
