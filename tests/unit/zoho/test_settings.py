from __future__ import annotations

from typing import Any

import pytest

from hakobu.errors import NotSupportedError, SetupError
from hakobu.zoho import REGIONS, Settings, region_of


def settings(**changed: Any) -> Settings:
    return Settings(**({"client_id": "1000.ID", "client_secret": "s3cr3t"} | changed))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"region": "XX"}, "region: 'XX' is not known. Valid: US, EU, IN, AU, JP, CN, CA, SA, UK, AE"),
        ({"environment": "test"}, "environment: 'test' is not known"),
        ({"client_id": ""}, "client_id: is missing"),
        ({"batch_size": 101}, "batch_size: 101 is out of range. Valid: 1 to 100"),
        ({"timeout": 0}, "timeout: 0 is out of range"),
        ({"concurrency": 0}, "concurrency: 0 is out of range"),
        ({"accounts_server": "http://accounts.example"}, "would show the secrets to the network"),
        ({"accounts_server": "ftp://accounts.zoho.eu"}, "is not an address"),
        ({"api_domain": "https://user:word@www.zohoapis.eu"}, "has no path, user or query"),
        ({"api_domain": "https://www.zohoapis.eu/crm"}, "has no path, user or query"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_do(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(SetupError) as caught:
        settings(**changed)
    assert said in str(caught.value)


def test_schemas_and_api_types_that_are_not_offered_say_so() -> None:
    with pytest.raises(NotSupportedError, match=r"Valid: v2, v2\.1, v4, v8"):
        settings(schema="v3")
    with pytest.raises(SetupError, match="REST, Bulk"):
        settings(api_type="SOAP", use_coql=False)
    assert settings(api_type="Bulk", use_coql=False).api_type == "Bulk"


def test_secrets_are_masked() -> None:
    shown = repr(settings(refresh_token="r3fresh", code="c0de"))
    assert "s3cr3t" not in shown
    assert "r3fresh" not in shown
    assert "c0de" not in shown
    assert "client_secret='***'" in shown


def test_addresses_of_ones_own_are_cleaned() -> None:
    assert settings(accounts_server="http://LOCALHOST:8080/").accounts == "http://localhost:8080"
    assert settings(accounts_server="https://accounts.zoho.eu:443").accounts == "https://accounts.zoho.eu"
    assert settings(region="jp").accounts == "https://accounts.zoho.jp"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://www.zohoapis.eu", True),
        ("https://sandbox.zohoapis.com.au/crm/v4/Leads", True),
        ("https://accounts.zohocloud.ca", True),
        ("https://content.zohoapis.in/crm", True),
        ("http://www.zohoapis.eu", False),
        ("https://www.zohoapis.eu:8443", False),
        ("https://www.zohoapis.eu.evil.example", False),
        ("https://www.zohoapis.eu@evil.example", False),
        ("https://evil.example/www.zohoapis.eu", False),
        ("http://127.0.0.1:8080", True),
        ("http://127.0.0.1:8081", False),
        ("nonsense", False),
        ("https://[bad", False),
    ],
)
def test_a_token_goes_to_listed_hosts_and_to_those_the_connection_names(url: str, *, allowed: bool) -> None:
    assert settings(accounts_server="http://127.0.0.1:8080").may_see_token(url) is allowed


def test_every_data_centre_is_listed() -> None:
    assert tuple(REGIONS) == ("US", "EU", "IN", "AU", "JP", "CN", "CA", "SA", "UK", "AE")
    for region in REGIONS.values():
        assert region_of(region.accounts_server) is region
        assert region_of(region.api_domain("sandbox")) is region
    assert region_of("https://www.zohoapis.example") is None
