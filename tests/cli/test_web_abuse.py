# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks of abuse.py, small: the sanitizer build stays up and goes on answering.  Waits are measured
by `make abuse` with the release build."""
import pytest

import abuse
from webkit import serve


@pytest.fixture(scope="module")
def attacked(sample):
    with serve(sample, "--timeout", 3) as running:
        yield running


@pytest.mark.parametrize("attack, scale", [(abuse.malformed_requests, .02), (abuse.long_urls, .05), (abuse.header_floods, .04),
                                           (abuse.pipelining, .05), (abuse.half_open, .04)], ids=lambda p: getattr(p, "__name__", ""))
def test_attacks(attacked, attack, scale):
    other = abuse.run(attacked, attack, scale)
    assert other.asked and not other.refused
    assert attacked.ask("/?q=water").status == 200


def test_slow_headers(attacked):
    with abuse.Bystander(attacked) as other:
        abuse.slow_headers(attacked.port, .1, seconds=5)
    assert other.asked and not other.refused
