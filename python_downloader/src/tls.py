"""TLS: whom to trust, and the handshake. Loaded when the first https URL is met."""

from __future__ import annotations

import os
import re
import socket
import ssl
from typing import TYPE_CHECKING

from . import messages
from .failures import EnvironmentProblem, reason

if TYPE_CHECKING:
    from .connect import Deadline

_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+")


def client_context(cacert: str | None) -> ssl.SSLContext:
    """A context that trusts the system and, besides, the certificates in `cacert`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _trust_system(context)
    if cacert is not None:
        try:
            context.load_verify_locations(cafile=cacert)
        except (ssl.SSLError, OSError) as error:
            raise EnvironmentProblem(f"cannot use the certificates in {cacert}: {error}") from error
    return context


def wrap(sock: socket.socket, host: str, context: ssl.SSLContext) -> ssl.SSLSocket:
    """The same connection as one that will be encrypted; hands are not shaken yet."""
    try:
        return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    except (OSError, ValueError) as error:
        detail = reason(error) if isinstance(error, OSError) else str(error)
        raise messages.tls(host, detail) from error


def shake_hands(sock: ssl.SSLSocket, host: str, deadline: Deadline) -> None:
    """Encrypt the connection and check the server's certificate; raises `NetworkError`."""
    try:
        sock.settimeout(deadline.left_s())
        sock.do_handshake()
    except TimeoutError as error:
        raise deadline.passed() from error
    except ssl.SSLCertVerificationError as error:
        raise messages.tls(host, error.verify_message) from error
    except (ssl.SSLEOFError, ConnectionError) as error:
        raise messages.reset(reason(error)) from error
    except ssl.SSLError as error:
        raise messages.tls(host, error.reason or str(error)) from error
    except OSError as error:
        raise messages.connect(reason(error)) from error


def _trust_system(context: ssl.SSLContext) -> None:
    """Trust what the system trusts, in the cheapest way it offers.

    A folder of certificates named by hash is looked into only when a server's chain asks for one;
    the same certificates in one bundle take some 20 ms to parse.
    """
    paths = ssl.get_default_verify_paths()
    if paths.openssl_cafile_env not in os.environ and paths.capath and _is_hashed(paths.capath):
        context.load_verify_locations(capath=paths.capath)
        return
    context.load_default_certs()
    if not context.cert_store_stats()["x509"]:
        # This OpenSSL was built for folders that are not on this machine.
        import certifi

        context.load_verify_locations(cafile=certifi.where())


def _is_hashed(folder: str) -> bool:
    with os.scandir(folder) as entries:
        return any(_HASHED_NAME.fullmatch(entry.name) for entry in entries)
