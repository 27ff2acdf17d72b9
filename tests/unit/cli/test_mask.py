"""Secrets never print."""

from __future__ import annotations

from hakobu.cli.mask import mask, secrets_of
from hakobu.model import Connection, Definition, Secret


def test_secrets_of_a_definition_are_known() -> None:
    crm = Connection(
        name="crm",
        connector="zoho-crm",
        settings={"client_id": "1000.ABC", "client_secret": Secret("s3cret-text"), "timeout": 60},
    )
    assert secrets_of(Definition(connections={"crm": crm}, jobs={})) == {"s3cret-text"}


def test_known_secrets_are_masked() -> None:
    assert mask("password s3cret-text refused", {"s3cret-text"}, env={}) == "password *** refused"


def test_the_longer_secret_first() -> None:
    assert mask("abcdefgh abcd", {"abcd", "abcdefgh"}, env={}) == "*** ***"


def test_secrets_of_the_environment_are_masked() -> None:
    env = {"SHOP_PASSWORD": "hunter22", "SHOP_URL": "postgresql://a:b@c/d", "HOME": "folder"}
    assert mask("hunter22 postgresql://a:b@c/d folder", env=env) == "*** *** folder"


def test_what_looks_like_a_secret_is_masked() -> None:
    token = f"1000.{'a1' * 16}.{'b2' * 16}"
    assert mask(f"got {token}", env={}) == "got ***"
    assert mask("Authorization: Zoho-oauthtoken abc.def", env={}) == "Authorization: Zoho-oauthtoken ***"
    assert mask("mysql://me:secret@db/shop", env={}) == "mysql://***@db/shop"
    assert mask("?client_secret=abc&x=1", env={}) == "?client_secret=***&x=1"


def test_texts_too_short_to_be_secrets_stay() -> None:
    assert mask("a row of a", {"a"}, env={}) == "a row of a"
