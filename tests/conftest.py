"""Options of the tests: ``--nightly`` tries more of what chance may hit."""

import pytest
from hypothesis import HealthCheck, settings

for name, examples in (("ci", 200), ("nightly", 2000)):
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck)
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="2,000 examples, 20 cuts")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("nightly" if config.getoption("nightly") else "ci")
