"""One holder at a time, and none after death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.domain.errors import BusyError
from bot.files.locking import locked

_HOLD = """
import sys, time
from pathlib import Path
from bot.files.locking import locked
with locked(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_one_is_told_who_holds_it(tmp_path: Path) -> None:
    lock = tmp_path / "home" / "build.lock"
    with locked(lock, 0), pytest.raises(BusyError) as raised, locked(lock, 0.1):
        pass
    assert f"process {os.getpid()}" in str(raised.value)
    with locked(lock, 0):
        pass


def test_it_waits_for_the_first_to_finish(tmp_path: Path) -> None:
    lock, order = tmp_path / "build.lock", []

    def second() -> None:
        with locked(lock, 10):
            order.append("second")

    with locked(lock, 0):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.15)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "build.lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {process.pid}"), locked(lock, 0):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    with locked(lock, 0):
        pass
