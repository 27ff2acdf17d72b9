"""What is wrong with a definition file is said all at once, each thing with its place and its remedy."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hakobu.definitions import STARTER, order_tasks, parse
from hakobu.errors import DefinitionError, Fault
from hakobu.model import Expression, FieldMap, Job, Lookup, Operation, Read, Task

HEAD = """\
connections:
  shop: {connector: postgresql, database: shop}
  drop: {connector: files, path: ./drop}
  crm: {connector: zoho-crm, client_id: a, client_secret: b, refresh_token: c}
jobs:
  j:
    source: shop
    destination: crm
    tasks:
"""
TASK = """\
      - name: leads
        read: {table: leads}
        module: Leads
        operation: upsert
        match: [Email]
        map: {Email: email, Last_Name: name}
"""


def faults(text: str, **env: str) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionError) as caught:
        parse(text, file="job.yaml", env=env)
    assert str(caught.value).count("job.yaml") >= len(caught.value.faults)
    return caught.value.faults


def fault(text: str, **env: str) -> Fault:
    (found,) = faults(text, **env)
    return found


def changed(old: str, new: str) -> str:
    assert old in HEAD + TASK
    return (HEAD + TASK).replace(old, new)


def test_the_file_they_start_from_is_sound() -> None:
    parse(HEAD + TASK, env={})


def test_all_faults_come_at_once_with_line_and_path() -> None:
    text = changed("match: [Email]", "match: [Emial]").replace("module: Leads", "modul: Leads")
    text = text.replace("operation: upsert", "operation: upsrt").replace("path: ./drop", "pth: ./drop")
    found = [(each.line, each.path, each.next_step) for each in faults(text)]
    assert (3, "connections.drop.pth", 'Did you mean "path"?') in found
    assert (12, "jobs.j.tasks[0].modul", 'Did you mean "module"?') in found
    assert (13, "jobs.j.tasks[0].operation", 'Did you mean "upsert"?') in found
    assert (14, "jobs.j.tasks[0].match", 'Did you mean "Email"?') in found
    assert len(found) == 6  # and the two keys that are missing now


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("name: leads", "name: yes", "jobs.j.tasks[0].name", "A bare yes means true or false"),
        ("name: leads", "name: 12", "jobs.j.tasks[0].name", "12 stands where a text is meant"),
        ("name: leads", "name: true", "jobs.j.tasks[0].name", "true stands where a text is meant"),
        ("name: leads", "name: 007", "jobs.j.tasks[0].name", "would not be kept as it is written"),
        ("name: leads", "name:", "jobs.j.tasks[0].name", "A task's name is empty"),
        ("name: leads", "name: [a]", "jobs.j.tasks[0].name", "A task's name is a text"),
        (
            "operation: upsert",
            "operation: upsert\n        own: touched",
            "jobs.j.tasks[0].own",
            "has no meaning for",
        ),
        (
            "operation: upsert",
            "operation: update\n        if_deleted: recreate",
            "jobs.j.tasks[0].if_deleted",
            "An update creates nothing",
        ),
        (
            "read: {table: leads}\n        module: Leads\n        operation: upsert",
            "read: {table: leads, incremental: at}\n        module: Leads\n        operation: mirror",
            "jobs.j.tasks[0].read.incremental",
            "A mirror deletes what a complete read no longer has",
        ),
        (
            "operation: upsert",
            "operation: mirror\n        scope: {City: []}",
            "jobs.j.tasks[0].scope.City",
            "names at least one value",
        ),
        (
            "operation: upsert",
            "operation: mirror\n        archive: {}",
            "jobs.j.tasks[0].archive",
            "The archive names no field",
        ),
        ("match: [Email]", "match: Email", "jobs.j.tasks[0].match", "is a list of fields"),
        ("match: [Email]", "match: []", "jobs.j.tasks[0].match", "names no field"),
        ("match: [Email]", "match: [Email, Email]", "jobs.j.tasks[0].match[1]", "stands here twice"),
        ("match: [Email]", "match: [Fax]", "jobs.j.tasks[0].match", "'Fax' is not filled by the map"),
        ("Email: email", "Email: email, Email: mail", "jobs.j.tasks[0].map.Email", "stands here twice"),
        (
            "Last_Name: name",
            "Last_Name: 5",
            "jobs.j.tasks[0].map.Last_Name",
            "5 stands where a text is meant",
        ),
        ("Last_Name: name", "Last_Name: no", "jobs.j.tasks[0].map.Last_Name", "A bare no means"),
        ("Last_Name: name", "Last_Name: {}", "jobs.j.tasks[0].map.Last_Name", "none stands here"),
        (
            "Last_Name: name",
            "Last_Name: {value: a, constant: b}",
            "jobs.j.tasks[0].map.Last_Name",
            "here stand value and constant",
        ),
        (
            "Last_Name: name",
            "Last_Name: {value: a, policy: if full}",
            "jobs.j.tasks[0].map.Last_Name.policy",
            "The key 'policy' cannot be 'if full'",
        ),
        (
            "Last_Name: name",
            "Last_Name: {value: a, policy: alwys}",
            "jobs.j.tasks[0].map.Last_Name.policy",
            "cannot be 'alwys'",
        ),
        (
            "Last_Name: name",
            "Last_Name: {value: a, unknown: keep}",
            "jobs.j.tasks[0].map.Last_Name.unknown",
            "no meaning without 'picklist'",
        ),
        (
            "Last_Name: name",
            "Last_Name: {value: a, picklist: {1: A}}",
            "jobs.j.tasks[0].map.Last_Name.picklist",
            "1 stands where a text is meant",
        ),
        (
            "Last_Name: name",
            "Last_Name: {lookup: Accounts}",
            "jobs.j.tasks[0].map.Last_Name",
            "needs the key 'by'",
        ),
        (
            "Last_Name: name",
            "Last_Name: {constant: 0.1000000000000000055}",
            "jobs.j.tasks[0].map.Last_Name.constant",
            "would not be kept",
        ),
        (
            "Last_Name: name",
            "Last_Name: {constant: on}",
            "jobs.j.tasks[0].map.Last_Name.constant",
            "A bare on",
        ),
        ("{table: leads}", "{file: a.csv}", "jobs.j.tasks[0].read.file", "postgresql has no file to read"),
        ("{table: leads}", "{table: a, query: b}", "jobs.j.tasks[0].read", "here stand table and query"),
        ("{table: leads}", "{}", "jobs.j.tasks[0].read", "none stands here"),
        ("{table: leads}", "leads", "jobs.j.tasks[0].read", "is written as keys with values"),
        ("{table: leads}", "{query: drop table x}", "jobs.j.tasks[0].read.query", "not DROP"),
        (
            "{table: leads}",
            "{table: a, where: 1; 2}",
            "jobs.j.tasks[0].read.where",
            "not a SELECT that can be",
        ),
        ("{table: leads}", "{table: a, header: yes}", "jobs.j.tasks[0].read.header", "is for files only"),
        ("{table: leads}", "{table: a, types: {x: INTT}}", "jobs.j.tasks[0].read.types.x", "no type 'INTT'"),
        (
            "{table: leads}",
            "{table: a, types: {x: DECIMAL}}",
            "jobs.j.tasks[0].read.types.x",
            "no type 'DECIMAL'",
        ),
        ("{table: leads}", "{table: a, time_zone: Tokyo}", "jobs.j.tasks[0].read.time_zone", "no time zone"),
        ("source: shop", "source: shopp", "jobs.j.source", "There is no connection 'shopp'"),
        ("destination: crm", "destination: drop", "jobs.j.destination", "files as a destination comes"),
        ("connector: files", "connector: filez", "connections.drop.connector", "no connector 'filez'"),
        ("path: ./drop", 'path: "${DROP}"', "connections.drop.path", "variable DROP is not set"),
        ("path: ./drop", 'path: "${1}"', "connections.drop.path", "names no environment variable"),
        ("path: ./drop", "path: 5", "connections.drop.path", "5 stands where a text is meant"),
        ("refresh_token: c", "", "connections.crm", "needs one of the settings refresh_token or code"),
        ("client_id: a", "region: JPN, client_id: a", "connections.crm.region", "'JPN' is not known"),
        ("client_id: a", "use_coql: yes, client_id: a", "connections.crm.use_coql", "is true or false"),
        (
            "client_id: a",
            "use_coql: false, api_type: SOAP, client_id: a",
            "connections.crm.api_type",
            "'SOAP' is not known",
        ),
        ("client_id: a", "batch_size: 500, client_id: a", "connections.crm.batch_size", "between 1 and 100"),
        ("client_id: a", "timeout: 1.5, client_id: a", "connections.crm.timeout", "not a whole number"),
        (
            "source: shop",
            "source: shop\n    schedule: daily",
            "jobs.j.schedule",
            "written as keys with values",
        ),
    ],
)
def test_one_fault_names_its_place_and_what_is_wrong(old: str, new: str, path: str, message: str) -> None:
    found = [each for each in faults(changed(old, new)) if message in str(each)]
    assert [each.path for each in found] == [path]
    assert found[0].line is not None


def test_a_secret_is_never_shown() -> None:
    for wrong in ("client_secret: 12345", "client_secret: yes", "client_secret: 12345.000"):
        assert "12345" not in str(fault(changed("client_secret: b", wrong)))


@pytest.mark.parametrize(
    ("operation", "match", "fields", "message"),
    [
        ("insert", "match: [Email]", "{Email: e}", "An insert creates every row"),
        ("update", "", "{Email: e}", "needs 'match'"),
        ("delete", "", "{Email: e}", "needs 'match'"),
        ("delete", "match: [Email]", "{Email: e, Phone: p}", "A delete writes nothing; 'Phone'"),
        ("upsert", "match: [id]", "{id: i, Email: e}", "Upsert takes no ID as its key"),
        ("upsert", "match: [Email]", "{id: i, Email: e}", "Zoho's id cannot be written"),
        ("update", "match: [[id, Email]]", "{id: i, Email: e}", "a match key by itself"),
        ("update", "match: [id]", "{id: {constant: x}, Email: e}", "Zoho's id comes from a column"),
        ("upsert", "stamp: Email", "{Email: e}", "The stamp field 'Email' is filled by the map too"),
    ],
)
def test_what_an_operation_cannot_do(operation: str, match: str, fields: str, message: str) -> None:
    text = changed("operation: upsert", f"operation: {operation}").replace("match: [Email]", match)
    text = text.replace("{Email: email, Last_Name: name}", fields)
    assert message in str(fault(text))


def second(**changes: str) -> str:
    keys = {"name": "more", "module": "Leads", "map": "{Email: email, Phone: phone}", **changes}
    return (
        TASK.replace("name: leads", f"name: {keys['name']}")
        .replace("{Email: email, Last_Name: name}", keys["map"])
        .replace("module: Leads", f"module: {keys['module']}" + keys.get("more", ""))
    )


def test_two_tasks_that_write_the_same_field_need_an_order() -> None:
    found = fault(HEAD + TASK + second())
    assert "'leads' and 'more' both write Email of Leads" in found.message
    assert found.next_step == "Say which comes last, with after: [leads]."
    parse(HEAD + TASK + second(more="\n        after: [leads]"), env={})
    parse(HEAD + TASK + second(module="Contacts"), env={})


def test_task_names_are_unique_and_known() -> None:
    assert "There is another task 'leads', on line 10" in str(
        fault(HEAD + TASK + second(name="leads", module="X"))
    )
    unknown = fault(HEAD + TASK + second(module="X", more="\n        after: [lead]"))
    assert unknown.next_step == 'Did you mean "leads"?'
    was = fault(HEAD + TASK + second(module="X", more="\n        was: leads"))
    assert "the name of a task that is still here" in was.message


def test_a_cycle_is_named() -> None:
    first = second(name="a", module="Accounts", map="{Email: e, Boss: {lookup: Contacts, by: {Email: e}}}")
    last = second(name="c", module="Contacts", map="{Email: e, Firm: {lookup: Accounts, by: {Name: n}}}")
    found = fault(HEAD + first + last)
    assert "wait for each other" in found.message
    assert "a → c → a" in found.message or "c → a → c" in found.message


def test_a_cycle_of_objects_is_refused_too() -> None:
    def make(name: str, module: str, parent: str) -> Task:
        source = Lookup(module=parent, by=(("No", Expression("no")),))
        fields = (FieldMap(field="F", source=source),)
        return Task(name=name, read=Read(table="t"), module=module, operation=Operation.INSERT, map=fields)

    job = Job(name="j", source="s", destination="d", tasks=(make("a", "A", "B"), make("b", "B", "A")))
    with pytest.raises(DefinitionError, match="wait for each other"):
        order_tasks(job)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty"),
        ("- a\n", "is written as keys with values"),
        ("a: b: c\n", "This is not YAML"),
        ("a:\n\tb: c\n", "Indent with blanks"),
        (
            "a: !!python/object:os.system x\n",
            "The tag tag:yaml.org,2002:python/object:os.system has no meaning",
        ),
        ("a: *b\n", "The alias *b has no finished anchor"),
        ("a: &b [*b]\n", "The alias *b has no finished anchor"),
        ("a: 1\n---\nb: 2\n", "several documents"),
        ("a: \x01\n", "U+0001 cannot stand"),
        ("[" * 1000, "nests deeper than 40 levels"),
        ("connections: {}\njobs: {j: {<<: {a: b}}}\n", "Merge keys are not read"),
    ],
)
def test_what_is_no_definition_at_all(text: str, message: str) -> None:
    assert message in "\n".join(map(str, faults(text)))


def test_a_billion_laughs_are_refused() -> None:
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "grows beyond" in str(fault("\n".join(lines)))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab:-[]{}'\"\n &*!|>%@#?,~\\x0u1é\t"), max_size=60) | st.text(max_size=60))
@example('"\\UFFFFFFFF"')
@example("%YAML 99999999999999999999999.1\n---\na")
def test_junk_is_refused_by_a_definition_error(text: str) -> None:
    with pytest.raises(DefinitionError):
        parse(text, env={})


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(STARTER)), st.integers(0, 30), st.text(max_size=8))
def test_a_damaged_file_never_crashes(start: int, length: int, put: str) -> None:
    text = STARTER[:start] + put + STARTER[start + length :]
    try:
        parse(text, env={})
    except DefinitionError as error:
        assert error.faults  # noqa: PT017 - either ending is right
