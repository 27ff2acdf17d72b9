"""Forgetting a person: nothing is left of one in the whole home, and no run brings that person back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from hakobu.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu, Shop

HOME = ("--home", "home")
PERSON = ("gone@example.com", "Planted Name", "Planted Ltd", "planted note")


def traces(home: Path) -> list[str]:
    """Name the files that hold any value of the person, compressed or not."""
    found = []
    for path in sorted(home.rglob("*")):
        if not path.is_file():
            continue
        whole = path.read_bytes().lower()
        if path.suffix == ".parquet":
            whole = str(pq.read_table(path).to_pylist()).lower().encode()
        found += [f"{path.name}: {value}" for value in PERSON if value.lower().encode() in whole]
    return found


def test_a_person_is_forgotten_and_stays_so(hakobu: Hakobu, shop: Shop, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shop.fill(3)
    shop.execute("insert into people values (?, ?, ?, ?)", [PERSON])
    shop.execute("insert into people values (?, ?, ?, ?)", [("bad", "B", "c", "Planted Note")])
    assert hakobu("run", "shop.yaml", *HOME, "--quiet").code == 3
    shop.execute("update people set name = 'Planted Name 2' where email = 'gone@example.com'")
    shop.execute("update people set name = 'Other' where email = 'p1@example.com'")
    assert hakobu("plan", "shop.yaml", *HOME, "--quiet").code == 0
    assert {each.split(":")[0] for each in traces(home)} >= {"hakobu.db", "changes.jsonl", "source.parquet"}

    asked = hakobu("forget", " GONE@example.com", *HOME)
    assert asked.code == 2
    assert "last synced values" in asked.out
    assert "Nothing was removed" in asked.err
    told = hakobu("forget", " GONE@example.com", *HOME, "--yes", "--json", "--output", "report.json")
    assert told.code == 0
    report = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert '"crm_record": "not touched"' in report
    assert not [value for value in PERSON if value in report]
    assert hakobu("forget", "bad", *HOME, "--yes").code == 0
    assert traces(home) == []

    # the plan that was stored goes on without the person, and so does the next run
    stored = hakobu("run", "shop.yaml", "--plan", "2", *HOME, "--json", "--quiet").json
    assert stored["outcomes"]["updated"] == 1
    assert stored["outcomes"]["skipped"] == 2
    again = hakobu("run", "shop.yaml", *HOME, "--json", "--quiet").json
    assert (again["read"], again["outcomes"]["unchanged"], again["outcomes"]["skipped"]) == (5, 3, 2)
    assert again["tasks"][0]["notes"]["skipped"] == {"forgotten": 2}
    assert traces(home) == []


KILLED_AT = """
import os, signal, sys
left = int(sys.argv.pop(1))
def fall(event, arguments):
    global left
    if event in {"os.rename", "os.remove"} and sys.argv[-1] in str(arguments[0]):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(fall)
from hakobu.cli import main
main()
"""


def test_a_forgetting_that_was_killed_is_given_again(hakobu: Hakobu, shop: Shop, tmp_path: Path) -> None:
    """Killed before its first file is put in place, then before its third, and so on to its end."""
    home = tmp_path / "home"
    shop.fill(2)
    shop.execute("insert into people values (?, ?, ?, ?)", [PERSON])
    assert hakobu("run", "shop.yaml", *HOME, "--quiet").code == 0
    shop.execute("update people set name = 'Planted Name 2' where email = 'gone@example.com'")
    assert hakobu("plan", "shop.yaml", *HOME, "--quiet").code == 0
    killed = 0
    for number in range(1, 40, 2):
        forget = ("forget", "gone@example.com", "--yes", "--home", "home")
        told = hakobu.end(hakobu.start_python("-c", KILLED_AT, str(number), *forget))
        if told.code == 0:
            break
        assert told.code == -9
        killed += 1
    assert killed > 2
    assert traces(home) == []
    again = hakobu("run", "shop.yaml", *HOME, "--json", "--quiet").json
    assert again["tasks"][0]["notes"]["skipped"] == {"forgotten": 1}
    assert traces(home) == []


def test_causes_of_tickets_and_comments_name_the_person_no_more(
    hakobu: Hakobu, shop: Shop, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shop.fill(1)
    shop.execute("insert into people values (?, ?, ?, ?)", [PERSON])
    run = hakobu("run", "shop.yaml", *HOME, "--json", "--quiet").json
    said = f"{PERSON[0]} is not what it was"
    with Store(home) as store:
        ticket, _ = store.tickets.add(job=run["job"], verb="run", by="a", why="by hand")
        store.tickets.end(ticket.id, cause=said, code="x")
        for about, name in (("job", run["job"]), ("run", str(run["run"])), ("job", "another")):
            store.comments.add(about=about, name=name, user_id=1, author="a", text=said)
    assert traces(home)
    assert hakobu("forget", PERSON[0], *HOME, "--yes").code == 0
    with Store(home) as store:
        ended = store.tickets.get(ticket.id)
        assert ended is not None
        assert "is not what it was" in ended.cause
        assert PERSON[0] not in ended.cause
        assert PERSON[0] not in store.comments.of("job", run["job"])[0].text
        assert PERSON[0] not in store.comments.of("run", str(run["run"]))[0].text
        (other,) = store.comments.of("job", "another")  # of a job that never knew the person
        assert other.text == said


def test_a_suppression_is_listed_and_lifted(hakobu: Hakobu, shop: Shop) -> None:
    shop.execute("insert into people values (?, ?, ?, ?)", [PERSON])
    first = hakobu("forget", PERSON[0], *HOME, "--yes")
    assert "Nothing was held under this key" in first.out
    assert "The record in Zoho CRM was not touched" in first.out
    assert "Zoho CRM のレコードはそのままです" in hakobu("forget", PERSON[0], *HOME, "--yes", lang="ja").out
    listed = hakobu("forget", "--list", *HOME)
    assert "all" in listed.out
    assert PERSON[0] not in listed.out
    assert len(hakobu("forget", "--list", *HOME, "--json").json) == 1
    assert hakobu("run", "shop.yaml", *HOME, "--json", "--quiet").json["outcomes"]["skipped"] == 1
    wrong = hakobu("forget", "--lift", "nobody@example.com", *HOME)
    assert wrong.code == 2
    assert "Nobody is forgotten under this key" in wrong.err
    assert hakobu("forget", "--lift", PERSON[0].upper(), *HOME).code == 0
    assert hakobu("run", "shop.yaml", *HOME, "--json", "--quiet").json["outcomes"]["created"] == 1


def test_what_forget_cannot_do_is_named(hakobu: Hakobu, shop: Shop) -> None:
    shop.fill(1)
    assert hakobu("run", "shop.yaml", *HOME, "--quiet").code == 0
    assert "Give KEY" in hakobu("forget", *HOME).err
    told = hakobu("forget", "x", "--module", "Leeds", *HOME, "--yes")
    assert told.code == 2
    assert "No run knows a module Leeds" in told.err
    assert "Leads" in told.err
