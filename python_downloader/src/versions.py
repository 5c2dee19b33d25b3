"""Versions of the libraries in use, without loading the machinery of package metadata (20 ms)."""

from __future__ import annotations

import os
import sys


def version_of(module_name: str) -> str:
    """The version of a loaded module: its own word, else the one its installation is named by."""
    module = sys.modules[module_name]
    stated = getattr(module, "__version__", None)
    if isinstance(stated, str):
        return stated
    folder = os.path.dirname(module.__file__ or "")
    if os.path.basename(folder) == module_name:
        folder = os.path.dirname(folder)
    prefix = f"{module_name}-"
    for entry in os.listdir(folder):
        if entry.startswith(prefix) and entry.endswith(".dist-info"):
            return entry.removeprefix(prefix).removesuffix(".dist-info")
    return "unknown"
