"""What is kept of reviews: bounded, and right for several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from jupyter_ext.reviews.kept import Kept


def test_a_value_is_made_once_while_it_is_kept() -> None:
    kept, made = Kept[str](2), list[str]()

    def value(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return kept.of(key, make)

    assert [value(key) for key in ("a", "b", "a", "c", "b", "a")] == list("ABACBA")
    assert made == ["a", "b", "c", "a"]  # the third drove the first out


def test_threads_that_drive_each_others_values_out_get_their_own() -> None:
    kept = Kept[int](1)

    def ask(number: int) -> int:
        return kept.of(str(number % 7), lambda: number % 7)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(5_000))) == [number % 7 for number in range(5_000)]
