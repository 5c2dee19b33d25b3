"""TLS: whom to trust, and the handshake. Loaded when the first https URL is met."""

from __future__ import annotations

import os
import re
import socket
import ssl

from .failures import EnvironmentProblem, NetworkError, reason

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


def handshake(
    sock: socket.socket, host: str, context: ssl.SSLContext, timeout_s: float
) -> ssl.SSLSocket:
    """The same connection, encrypted and its certificate checked; raises `NetworkError`."""
    sock.settimeout(timeout_s)
    try:
        return context.wrap_socket(sock, server_hostname=host)
    except TimeoutError as error:
        raise NetworkError("connect-timeout", "the TLS handshake took too long") from error
    except ssl.SSLCertVerificationError as error:
        raise NetworkError("tls", f"the certificate is refused: {error.verify_message}") from error
    except (ssl.SSLEOFError, ConnectionError) as error:
        raise NetworkError("reset", "the connection was lost in the TLS handshake") from error
    except ssl.SSLError as error:
        raise NetworkError("tls", f"the TLS handshake failed: {error.reason or error}") from error
    except OSError as error:
        raise NetworkError("connect", f"cannot connect: {reason(error)}") from error


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
