"""Write many rows at once, on both databases alike, several times as fast as row objects."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows given as tuples in the order of `columns` (field names; `case_id` for a foreign key).

    Fields with a default that is left out must be named too: the database has no defaults. Returns how many.
    """
    fields = [_field(model, column) for column in columns]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # names come from our own models
    prepared = _prepared(fields, rows)
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(statement, prepared)
    return len(prepared)


def update_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    where: Sequence[str] = ("id",),
) -> int:
    """Set `columns` row by row; each tuple holds their values, then the values of the `where` columns.

    Returns how many rows were changed: fewer than given means that some no longer stood as `where` says.
    """
    fields = [_field(model, column) for column in (*columns, *where)]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(str(field.column))} = %s" for field in fields[: len(columns)])
    filters = " AND ".join(f"{quote(str(field.column))} = %s" for field in fields[len(columns) :])
    statement = f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {filters}"  # noqa: S608  # names come from our own models
    prepared = _prepared(fields, rows)
    if not prepared:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)
        return int(cursor.rowcount)


def _field(model: type[models.Model], column: str) -> Any:
    for field in model._meta.concrete_fields:
        if column in (field.name, field.attname):
            return field
    raise LookupError(f"{model.__name__} has no column {column}.")


def _prepared(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    here = connections[DEFAULT_DB_ALIAS]  # the proxy `connection` looks its thread up at every use
    ways = [field.get_db_prep_save for field in fields]
    return [[way(value, here) for way, value in zip(ways, row, strict=True)] for row in rows]
