"""The thread works ahead, in order, and is always gone afterwards."""

from __future__ import annotations

import threading

import pytest

from hipcheck.video.prefetch import prefetched


def threads():
    return [t for t in threading.enumerate() if t.name.startswith("hipcheck-prefetch")]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    assert threads() == []


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_all_items_come_in_order(count):
    assert list(prefetched(iter(range(count)), ahead=3)) == list(range(count))


def test_items_are_made_in_another_thread():
    makers = prefetched((threading.current_thread() for _ in range(3)), ahead=2)
    assert threading.current_thread() not in list(makers)


def test_no_more_than_the_asked_number_is_made_ahead():
    made = []

    def source():
        for i in range(100):
            made.append(i)
            yield i

    items = prefetched(source(), ahead=3)
    taken = [next(items) for _ in range(10)]
    items.close()

    assert taken == list(range(10))
    assert len(made) <= 10 + 3


def test_an_item_is_made_while_the_consumer_is_busy():
    second_made = threading.Event()

    def source():
        yield 1
        second_made.set()
        yield 2

    items = prefetched(source(), ahead=1)
    assert next(items) == 1
    assert second_made.wait(timeout=10)  # nobody has asked for the second one yet
    items.close()


def test_an_error_in_the_source_arrives_in_its_place():
    def source():
        yield 1
        yield 2
        raise KeyError("lost")

    items = prefetched(source(), ahead=3)

    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(KeyError, match="lost"):
        next(items)
    assert threads() == []
    assert list(items) == []


def test_closing_early_ends_the_thread():
    def endless():
        while True:
            yield 0

    items = prefetched(endless(), ahead=2)
    next(items)
    assert len(threads()) == 1
    items.close()
    assert threads() == []


def test_an_error_of_the_consumer_ends_the_thread():
    def consume():
        for _ in prefetched(iter(range(100)), ahead=2):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consume()


def test_dropping_the_generator_ends_the_thread():
    items = prefetched(iter(range(100)), ahead=2)
    next(items)
    del items
    assert threads() == []
