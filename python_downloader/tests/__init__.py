"""Tests: tables from the contract's vectors, and real sockets on 127.0.0.1."""
