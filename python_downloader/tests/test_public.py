"""The manifest, the public face and the house rules, held against the code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import src
from src import downloader, strategies
from src.options import STRATEGIES

from .conftest import ROOT, tree
from .server import ok, serving
from .vectors import check


def _manifest() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "backend.json").read_text(encoding="utf-8"))
    return document


def test_the_manifest_keeps_its_schema_and_names_every_strategy() -> None:
    manifest = _manifest()
    check(manifest, "manifest")
    assert [variant["name"] for variant in manifest["variants"]] == list(STRATEGIES)
    for variant in manifest["variants"]:
        assert variant["command"][1:] == ["-m", "src", "--strategy", variant["name"]]


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_can_be_loaded(name: str) -> None:
    strategy = strategies.load(name)
    for offered in ("carry_out", "libraries", "concurrency"):
        assert callable(getattr(strategy, offered))


def test_every_public_name_is_there_and_documented() -> None:
    for module in (src, downloader):
        for name in module.__all__:
            item = getattr(module, name)
            assert isinstance(item, str) or item.__doc__


@pytest.mark.parametrize("download", [src.download_threaded, src.download_async])
def test_the_functions_for_programs(download: Any, tmp_path: Path) -> None:
    before_s = sys.getswitchinterval()
    with serving({"/a": ok(b"body")}) as server:
        outcome = download((f"{server.base}/{name}" for name in "aab"), str(tmp_path))
    assert (outcome.ok, outcome.failed) == (2, 1)
    assert tree(tmp_path) == {"a": b"body", "a-2": b"body"}
    assert sys.getswitchinterval() == before_s


def test_threads_over_plain_http_load_no_heavy_library(tmp_path: Path) -> None:
    """Start-up is part of every race: what is not needed is not loaded."""
    with serving({"/a": ok(b"body")}) as server:
        code = (
            "import sys; from src import main; "
            f"code = main(['-q', '-d', {str(tmp_path)!r}, '{server.base}/a']); "
            "print(code, *sorted({'aiohttp', 'requests', 'ssl', 'asyncio', 'argparse', "
            "'dataclasses', 'inspect', 'hashlib', 'http.client', 'json', 'base64', "
            "'src.resume', 'src.retry', 'src.proxies', 'src.display', 'src.records', 'src.tls', "
            "'random', 'src.redirects', 'src.tunnel', 'src.help'} & set(sys.modules)))"
        )
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert done.stdout == "0\n"


def test_no_file_passes_300_lines() -> None:
    long = [
        path.name
        for folder in ("src", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    ]
    assert long == []
