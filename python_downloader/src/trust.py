"""The file of `--cacert`, looked at before anything is downloaded and without loading TLS."""

from __future__ import annotations

import binascii
import re

from .failures import EnvironmentProblem, reason

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_DER_SEQUENCE = b"\x30"


def check_certificates(cacert: str) -> None:
    """Raise `EnvironmentProblem` where the file cannot be read or holds no certificates."""
    try:
        with open(cacert, "rb") as file:
            blocks = _PEM.findall(file.read())
    except OSError as error:
        message = f"cannot read the certificates {cacert}: {reason(error)}"
        raise EnvironmentProblem(message) from error
    if not blocks:
        raise EnvironmentProblem(f"there is no PEM certificate in {cacert}")
    for block in blocks:
        if not _is_der(block):
            raise EnvironmentProblem(f"cannot use the certificates in {cacert}: one is broken")


def _is_der(block: bytes) -> bool:
    try:
        return binascii.a2b_base64(block).startswith(_DER_SEQUENCE)
    except binascii.Error:
        return False
