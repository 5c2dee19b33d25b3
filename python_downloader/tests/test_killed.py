"""Killed at any byte: what is there is whole or can be gone on with, and the next run finishes."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest

from .conftest import Start, tree
from .slow_server import Files, serving_slowly

# More are asked for by whoever has the time: 200 for each strategy take some minutes.
KILLS = int(os.environ.get("FAIRFETCH_KILLS", "6"))
SIZES = {
    "/empty": 0,
    "/tiny": 10,
    "/small": 60_000,
    "/below": 1024 * 1024 - 1,
    "/exact": 1024 * 1024,
    "/large": 2_500_000,
    "/larger": 3_300_000,
    **{f"/many-{number}": 3_000 + number for number in range(20)},
}


@pytest.mark.parametrize("seed", range(KILLS))
@pytest.mark.parametrize("strategy", ["threads", "asyncio"])
def test_killed_at_any_byte(start: Start, tmp_path: Path, strategy: str, seed: int) -> None:
    dice = random.Random(f"{strategy} {seed}")  # noqa: S311 - no secrets
    at, later_s = dice.randrange(sum(SIZES.values()) + 1), dice.random() * 0.004
    names = dice.sample(list(SIZES), len(SIZES))
    files, out = Files(SIZES), tmp_path / "out"
    with serving_slowly(files) as base:
        source = tmp_path / "jobs"
        source.write_text("".join(f"{base}{name}\n" for name in names))
        arguments = ["--strategy", strategy, "-i", source, "-d", out, "-j", "4", "--json"]
        process = start(*arguments)

        def kill(sent: int) -> None:
            if sent >= at:
                time.sleep(later_s)
                process.kill()

        files.watch = kill
        process.wait(60)
        files.watch = lambda _: None
        _check_what_is_there(out, base, files)
        resumable = _resumable_bytes(out)
        if dice.random() < 0.3:
            files.version, resumable = 2, {}
        files.sent = {}
        again = start(*arguments)
        summary, said = again.communicate(timeout=60)
    assert (again.returncode, said) == (0, "")
    assert tree(out) == {name[1:]: files.content(name) for name in SIZES}
    assert json.loads(summary)["downloads"]["ok"] == len(SIZES)
    for name, size in SIZES.items():
        # Nothing that had reached the disk is sent again, but for the byte that proves a whole.
        wanted = max(size - resumable.get(name, 0), min(size, 1))
        assert files.sent.get(name, 0) == wanted


def _check_what_is_there(out: Path, base: str, files: Files) -> None:
    """Whole files under final names; parts that are beginnings of what their descriptions say."""
    for name, data in (tree(out) if out.exists() else {}).items():
        if name.endswith(".part.json"):
            if data.endswith(b"\n"):
                description = json.loads(data)
                path = "/" + name.removesuffix(".part.json")
                expected = {"url": base + path, "validator": '"1"', "total": SIZES[path]}
                assert description == expected
        elif name.endswith(".part"):
            assert files.content("/" + name.removesuffix(".part")).startswith(data)
        else:
            assert data == files.content("/" + name)


def _resumable_bytes(out: Path) -> dict[str, int]:
    """What the next run need not ask for again."""
    found: dict[str, int] = {}
    for part in out.glob("*.part") if out.exists() else ():
        description = part.with_name(part.name + ".json")
        if description.exists() and description.read_bytes().endswith(b"\n"):
            found["/" + part.name.removesuffix(".part")] = part.stat().st_size
    return found
