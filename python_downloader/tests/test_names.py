from __future__ import annotations

import can_ada
import pytest

from src import names

from .vectors import table


@pytest.mark.parametrize("case", table("names", "cases"), ids=lambda case: case["about"])
def test_derives_the_name_from_the_url(case: dict[str, str]) -> None:
    assert names.derive(can_ada.parse(case["url"]).pathname) == case["name"]


@pytest.mark.parametrize("case", table("names", "collisions"), ids=lambda case: case["about"])
def test_numbers_names_that_are_taken(case: dict[str, list[str]]) -> None:
    taken = names.Taken()
    assert [taken.number(name) for name in case["names"]] == case["results"]


@pytest.mark.parametrize("case", table("paths", "cases"), ids=lambda case: case["about"])
def test_judges_explicit_paths(case: dict[str, object]) -> None:
    assert names.is_safe(str(case["path"])) is case["safe"]


def test_half_a_surrogate_pair_is_no_path() -> None:
    assert not names.is_safe("\ud800.bin")


def test_explicit_paths_and_derived_names_share_one_set() -> None:
    taken = names.Taken()
    assert taken.claim("a.txt")
    assert taken.number("a.txt") == "a-2.txt"
    assert not taken.claim("a-2.txt")


def test_numbering_many_equal_names_does_not_start_over_each_time() -> None:
    taken = names.Taken()
    for _ in range(20_000):
        last = taken.number("same.bin")
    assert last == "same-20000.bin"
