"""The rules of the house: pure functions that know no database, no network and no clock."""
