"""Identities: those made here sort by time, those of hand-filled rows follow from their key."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from partydesk.records.uids import natural_uid, new_uid


def test_a_uid_is_a_uuid7_of_now() -> None:
    before = time.time_ns() // 1_000_000
    uid = UUID(new_uid())
    assert uid.version == 7
    assert uid.variant == "specified in RFC 4122"
    # The counter may run a little ahead of the clock when uids are made in a burst.
    assert before <= uid.int >> 80 <= time.time_ns() // 1_000_000 + 1_000


def test_uids_sort_in_the_order_they_were_made() -> None:
    made = [new_uid() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_make_the_same_uid() -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: [new_uid() for _ in range(2_000)], range(4)))
    assert len({uid for run in runs for uid in run}) == 8_000
    assert all(run == sorted(run) for run in runs)


def test_a_natural_uid_never_changes() -> None:
    # These stand in workbooks already filled in by hand: they must be the same for ever.
    assert natural_uid("member", "张三", "2020-03-01") == "da3403e3-359c-5b29-b822-31086c94330e"
    assert UUID(natural_uid("member", "张三")).version == 5


@given(st.lists(st.text(), min_size=1, max_size=3), st.lists(st.text(), min_size=1, max_size=3))
def test_only_the_same_key_gives_the_same_uid(one: list[str], other: list[str]) -> None:
    same = one == other or "\x1f".join(one) == "\x1f".join(other)
    assert (natural_uid("member", *one) == natural_uid("member", *other)) == same
    assert natural_uid("member", *one) != natural_uid("session", *one)
