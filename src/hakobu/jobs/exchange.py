"""What people defined in the browser, as files for an editor and git, and back without loss."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from hakobu.definitions import parse
from hakobu.errors import DefinitionError, Fault
from hakobu.jobs.belongings import belongings_of, read_belongings
from hakobu.jobs.references import References, references_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hakobu.jobs.belongings import Belonging
    from hakobu.jobs.workspace import Workspace
    from hakobu.store import Store
    from hakobu.store.vault import Vault

__all__ = ["FILE", "Applied", "apply_definitions", "export_definitions", "job_texts", "whole_file"]

FILE = "hakobu.yaml"
INDENT = "    "
_REFERENCE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Applied:
    """What became, or would become, of one definition: ``what`` is new, changed or same.

    ``paused``: a new job that would start by itself is kept from that until somebody lets it.
    """

    kind: str
    name: str
    what: str
    before: str = ""
    after: str = ""
    paused: bool = False


def export_definitions(store: Store, vault: Vault) -> str:
    """Write all that was defined as one definition file, which ``hakobu run`` takes as it is.

    A stored secret is written as a reference to ``HAKOBU_SECRET_CONNECTION_SETTING``; drafts are left out.
    """
    references = references_of(store, vault)
    connections = {
        each.name: _with_references(each.name, each.connector, each.settings, vault, references)
        for each in store.definitions.connections()
        if not each.draft
    }
    jobs = {each.name: each.text for each in store.definitions.jobs()}
    return whole_file(connections, jobs, belongings_of(store, vault, references))


def whole_file(
    connections: dict[str, dict[str, Any]], jobs: dict[str, str], belongings: dict[str, Any] | None = None
) -> str:
    """Write a definition file; a job's own text stands in it as it is, indented."""
    lines = ["connections:" if connections else "connections: {}"]
    for name, settings in connections.items():
        lines.append(f"  {_written(name)}:")
        lines += [f"{INDENT}{key}: {_written(value)}" for key, value in settings.items()]
    lines.append("jobs:" if jobs else "jobs: {}")
    for name, text in jobs.items():
        lines.append(f"  {_written(name)}:")
        lines += [INDENT + line if line else "" for line in text.removesuffix("\n").split("\n")]
    if belongings:
        lines.append("application:")
    for kind, named in (belongings or {}).items():
        lines.append(f"  {kind}:")
        lines += [f"{INDENT}{_written(name)}: {_written(value)}" for name, value in named.items()]
    return "\n".join(lines) + "\n"


def job_texts(text: str) -> dict[str, str]:
    """Cut a definition file into the texts of its jobs, comments and all."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    lines, found = text.split("\n"), {}
    for key, value, end in _jobs(root, len(lines)):
        if value.flow_style:
            found[key] = text[value.start_mark.index : value.end_mark.index] + "\n"
            continue
        column, first = value.start_mark.column, value.start_mark.line
        while first > 0 and (not lines[first - 1].strip() or lines[first - 1].lstrip().startswith("#")):
            first -= 1  # a comment or an empty line before the first key belongs to the job
        cut = [line[column:] if not line[:column].strip() else line.lstrip() for line in lines[first:end]]
        found[key] = "\n".join(cut).rstrip("\n") + "\n"
    return found


def apply_definitions(
    store: Store,
    vault: Vault,
    workspace: Workspace,
    text: str,
    *,
    by: str,
    dry_run: bool = False,
    start: bool = False,
) -> list[Applied]:
    """Take definitions over from a file; what is not in it stays as it is.

    A new job that carries a schedule is paused unless ``start``: it may run elsewhere already. One that is
    there keeps its state.

    A reference that ``export_definitions`` wrote leaves the stored secret as it is. Raises
    ``DefinitionError`` with every fault of the file before anything is saved.
    """
    definition = parse(text, env=dict.fromkeys(_REFERENCE.findall(text), "given"))
    given = yaml.safe_load(text)
    connections: dict[str, dict[str, Any]] = given.get("connections") or {}
    jobs = job_texts(text)
    _refuse_foreign(connections)
    names = {
        "connections": {*map(str, connections), *(each.name for each in store.definitions.connections())},
        "jobs": {*definition.jobs, *(each.name for each in store.definitions.jobs())},
    }
    references = references_of(store, vault)
    application = given.get("application") or {}
    belongings = read_belongings(application, store, vault, workspace.env, names, references)
    changes = [
        *(
            _connection(store, vault, workspace, str(name), settings, references)
            for name, settings in connections.items()
        ),
        *(
            _job(store, str(name), jobs[str(name)], paused=job.schedule is not None and not start)
            for name, job in definition.jobs.items()
        ),
        *map(_belonging, belongings),
    ]
    if dry_run:
        return changes
    for each in changes:
        if each.what == "same" or each.kind not in {"connection", "job"}:
            continue
        if each.kind == "connection":
            _save_connection(store, vault, workspace, each.name, connections[each.name], by=by)
        else:
            job, known = definition.jobs[each.name], store.definitions.job(each.name)
            values: dict[str, Any] = {
                "text": each.after,
                "source": job.source,
                "destination": job.destination,
            }
            if known is None:
                values |= {"labels": [], "owner": by, "paused": each.paused}
            version = known.version if known else None
            store.definitions.save_job(each.name, values, author=by, based_on=version)
        store.audit.write(who=by, action=f"{each.kind} applied", what=each.name)
    for belonging, change in zip(belongings, changes[len(changes) - len(belongings) :], strict=True):
        if change.what != "same":
            belonging.save()
            store.audit.write(who=by, action=f"{change.kind} applied", what=change.name)
    return changes


def _belonging(found: Belonging) -> Applied:
    what = "same" if found.before == found.after else "new" if not found.before else "changed"
    before, after = (_lines(each) if each else "" for each in (found.before, found.after))
    return Applied(found.kind, found.name, what, before, after)


def _lines(value: Any) -> str:
    return _shown(value) if isinstance(value, dict) else f"{_written(value)}\n"


def _connection(  # noqa: PLR0917 - private; the nouns of one line
    store: Store,
    vault: Vault,
    workspace: Workspace,
    name: str,
    given: dict[str, Any],
    references: References,
) -> Applied:
    known = store.definitions.connection(name)
    before = _with_references(name, known.connector, known.settings, vault, references) if known else {}
    kept = _kept(name, given, vault)
    settings = {**given, **{key: references.of((name, key)) for key in kept}}
    what = "new" if known is None else "same" if before == settings else "changed"
    rest = {key: value for key, value in settings.items() if key != "connector"}
    _, secrets = workspace.split(str(settings["connector"]), rest)
    hidden = {key: "***" for key in secrets if key not in kept}
    return Applied("connection", name, what, _shown(before) if known else "", _shown({**settings, **hidden}))


def _job(store: Store, name: str, text: str, *, paused: bool) -> Applied:
    known = store.definitions.job(name)
    if known is None:
        return Applied("job", name, "new", "", text, paused=paused)
    same = known.text.rstrip("\n") == text.rstrip("\n")
    return Applied("job", name, "same" if same else "changed", known.text, text)


def _save_connection(
    store: Store, vault: Vault, workspace: Workspace, name: str, settings: dict[str, Any], *, by: str
) -> None:
    connector = str(settings["connector"])
    rest = {key: value for key, value in settings.items() if key != "connector"}
    kept = _kept(name, rest, vault)
    rest = {key: value for key, value in rest.items() if key not in kept}
    plain, secrets = workspace.split(connector, rest)
    known = store.definitions.connection(name)
    values: dict[str, Any] = {"connector": connector, "settings": plain, "draft": False}
    values |= {"tested": None, "passed": None, "report": []}
    if known is None:
        values["labels"] = []
    version = known.version if known else None
    store.definitions.save_connection(name, values, author=by, based_on=version)
    for setting in vault.names(name) - kept:
        vault.drop(name, setting)
    for setting, secret in secrets.items():
        vault.put(name, setting, secret)


def _with_references(
    name: str, connector: str, settings: dict[str, Any], vault: Vault, references: References
) -> dict[str, Any]:
    hidden = {each: references.of((name, each)) for each in sorted(vault.names(name))}
    return {"connector": connector, **settings, **hidden}


def _kept(name: str, settings: dict[str, Any], vault: Vault) -> set[str]:
    """Give the settings whose stored secret stays: the file has the reference that an export wrote."""
    return {key for key in vault.names(name) if References.names((name, key), settings.get(key))}


def _refuse_foreign(connections: dict[str, dict[str, Any]]) -> None:
    """On the server a definition reads no other variables than those that are meant for it."""
    foreign = {
        (str(name), variable)
        for name, settings in connections.items()
        for value in settings.values()
        for variable in _REFERENCE.findall(str(value))
        if not variable.startswith("HAKOBU_SECRET_")
    }
    if foreign:
        raise DefinitionError(
            tuple(
                Fault(
                    message=f"The variable {variable} is not one that the server reads.",
                    path=f"connections.{name}",
                    next_step="Name one that begins with HAKOBU_SECRET_.",
                )
                for name, variable in sorted(foreign)
            )
        )


def _jobs(root: Any, last: int) -> Iterator[tuple[str, Any, int]]:
    """Walk over the jobs' nodes, each with the line on which it is over."""
    sections = list(root.value) if root is not None else []
    for place, (key, section) in enumerate(sections):
        if key.value != "jobs" or not isinstance(section, yaml.MappingNode):
            continue
        over = sections[place + 1][0].start_mark.line if place + 1 < len(sections) else last
        for number, (name, value) in enumerate(section.value):
            following = section.value[number + 1 :]
            yield name.value, value, following[0][0].start_mark.line if following else over


def _shown(settings: dict[str, Any]) -> str:
    return "".join(f"{key}: {_written(value)}\n" for key, value in settings.items())


def _written(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", text)
