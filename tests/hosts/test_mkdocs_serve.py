"""Problems of `mkdocs serve` are reported in a sentence, without a traceback."""

from __future__ import annotations

import socket

import pytest
from mkdocs.exceptions import Abort

from precall.hosts.mkdocs.serve import refuse_port_in_use, without_abort


def test_a_port_in_use_is_reported_before_the_first_build() -> None:
    """The message names the address and another one; a free address passes."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Abort, match=rf"at 127.0.0.1:{port}, .*--dev-addr 127.0.0.1:{port + 1}"):
            refuse_port_in_use("127.0.0.1", port)
    refuse_port_in_use("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no-such-name.invalid", 8000), ("127.0.0.1", 99999), ("192.0.2.1", 8000)])
def test_an_impossible_address_is_refused_in_a_sentence(host: str, port: int) -> None:
    """An unknown host name, a port above the highest, an address of another machine."""
    with pytest.raises(Abort, match=f"A site cannot be served at {host}:{port}: "):
        refuse_port_in_use(host, port)


def test_a_refused_build_leaves_the_server_running(caplog: pytest.LogCaptureFixture) -> None:
    """The reason is logged, and reported to the pages."""
    reported: list[Abort] = []

    def refuse(*_: object) -> None:
        raise Abort("The playbook has problems.")

    without_abort(refuse, reported.append)()
    assert [str(abort) for abort in reported] == ["The playbook has problems."]
    assert "Waiting for the next edit." in caplog.text
