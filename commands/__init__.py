"""The commands of ``goodwill``, one file per command, in folders named like the sections of its help.

A command imports what it works with inside its functions, so that help and completion answer at once, and a
command pays for its own work alone.
"""
