"""Figures over the API: counts that add up, with what each means, and the cases behind each."""

from datetime import datetime

from ninja import Field, Router, Schema

from tertib.api.cases import CaseListPage, case_out
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.pages import After, Limit, Word, page
from tertib.api.problems import Problem
from tertib.queries.statistics import beside as q
from tertib.queries.statistics.figures import FigureFilters, figures

router = Router(auth=Key(), tags=["figures"])


class BothLanguages(Schema):
    id: str
    en: str


class FigureOut(Schema):
    """One number and what it counts. Two may be added only where `totals` says so."""

    key: str
    count: int
    unit: str
    name: BothLanguages
    meaning: BothLanguages


class TotalOut(Schema):
    """A figure and the parts that make it up: none is in two, none is left out."""

    total: str
    parts: list[str]


class FiguresOut(Schema):
    """Your office's figures at one moment; `unit` is what each counts."""

    as_of: datetime
    unit: str = Field(description="case: one listing under one policy")
    figures: list[FigureOut]
    totals: list[TotalOut]


class FiguresRow(Schema):
    """The figures of one platform, policy or order."""

    key: str
    counts: dict[str, int]


class FiguresTable(Schema):
    """Figures side by side. Rows of orders must not be added: two orders can name one listing."""

    as_of: datetime
    unit: str
    rows: list[FiguresRow]


@router.get("/figures", response=answers({200: FiguresOut}, one=True))
def all_figures(request: ApiRequest, platform: Word = "", policy: Word = "", order: Word = "") -> FiguresOut:
    """The figures of the cases that you may count. They add up, or none is given."""
    filters = FigureFilters(platform=platform, policy=policy, order=order)
    q.check_order(request.actor, filters)
    found = figures(request.actor, filters, now=request.now)
    return FiguresOut(
        as_of=found.as_of,
        unit=found.unit,
        figures=[
            FigureOut(
                key=one.key,
                count=one.count,
                unit=one.unit,
                name=BothLanguages(id=one.name.id, en=one.name.en),
                meaning=BothLanguages(id=one.definition.id, en=one.definition.en),
            )
            for one in found.items
        ],
        totals=[TotalOut(total=one.total, parts=list(one.parts)) for one in found.partitions],
    )


@router.get("/figures/by/{dimension}", response=answers({200: FiguresTable}, one=True))
def figures_side_by_side(
    request: ApiRequest, dimension: q.Dimension, platform: Word = "", policy: Word = "", order: Word = ""
) -> FiguresTable:
    """The same figures for every platform, policy, or order of yours."""
    filters = FigureFilters(platform=platform, policy=policy, order=order)
    q.check_order(request.actor, filters)
    rows = q.figures_by(request.actor, dimension, filters, now=request.now)
    return FiguresTable(
        as_of=request.now,
        unit="case",
        rows=[
            FiguresRow(key=row.key, counts={one.key: one.count for one in row.figures.items}) for row in rows
        ],
    )


@router.get("/figures/{measure}/cases", response=answers({200: CaseListPage, 403: Problem}, one=True))
def cases_of_figure(
    request: ApiRequest,
    measure: Word,
    after: After = None,
    limit: Limit = 100,
    platform: Word = "",
    policy: Word = "",
    order: Word = "",
) -> CaseListPage:
    """The cases that a figure counts: exactly as many as it says."""
    filters = FigureFilters(platform=platform, policy=policy, order=order)
    found = q.cases_of_measure(request.actor, measure, filters)
    items, _, following = page(
        request,
        found,
        after=after,
        limit=limit,
        newest_first=True,
        shape=lambda case: case_out(request, case),
    )
    return CaseListPage(items=items, next=following)
