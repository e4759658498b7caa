"""Publishes to a double as a program would, without waiting and without asking anybody."""

from __future__ import annotations

from pathlib import Path

from generator.findings import Finding
from generator.json_types import JSONObject
from generator.publish.apply import Publisher
from generator.publish.plan import OnDrift
from generator.publish.prepare import Prepared
from generator.publish.state import StateFile
from tests.double.sample import client, collection
from tests.double.server import Double
from tests.double.store import WORKSPACE


class Shop:
    """Publishes the sample collection, or another, to a double, from one state file."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "published.json"
        self.asked: list[str] = []
        self.told: list[str] = []

    def publisher(
        self,
        double: Double,
        document: JSONObject | None = None,
        on_drift: OnDrift = "stop",
        *,
        adopt: bool = False,
        workspace: str = WORKSPACE,
        timeout: float = 0.25,
    ) -> Publisher:
        def confirm(question: str) -> bool:
            self.asked.append(question)
            return adopt

        return Publisher(
            client(double, timeout),
            StateFile(self.state),
            workspace,
            document or collection(),
            on_drift,
            confirm,
            self.told.append,
        )

    def publish(
        self,
        double: Double,
        document: JSONObject | None = None,
        on_drift: OnDrift = "stop",
        *,
        adopt: bool = False,
        workspace: str = WORKSPACE,
        timeout: float = 0.25,
    ) -> tuple[Prepared, list[Finding]]:
        publisher = self.publisher(
            double, document, on_drift, adopt=adopt, workspace=workspace, timeout=timeout
        )
        with publisher.client:
            prepared = publisher.prepare()
            return prepared, publisher.apply(prepared)
