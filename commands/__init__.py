"""The commands of ``goodwill``, one file per command, in folders named like the sections of its help.

A command imports what it works with (pydantic, SQLAlchemy, eventsourcing) inside its functions, so that
help and completion answer at once.
"""
