"""A connector's settings are data: complete, in both languages, and checked."""

from __future__ import annotations

import re

import pytest

from hakobu.connectors.catalogue import CATALOGUE, find_spec
from hakobu.connectors.spec import Setting, SettingType, Spec, Words, nearest
from hakobu.model import Secret

ALL = [(spec, setting) for spec in CATALOGUE.values() for setting in spec.settings]


@pytest.mark.parametrize(("spec", "setting"), ALL, ids=[f"{a.name}.{b.name}" for a, b in ALL])
def test_a_setting_is_described_in_both_languages(spec: Spec, setting: Setting) -> None:
    for words in (setting.title, setting.help):
        assert words.en
        assert words.ja
    assert re.search("[぀-鿿]", setting.help.ja)
    assert setting.help.en.endswith(".")
    if setting.default is not None:
        assert setting.fault(setting.default) is None
    if setting.shown_when:
        assert spec.setting(setting.shown_when[0])


def test_zoho_crm_has_the_settings_of_the_design() -> None:
    spec = CATALOGUE["zoho-crm"]
    assert [each.name for each in spec.settings if not each.advanced] == [
        "region",
        "schema",
        "use_coql",
        "api_type",
        "client_id",
        "client_secret",
        "refresh_token",
        "code",
        "redirect_uri",
        "scopes",
    ]
    secrets = [each.name for each in spec.settings if each.type is SettingType.SECRET]
    assert secrets == ["client_secret", "refresh_token", "code", "proxy"]
    filled = spec.filled({})
    assert (filled["region"], filled["schema"], filled["use_coql"], filled["api_type"]) == (
        "US",
        "v4",
        True,
        "REST",
    )


def test_zoho_crm_lists_what_the_client_knows() -> None:
    from hakobu.zoho.regions import ENVIRONMENTS, REGIONS  # noqa: PLC0415 - the client's own tables
    from hakobu.zoho.scopes import SCOPE_SETS  # noqa: PLC0415 - as above
    from hakobu.zoho.versions import VERSIONS  # noqa: PLC0415 - as above

    spec = CATALOGUE["zoho-crm"]
    choices = {each.name: each.choices for each in spec.settings}
    assert choices["region"] == tuple(REGIONS)
    assert choices["schema"] == tuple(VERSIONS)
    assert choices["scopes"] == tuple(SCOPE_SETS)
    assert choices["environment"] == tuple(ENVIRONMENTS)


def test_a_connector_has_other_names() -> None:
    assert find_spec("mariadb") is CATALOGUE["mysql"]
    assert find_spec("postgres") is CATALOGUE["postgresql"]
    assert find_spec("mssql") is CATALOGUE["sql-server"]
    assert find_spec("db2") is None


SPEC = Spec(
    name="x",
    title=Words("X", "X"),
    category="Test",
    source=True,
    destination=False,
    settings=(
        Setting(name="a", type=SettingType.TEXT, title=Words("", ""), help=Words("An a.", ""), required=True),
        Setting(name="n", type=SettingType.INTEGER, title=Words("", ""), help=Words("", ""), minimum=1),
        Setting(name="s", type=SettingType.SECRET, title=Words("", ""), help=Words("", "")),
        Setting(
            name="c",
            type=SettingType.CHOICE,
            title=Words("", ""),
            help=Words("", ""),
            choices=("red", "blue"),
            shown_when=("n", 5),
        ),
    ),
)


@pytest.mark.parametrize(
    ("settings", "messages"),
    [
        ({"a": "1"}, []),
        ({}, ["x needs the setting 'a'."]),
        ({"a": ""}, ["An empty text is not a text."]),
        ({"a": "1", "n": 0}, ["0 is not between 1 and None."]),
        ({"a": "1", "n": True}, ["True is not a whole number."]),
        ({"a": "1", "s": "open"}, ["'open' is not a text."]),
        ({"a": "1", "s": Secret("")}, ["An empty text is not a text."]),
        ({"a": "1", "n": 5, "c": "red"}, []),
        ({"a": "1", "n": 5, "c": "bleu"}, ["'bleu' is not known."]),
        ({"a": "1", "c": "red"}, []),
        ({"a": "1", "z": 1}, ["x has no setting 'z'."]),
    ],
)
def test_settings_are_checked(settings: dict[str, object], messages: list[str]) -> None:
    assert [fault.message for fault in SPEC.check(settings)] == messages


def test_the_nearest_name() -> None:
    assert nearest("emial", ("Email", "Phone")) == 'Did you mean "Email"?'
    assert nearest("xyz", ("Email", "Phone")) == ""
