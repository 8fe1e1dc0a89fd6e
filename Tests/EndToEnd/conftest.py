"""Fixtures of the end-to-end tests: an installation with the demonstration organization, made once, copied for tests
that change it, and a server over it."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Program"))
import program  # noqa: E402


def pytest_collection_modifyitems(items):
    if program.BINARY.exists():
        return
    for item in items:
        if "without_program" not in item.keywords:
            item.add_marker(pytest.mark.skip(reason=f"{program.BINARY} is not built"))


def pytest_configure(config):
    config.addinivalue_line("markers", "without_program: needs no built concord")


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """A data directory with the demonstration organization. Not to be changed: take `copy` for that."""
    if program.demo_folder() is None:
        pytest.skip("The demonstration organization is neither in Demo/ nor in ../shared/data/demo.")
    return program.make_installation(tmp_path_factory.mktemp("concord") / "data")


@pytest.fixture
def copy(installation, tmp_path):
    """A copy of the installation of one's own."""
    return program.copy_installation(installation, tmp_path / "data")


@pytest.fixture
def empty(tmp_path):
    """An installation whose workspace is empty."""
    return program.make_installation(tmp_path / "data", demo=False)


@pytest.fixture
def server(copy):
    with program.Server(copy) as running:
        yield running
