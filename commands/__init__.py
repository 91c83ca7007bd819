"""The commands of ``goodwill``, one file per command, in folders named like the sections of its help.

What a command works with (pydantic, SQLAlchemy, eventsourcing) is imported inside its functions, so that help and
completion answer at once.
"""
