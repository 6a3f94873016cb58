"""What every pool of items is drawn from: ids, and choices among them."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

IDS = st.from_regex(r"zq[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
"""Ids of options, that no word of a page contains by chance."""
ITEM_IDS = st.from_regex(r"iq[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


def ids(least: int, most: int) -> SearchStrategy[list[str]]:
    """Lists of different ids."""
    return st.lists(IDS, min_size=least, max_size=most, unique=True)


def subsets(of: list[str], least: int, most: int) -> SearchStrategy[list[str]]:
    """Some of a list, in any order."""
    return st.lists(st.sampled_from(of), min_size=least, max_size=most, unique=True)


def full(keys: list[str], values: list[str]) -> SearchStrategy[dict[str, str]]:
    """A value for each key."""
    return st.fixed_dictionaries({key: st.sampled_from(values) for key in keys})


def partial(keys: list[str], values: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Values for some of the keys, one at least."""
    return st.dictionaries(st.sampled_from(keys), values, min_size=1)
