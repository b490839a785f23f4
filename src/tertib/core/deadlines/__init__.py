"""Deadlines: the calendar of working days and the clocks that run on it."""

from tertib.core.deadlines.calendar import ZONES, Calendar, DayOff, end_of_day, load_calendar, local_day
from tertib.core.deadlines.clocks import ClockTimes, DeadlineRule, is_late, pause, resume, start, time_left

__all__ = [
    "ZONES",
    "Calendar",
    "ClockTimes",
    "DayOff",
    "DeadlineRule",
    "end_of_day",
    "is_late",
    "load_calendar",
    "local_day",
    "pause",
    "resume",
    "start",
    "time_left",
]
