"""For tests that need an organization without any record: fixtures to import in place of those that all tests share."""
import pytest

import program
from pages import signed_in_state


@pytest.fixture
def server(tmp_path):
    """An organization that has nothing yet, for each test its own."""
    data = program.make_installation(tmp_path / "data", demo=False)
    with program.Server(data) as running:
        yield running


@pytest.fixture
def signed_in(browser, server):
    return signed_in_state(browser, server)
