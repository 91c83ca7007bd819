"""Imports rows of files as events. A mapping gives the rows their meaning; see docs/reference/mapping.md."""

from __future__ import annotations

from ledger.importing.checking import load_mapping
from ledger.importing.faults import EncodingUncertain, FileFault, MappingError
from ledger.importing.mapping import Mapping
from ledger.importing.rejects import Rejects
from ledger.importing.report import LeftOut, Progress, Report
from ledger.importing.run import OnFault, run_import

__all__ = [
    "EncodingUncertain",
    "FileFault",
    "LeftOut",
    "Mapping",
    "MappingError",
    "OnFault",
    "Progress",
    "Rejects",
    "Report",
    "load_mapping",
    "run_import",
]
