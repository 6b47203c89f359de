"""Of the torture itself: which messages a step has for itself, what a walk takes, what is kept."""

from . import seen
from .faults import Fault
from .walk import Queues, own, walk


def test_a_step_has_its_own_messages(_servers):
    first = ["connect", "create ledger", "lock 1", "file a", "done 1", "unlock 1"]
    second = ["connect", "lock 2", "file b", "done 2", "unlock 2"]
    third = ["connect", "lock 3ab4", "file c", "file d", "done 3", "unlock 3"]
    assert own([first, second, third]) == [range(1, 7), range(1, 6), range(3, 5)]
    assert own([first, second, second]) == [range(1, 7), range(1, 6), range(6, 6)]


def test_a_walk_has_a_case_at_each_step_and_ends_where_one_did_not_heal(_servers):
    faults = [Fault("cut", step, at) for step, at in [(1, 1), (1, 2), (3, 1), (3, 2), (4, 1)]]
    queues = Queues(faults)
    struck = []

    def strike(fault: Fault) -> bool:
        struck.append((fault.step, fault.at))
        return fault != faults[2]

    while queues.last_step():
        walk(queues, strike)
    assert struck == [(1, 1), (3, 1), (1, 2), (3, 2), (4, 1)]


def test_what_is_kept_is_what_was_seen(_servers):
    faults = [Fault("cut", 1, at) for at in (1, 2, 3, 7)] + [Fault("part", 2, 5, size)
                                                            for size in (1, 2, 9)]
    all_seen = [seen.Seen(("wire", "set", "server"), fault, "healed", "abc") for fault in faults]
    text = seen.dump(all_seen)
    assert text == ("wire | set | server | cut | healed | abc | 1:1-3,7\n"
                    "wire | set | server | part | healed | abc | 2.5:1-2,9\n")
    assert sorted(seen.load(text), key=str) == sorted(all_seen, key=str)


def test_the_record_forgets_what_came_out_well_if_it_did_not_later(_servers):
    line = ('{"way": "w", "name": "n", "server": "s", "kind": "cut", "step": 1, "at": %d, '
            '"size": 0, "word": "%s", "commit": "abc"}')
    lines = [line % (1, "healed"), line % (2, "healed"), line % (1, "wrong")]
    assert [one.fault.at for one in seen.of_record(lines)] == [2]
