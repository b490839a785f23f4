"""Notices, replies, tasks and dispatches."""
