"""Ports for servers that a test or a benchmark starts."""

import socket


def free_ports(count: int) -> list[int]:
    """Ports that are free now; held together while asked, so that they differ."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
