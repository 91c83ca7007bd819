"""What lies in the place of a file of keys, or of the newest checkpoint, is refused if it may never end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import Unreadable
from ledger.key_files import lines_of
from ledger.seal.anchors import read_anchor


@pytest.mark.parametrize("read", [lines_of, read_anchor])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_a_pipe_a_device_and_a_folder_are_refused(
    tmp_path: Path, read: Callable[[Path], object], make: Callable[[Path], None]
) -> None:
    make(tmp_path / "file")
    with pytest.raises(Unreadable, match="cannot be read: it is a pipe, a device or a folder"):
        read(tmp_path / "file")
