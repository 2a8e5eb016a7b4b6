from __future__ import annotations

import os
import signal
import sys

import pytest

from hipcheck.cli.stopping import asked_to_stop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself are not Windows' way")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_is_a_wish(number):
    before = signal.getsignal(number)
    with asked_to_stop() as wish:
        assert not wish.is_set()
        os.kill(os.getpid(), number)
        assert wish.is_set()
        assert wish.signal == number
    assert signal.getsignal(number) is before


def test_the_second_one_interrupts():
    def twice():
        with asked_to_stop():
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        twice()


def test_an_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with asked_to_stop() as wish:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not wish.is_set()
    finally:
        signal.signal(signal.SIGHUP, before)
