"""The commands of ``goodwill``, one file per command or family; loaded only when they are called.

What a command works with (pydantic, SQLAlchemy, eventsourcing) is imported inside its functions, so that help and
completion answer at once.
"""
