"""Campaign members and contact roles on the command line: mirrored, untied, taken back; their keys told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hakobu.zoho import TIES, Client, Settings
from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from hakobu.zoho.ties import Tie
    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

NAMES = {"Campaigns": "Campaign_Name", "Deals": "Deal_Name"}
OWN = {"Member_Status": "Sent", "Contact_Role": "Decision Maker"}


@pytest.fixture(params=TIES)
def tie(request: pytest.FixtureRequest) -> Tie:
    return TIES[request.param]


@pytest.fixture
def job(tmp_path: Path, fresh: Emulator, tie: Tie) -> JobFile:
    people = [{"Last_Name": name, "Email": f"{name}@x.example"} for name in ("ann", "bob", "cay")]
    above = {"Stage": "Qualification"} if tie.above == "Deals" else {}
    fresh.seed(records={tie.above: [{NAMES[tie.above]: "春", **above}], tie.other: people})
    made = JobFile(tmp_path, fresh)
    made.task |= {
        "module": tie.module,
        "operation": "mirror",
        "map": {
            tie.left: {"lookup": tie.above, "by": {NAMES[tie.above]: "above"}},
            tie.right: {"lookup": tie.other, "by": {"Email": "mail"}},
            tie.own: "own",
        },
    }
    made.task.pop("match", None)
    tied(made, tie, "ann", "bob", "cay")
    return made


def tied(job: JobFile, tie: Tie, *people: str) -> None:
    job.csv("above,mail,own", *(f"春,{name}@x.example,{OWN[tie.own]}" for name in people))


def done(told: Any) -> dict[str, int]:
    return {name: count for name, count in told.json["outcomes"].items() if count}


def count(job: JobFile, tie: Tie) -> int:
    """How many ties there are, read past the job."""
    given: dict[str, Any] = {key: value for key, value in job.crm.items() if key != "connector"}
    with Client(Settings(**given)) as crm:
        return sum(len(page) for page in crm.select(tie.module, []))


def test_a_mirror_unties_what_left_the_source_and_undo_ties_it_again(
    hakobu: Hakobu, job: JobFile, tie: Tie, fresh: Emulator
) -> None:
    assert done(hakobu("run", job.write(), "--json")) == {"created": 3}
    tied(job, tie, "ann", "cay")
    planned = hakobu("plan", job.write(), "--json").json
    (change,) = planned["changes"]
    assert change["kind"] == "delete"
    number = str(planned["plan"])
    assert done(hakobu("run", job.write(), "--plan", number, "--json")) == {"deleted": 1, "unchanged": 2}
    assert count(job, tie) == 2
    (shown,) = hakobu("undo", number, "--json").json["changes"]
    assert shown["kind"] == "create"
    assert done(hakobu("undo", number, "--yes", "--json")) == {"created": 1}
    assert count(job, tie) == 3
    assert done(hakobu("run", job.write(), "--json"))["unchanged"] == 2  # and unties no other
    assert len(fresh.get(f"/_emulator/records/{tie.other}")["records"]) == 3


def test_the_pair_of_a_tie_is_its_key(hakobu: Hakobu, job: JobFile, tie: Tie) -> None:
    file = job.write()
    told = hakobu("keys", file, tie.module, "--connection", "crm", "--json").json
    key, *others = told["keys"]
    assert (key["field"], key["kind"]) == (f"{tie.left}, {tie.right}", "pair")
    assert key["operations"] == ["update", "upsert", "delete", "mirror"]
    assert "Both together identify a tie" in key["reason"]
    assert [each["kind"] for each in others][:1] == ["id"]
    for lang, kind in (("en", "the two records that it ties"), ("ja", "結び付ける二つのレコード")):
        shown = hakobu("keys", file, tie.module, "--connection", "crm", lang=lang)
        assert (shown.code, kind[:4] in shown.out) == (0, True)
