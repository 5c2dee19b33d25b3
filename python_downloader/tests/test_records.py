from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from src.failures import EnvironmentProblem
from src.records import Records


def test_lines_of_several_threads_do_not_mix(tmp_path: Path) -> None:
    name = tmp_path / "records"
    with Records(str(name)) as records:

        def write(letter: str) -> None:
            for _ in range(200):
                records.append({"letter": letter * 500})

        threads = [threading.Thread(target=write, args=(letter,)) for letter in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        records.require_written()
    letters = [json.loads(line)["letter"] for line in name.read_text().splitlines()]
    assert len(letters) == 800
    assert all(letter == letter[0] * 500 for letter in letters)


def test_after_a_line_that_could_not_be_written_there_are_no_more(tmp_path: Path) -> None:
    name = tmp_path / "records"
    with Records(str(name)) as records:
        records.append({"a": 1})
        full = os.open("/dev/full", os.O_WRONLY)
        kept = os.dup(records._fd)
        os.dup2(full, records._fd)
        records.append({"a": 2})
        os.dup2(kept, records._fd)
        records.append({"a": 3})
        for descriptor in (full, kept):
            os.close(descriptor)
        with pytest.raises(EnvironmentProblem, match="No space left"):
            records.require_written()
    assert name.read_text() == '{"a":1}\n'
