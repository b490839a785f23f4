"""What is kept: all tables, the only Django app that has any. No decisions are taken here."""
