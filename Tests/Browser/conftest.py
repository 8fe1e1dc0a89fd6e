"""Fixtures of the browser tests: one server with the demonstration organization for all of them, Debian's chromium, and
screenshots kept in artifacts/."""
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Program"))
import program  # noqa: E402
from pages import signed_in_state  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARTIFACTS = program.ROOT / "artifacts"
WIDTHS = (1440, 390)


def pytest_collection_modifyitems(items):
    if not program.BINARY.exists():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=f"{program.BINARY} is not built"))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """The demonstration organization as it is when it was just loaded; whoever changes something takes a copy."""
    if program.demo_folder() is None:
        pytest.skip("The demonstration organization is neither in Demo/ nor in ../shared/data/demo.")
    return program.make_installation(tmp_path_factory.mktemp("demonstration") / "data")


@pytest.fixture(scope="session")
def server(demonstration, tmp_path_factory):
    data = program.copy_installation(demonstration, tmp_path_factory.mktemp("concord") / "data")
    with program.Server(data) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser, server):
    return signed_in_state(browser, server)


@pytest.fixture
def open_page(browser, server, signed_in):
    """Makes a page of the signed-in administrator; fails the test if the page reports an error of script or policy."""
    contexts, complaints = [], []

    def make(width=1440, height=900, scheme="light", javascript=True, signed=True):
        context = browser.new_context(
            base_url=server.address, viewport={"width": width, "height": height}, color_scheme=scheme,
            reduced_motion="reduce", java_script_enabled=javascript, storage_state=signed_in if signed else None)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if refused(said) else None)
        return page

    def refused(said):
        return said.type == "error" and "Content Security Policy" in said.text

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def shoot():
    """Keeps how a page looks: artifacts/NAME-1440.png and -390.png."""

    def keep(page, name):
        ARTIFACTS.mkdir(exist_ok=True)
        size = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=ARTIFACTS / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)

    return keep
