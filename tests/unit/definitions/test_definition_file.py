"""A definition file becomes objects."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from hakobu.definitions import STARTER, order_tasks, parse, schema
from hakobu.model import (
    Automation,
    Compare,
    Constant,
    Expression,
    FieldPolicy,
    Job,
    Lookup,
    Nulls,
    Operation,
    Picklist,
    Read,
    Secret,
    Task,
)

ENV = {"SHOP_URL": "postgresql://u:p@h/d", "CLIENT": "1000.X", "SECRET": "s3cret", "TOKEN": "t0ken"}

WHOLE = """
connections:
  shop: {connector: postgres, url: "${SHOP_URL}"}
  drop: {connector: files, path: ./drop}
  crm:
    connector: zoho-crm
    region: JP
    use_coql: false
    api_type: REST
    client_id: "${CLIENT}"
    client_secret: "${SECRET}"
    refresh_token: "${TOKEN}"
    timeout: 30
jobs:
  shop-to-crm:
    source: shop
    destination: crm
    tasks:
      - name: contacts
        read: {query: "select * from people where active"}
        module: Contacts
        operation: upsert
        match: [Email, [Last_Name, Phone]]
        nulls: write
        compare: live
        automation: [workflow, approval]
        stamp: Row_Stamp
        was: people
        after: [accounts]
        map:
          Last_Name: last_name
          Phone: "regexp_replace(phone, '[^0-9+]', '', 'g')"
          Email: {value: lower(email), nulls: ignore, empty: allow}
          Account_Name: {lookup: Accounts, by: {Customer_No: customer_no}, missing: empty}
          Description: {value: notes, policy: on create}
          Lead_Source: {value: source, picklist: {web: Web, "1": Mail}, unknown: {default: Other}}
          Score: {constant: 5}
      - name: accounts
        read: {table: customers, columns: [id, company], where: "id > 0", types: {amount: "DECIMAL(12,2)"}}
        module: Accounts
        operation: update
        match: [id]
        map: {id: zoho_id, Account_Name: company}
"""


def test_every_key_arrives() -> None:
    definition = parse(WHOLE, env=ENV)
    crm = definition.connections["crm"].settings
    assert crm["client_secret"] == Secret("s3cret")
    assert crm["client_id"] == "1000.X"
    assert (crm["region"], crm["schema"], crm["use_coql"], crm["timeout"]) == ("JP", "v4", False, 30)
    assert definition.connections["shop"].connector == "postgresql"
    assert definition.connections["shop"].settings["url"] == Secret(ENV["SHOP_URL"])
    contacts, accounts = definition.jobs["shop-to-crm"].tasks
    assert contacts.match == (("Email",), ("Last_Name", "Phone"))
    assert contacts.compare is Compare.LIVE
    assert contacts.automation == ("workflow", "approval")
    assert (contacts.stamp, contacts.was, contacts.after) == ("Row_Stamp", "people", ("accounts",))
    fields = {each.field: each for each in contacts.map}
    assert fields["Last_Name"].source == Expression("last_name")
    assert fields["Last_Name"].nulls is Nulls.WRITE
    assert (fields["Email"].nulls, fields["Email"].empty) == (Nulls.IGNORE, "allow")
    by = (("Customer_No", Expression("customer_no")),)
    assert fields["Account_Name"].source == Lookup(module="Accounts", by=by, missing="empty")
    assert fields["Description"].policy is FieldPolicy.ON_CREATE
    values = (("web", "Web"), ("1", "Mail"))
    assert fields["Lead_Source"].picklist == Picklist(values=values, unknown="default", default="Other")
    assert fields["Score"].source == Constant(5)
    assert accounts.operation is Operation.UPDATE
    assert accounts.automation is Automation.NONE
    assert accounts.match == (("id",),)
    types = {"amount": "DECIMAL(12,2)"}
    assert accounts.read == Read(table="customers", columns=("id", "company"), where="id > 0", types=types)


def test_no_secret_prints() -> None:
    said = repr(parse(WHOLE, env=ENV))
    assert "s3cret" not in said
    assert "t0ken" not in said
    assert "u:p@h" not in said


def test_a_variable_may_stand_for_a_number_or_a_boolean_and_dollars_can_be_written() -> None:
    text = """
connections:
  a: {connector: postgresql, database: "x$${y}", port: "${PORT}"}
"""
    settings = parse(text, env={"PORT": "99"}).connections["a"].settings
    assert (settings["port"], settings["database"]) == (99, "x${y}")


def test_anchors_save_writing() -> None:
    text = """
connections:
  a: &a {connector: files, path: ./x}
  b: *a
"""
    found = parse(text, env={}).connections
    assert found["b"].settings == found["a"].settings


def test_the_starter_is_a_definition() -> None:
    names = ("ZOHO_CLIENT_ID", "ZOHO_CLIENT_SECRET", "ZOHO_REFRESH_TOKEN")
    assert parse(STARTER, env=dict.fromkeys(names, "x")).jobs["leads-to-crm"].tasks[0].module == "Leads"


def matches(rule: Any, value: Any) -> bool:
    """As much of JSON Schema as ours uses."""
    if "oneOf" in rule:
        return sum(matches(each, value) for each in rule["oneOf"]) == 1
    if "anyOf" in rule:
        return any(matches(each, value) for each in rule["anyOf"])
    if "enum" in rule:
        return value in rule["enum"]
    if isinstance(value, dict):
        properties, more = rule.get("properties", {}), rule.get("additionalProperties", True)
        return (
            rule.get("type") == "object"
            and set(rule.get("required", ())) <= set(value)
            and all(
                matches(properties[key], each) if key in properties else bool(more) and matches(more, each)
                for key, each in value.items()
            )
        )
    if isinstance(value, list):
        return rule.get("type") == "array" and all(matches(rule["items"], each) for each in value)
    names = {bool: "boolean", int: "integer", str: "string", type(None): "null"}
    wanted = rule.get("type")
    kinds = wanted if isinstance(wanted, list) else [wanted]
    return names[type(value)] in kinds or ("number" in kinds and isinstance(value, int))


@pytest.mark.parametrize("text", [WHOLE.replace("postgres,", "postgresql,"), STARTER])
def test_the_schema_for_editors_fits_what_is_read(text: str) -> None:
    json.dumps(schema())
    assert matches(schema(), yaml.safe_load(text))
    assert not matches(schema(), {"connections": {}, "job": {}})


def task(name: str, module: str, *lookups: str, after: tuple[str, ...] = ()) -> str:
    fields = "".join(f", F_{each}: {{lookup: {each}, by: {{Nr: number}}}}" for each in lookups)
    return (
        f"      - {{name: {name}, read: {{table: t}}, module: {module}, operation: insert, "
        f"after: [{', '.join(after)}], map: {{Name_{name}: n{fields}}}}}\n"
    )


def job(*tasks: str) -> str:
    return (
        "connections:\n  s: {connector: sqlite, path: x}\n"
        "  c: {connector: zoho-crm, client_id: a, client_secret: b, code: c}\n"
        "jobs:\n  j:\n    source: s\n    destination: c\n    tasks:\n" + "".join(tasks)
    )


def ordered(*tasks: str) -> list[str]:
    return [each.name for each in order_tasks(parse(job(*tasks), env={}).jobs["j"])]


def test_parents_come_before_children() -> None:
    deals = task("deals", "Deals", "Accounts", "Contacts")
    contacts = task("contacts", "Contacts", "Accounts")
    assert ordered(deals, contacts, task("accounts", "Accounts")) == ["accounts", "contacts", "deals"]


def test_the_order_is_else_as_it_was_written() -> None:
    assert ordered(task("b", "Leads"), task("a", "Tasks"), task("c", "Calls")) == ["b", "a", "c"]
    assert ordered(task("b", "Leads", after=("c",)), task("a", "Tasks"), task("c", "Calls")) == [
        "a",
        "c",
        "b",
    ]


def test_a_lookup_to_the_own_module_is_no_cycle() -> None:
    assert ordered(task("accounts", "Accounts", "Accounts")) == ["accounts"]


def test_a_job_of_objects_is_ordered_too() -> None:
    assert order_tasks(Job(name="j", source="s", destination="d", tasks=())) == ()
    one = Task(name="a", read=Read(table="t"), module="Leads", operation=Operation.INSERT, map=())
    assert order_tasks(Job(name="j", source="s", destination="d", tasks=(one,))) == (one,)
