"""Every fault at every step, and a kill at every request: what is there after a rerun is what was meant."""

from __future__ import annotations

import copy
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.encode import to_json
from generator.errors import KlaviyoPostmanError, RemoteError
from generator.json_types import JSONObject
from generator.publish.document import index
from generator.publish.problems import ApiError, BusyError, ChangedMeanwhileError, DriftError, UncertainError
from tests.double.sample import changed, collection, find, only
from tests.double.server import FAULTS, KEY, Double, Fault
from tests.double.shop import Shop
from tests.double.store import OTHER_WORKSPACE, WORKSPACE, Readings, info

CREATING, UPDATING = 6, 7
"""The requests that a creation and an update take when nothing is in the way."""

STEPS = [("create", number) for number in range(1, CREATING + 1)] + [
    ("update", number) for number in range(1, UPDATING + 1)
]
STOPPING = ("401", "403", "404", "413", "429-month", "redirect")


def ids(document: JSONObject) -> dict[str, str]:
    return {key: node.id for key, node in index(document).items()}


class Scene:
    """A workspace with a collection of others in it, and ours, published before if it is to be updated."""

    def __init__(self, double: Double, shop: Shop, what: str) -> None:
        self.double, self.shop = double, shop
        self.other = double.store.create(OTHER_WORKSPACE, collection("2020-01-01"))
        self.untouched = copy.deepcopy(self.other)
        self.before: dict[str, str] = {}
        self.ours = collection()
        if what == "update":
            shop.publish(double)
            self.before = ids(only(double).document)
            self.ours = changed(self.ours)
        double.reset()

    def check(self) -> None:
        """Exactly one collection, the right content, the ids kept, nothing else touched, no secret."""
        theirs = index(only(self.double).document)
        ours = index(self.ours)
        assert {key: node.digest for key, node in theirs.items()} == {
            key: node.digest for key, node in ours.items()
        }
        after = ids(only(self.double).document)
        assert all(after[key] == id_ for key, id_ in self.before.items() if key in after)
        assert self.other == self.untouched
        assert not any(self.other.id in request.path for request in self.double.received)
        for path in self.shop.state.parent.rglob("*"):
            assert not path.is_file() or (KEY.encode() not in path.read_bytes()), path


def attempt(shop: Shop, scene: Scene, *, times_out: bool = False) -> KlaviyoPostmanError | None:
    trace: list[str] = []
    publisher = shop.publisher(scene.double, scene.ours, timeout=0.15 if times_out else 5.0)
    publisher.client.trace = trace.append
    try:
        with publisher.client:
            assert publisher.apply(publisher.prepare()) == []
    except KlaviyoPostmanError as error:
        trace.append(str(error))
        return error
    finally:
        assert KEY not in "".join(trace)
        assert KEY not in "".join(shop.told)
    return None


@pytest.mark.parametrize(("what", "number"), STEPS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_step_does_no_harm(
    double: Double, shop: Shop, fault: Fault, what: str, number: int
) -> None:
    scene = Scene(double, shop, what)
    double.faults[number] = fault
    error = attempt(shop, scene, times_out=fault.startswith("timeout"))
    assert len(double.received) >= number
    request = double.received[number - 1]
    is_read = request.method == "GET"
    if fault in STOPPING or (fault == "409" and is_read) or (fault == "garbage" and is_read):
        # Asking how an update goes is no reason to give it up: the collection is looked at instead.
        is_task = request.path.startswith("/collection-updates-tasks/")
        assert (error is None) if is_task else isinstance(error, RemoteError)
    elif is_read or request.method == "PUT" or fault in ("429", "garbage") or fault.endswith("-after"):
        assert error is None
    else:
        assert isinstance(error, BusyError | UncertainError), "a creation is not repeated"
    if error is not None:
        # A collection that is said not to be there is what others did to it.
        assert error.exit_code == (1 if isinstance(error, DriftError) else 5)
    assert [str(received) for received in double.received].count("POST /collections") <= 2
    double.faults.clear()
    assert attempt(shop, scene) is None
    scene.check()


@pytest.mark.parametrize("what", ["create", "update"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_is_an_error_and_does_no_harm(
    double: Double, shop: Shop, fault: Fault, what: str
) -> None:
    scene = Scene(double, shop, what)
    for first in range(1, 7 if not fault.startswith("timeout") else 6, 4):
        double.reset()
        double.faults = dict.fromkeys(range(first, first + 60), fault)
        error = attempt(shop, scene, times_out=fault.startswith("timeout"))
        assert isinstance(error, RemoteError)
        assert error.hint
    double.faults.clear()
    assert attempt(shop, scene) is None
    scene.check()


@pytest.mark.parametrize("looks", [1, 3])
def test_a_slow_task_is_waited_for(double: Double, shop: Shop, looks: int) -> None:
    scene = Scene(double, shop, "update")
    double.store.looks = looks
    assert attempt(shop, scene) is None
    assert double.writes == [f"PUT /collections/{only(double).uid}"]
    scene.check()


def test_a_task_that_takes_too_long_is_met_by_a_conflict_and_then_by_success(
    double: Double, shop: Shop
) -> None:
    scene = Scene(double, shop, "update")
    double.store.looks = 15
    assert attempt(shop, scene) is None
    scene.check()


@pytest.mark.parametrize("times", [1, 3])
def test_a_failed_task_is_tried_again(double: Double, shop: Shop, times: int) -> None:
    scene = Scene(double, shop, "update")
    double.store.failing = times
    assert attempt(shop, scene) is None
    scene.check()


def test_tasks_that_always_fail_are_an_error(double: Double, shop: Shop) -> None:
    scene = Scene(double, shop, "update")
    double.store.failing = 100
    assert "failed" in str(attempt(shop, scene))
    double.store.failing = 0
    assert attempt(shop, scene) is None
    scene.check()


@pytest.mark.parametrize("number", range(1, UPDATING + 1))
def test_an_edit_at_any_request_is_not_lost_unseen(double: Double, shop: Shop, number: int) -> None:
    """Either it is noticed in time, or it is there and told, or it came too late to be met at all."""
    scene = Scene(double, shop, "update")

    def edit(request: int) -> None:
        if request == number:
            document = only(double).document
            theirs = next(node for node in index(document).values() if node.where == "Shops > Get Shops")
            theirs.value["name"] = "Edited"

    double.before = edit
    publisher = shop.publisher(double, scene.ours, timeout=5.0)
    noticed = True
    with publisher.client:
        try:
            noticed = publisher.apply(publisher.prepare()) != []
        except KlaviyoPostmanError:
            assert double.writes == []
    # From the last look to the write there is a moment that nobody can watch: the API knows no condition.
    assert noticed == (number not in (5, 6))


def test_an_edit_after_a_failed_write_is_not_taken_for_it(double: Double, shop: Shop) -> None:
    scene = Scene(double, shop, "update")
    double.faults[5] = "500-before"

    def edit(request: int) -> None:
        if request == 6:
            find(only(double).document, "Get Shops")["name"] = "Edited"

    double.before = edit
    assert isinstance(attempt(shop, scene), ChangedMeanwhileError)
    assert [str(request)[:3] for request in double.received].count("PUT") == 1
    assert find(only(double).document, "Edited")


def test_a_creation_on_another_machine_is_not_repeated(double: Double, shop: Shop) -> None:
    """It came between the last look and ours, so ids of ours are in use: by what we were to make."""
    scene = Scene(double, shop, "create")
    document = shop.publisher(double).prepare().plan.document
    double.reset()

    def create(request: int) -> None:
        if request == 5:
            double.store.create(WORKSPACE, document)

    double.before = create
    assert attempt(shop, scene) is None
    assert double.writes == ["POST /collections"]
    scene.check()


def test_two_of_that_name_after_a_creation_stop_it(double: Double, shop: Shop) -> None:
    scene = Scene(double, shop, "create")
    double.faults[5] = "500-after"
    second = copy.deepcopy(collection("2000-01-01"))
    info(second)["name"] = info(scene.ours)["name"]

    def create(request: int) -> None:
        if request == 6:
            double.store.create(WORKSPACE, second)

    double.before = create
    assert "2 collections" in str(attempt(shop, scene))
    assert double.writes == ["POST /collections"]


# Killed

PUBLISH = """
import sys
from pathlib import Path
from generator.publish import client
from tests.double.sample import fast
client.PATIENCE = fast(10.0)
from generator.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(("what", "number"), STEPS)
def test_a_kill_at_any_request_does_no_harm(
    doubles: Callable[..., Double], shop: Shop, tmp_path: Path, what: str, number: int
) -> None:
    """Killed when a request was handled and not answered: for the server the same as before the next one."""
    keeps = number % 2 == 0  # what becomes of ids, in both readings over the whole of it
    double = doubles(Readings(post_keeps_ids=keeps, put_keeps_new_ids=keeps))
    scene = Scene(double, shop, what)
    (tmp_path / "ours.json").write_bytes(to_json(scene.ours))
    process: list[subprocess.Popen[bytes]] = []

    def kill(request: int) -> None:
        if request == number:
            process[0].send_signal(signal.SIGKILL)
            process[0].wait()

    double.after = kill
    with double._lock:  # no request is handled before the process is known
        arguments = ["publish", "ours.json", "--workspace", WORKSPACE, "--base-url", double.url]
        process.append(
            subprocess.Popen(
                [sys.executable, "-c", PUBLISH, "-vv", *arguments],
                cwd=tmp_path,
                env={
                    **os.environ,
                    "POSTMAN_API_KEY": KEY,
                    "XDG_CACHE_HOME": str(tmp_path / "cache"),
                    "PYTHONPATH": str(Path(__file__).parents[3]),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
    with process[0] as publisher:
        assert publisher.stdout is not None
        assert KEY.encode() not in publisher.stdout.read()
    assert process[0].returncode == -signal.SIGKILL
    double.reset()
    assert attempt(shop, scene) is None
    scene.check()


def test_the_matrix_covers_every_request(double: Double, shop: Shop) -> None:
    scene = Scene(double, shop, "create")
    for ours, expected in ((collection(), CREATING), (changed(collection()), UPDATING)):
        scene.ours = ours
        double.reset()
        assert attempt(shop, scene) is None
        assert len(double.received) == expected


def test_an_error_says_what_happened_and_what_to_do(double: Double, shop: Shop) -> None:
    double.faults[1] = "401"
    with pytest.raises(ApiError) as caught:
        shop.publish(double)
    assert str(caught.value) == (
        "GET /me: Postman answered 401: Unauthorized: 401 for key *** "
        "(let POSTMAN_API_KEY hold a valid key; keys of EU accounts need --region eu)"
    )
