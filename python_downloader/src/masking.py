"""Users and passwords in URLs become `***` before anything is printed or recorded."""

from __future__ import annotations

import re

# The authority ends at the first / \ ? # or white space; its last @ ends the user information.
# Looked for behind :// alone: a pattern that begins with the scheme is tried from every letter.
_IN_TEXT = r"(?<=[A-Za-z0-9+.-]://)[^/\\?#\s]*@"

# A text that is one URL, as a parser sees it: it forgives missing slashes, backslashes and blanks.
# The first colon ends the scheme; a later :// is found in the text.
_AS_URL = r"(?s)^([^/\\?#@:]*:[/\\]*)[^/\\?#]*@"


def mask_text(text: str) -> str:
    """Every URL in a text without its user and password."""
    return re.sub(_IN_TEXT, "***@", text) if "@" in text else text


def mask_url(text: str) -> str:
    """A text meant as one URL, however badly written, without its user and password."""
    return mask_text(re.sub(_AS_URL, r"\1***@", text)) if "@" in text else text
