"""Organisation, users, profiles and roles (api-core §5.4)."""

from typing import Any

from hakobu.emulator.call import Call
from hakobu.emulator.ids import parse_id
from hakobu.emulator.organisation import User
from hakobu.emulator.problem import Problem
from hakobu.emulator.records.paging import page_size
from hakobu.emulator.wire import Reply, nothing

Json = dict[str, Any]

_KINDS: dict[str, Any] = {
    "AllUsers": lambda user: user.status != "deleted",
    "ActiveUsers": lambda user: user.status == "active",
    "DeactiveUsers": lambda user: user.status == "disabled",
    "ConfirmedUsers": lambda user: user.confirmed,
    "NotConfirmedUsers": lambda user: not user.confirmed,
    "DeletedUsers": lambda user: user.status == "deleted",
    "ActiveConfirmedUsers": lambda user: user.status == "active" and user.confirmed,
    "AdminUsers": lambda user: user.profile.name == "Administrator",
    "ActiveConfirmedAdmins": lambda user: (
        user.status == "active" and user.confirmed and user.profile.name == "Administrator"
    ),
}


def org(call: Call) -> Reply:
    """``GET /org``."""
    state = call.state
    one, owner = state.org, next(iter(state.users.values()))
    japanese = one.locale.startswith("ja")
    shown: Json = {
        "id": str(one.id),
        "zgid": one.zgid,
        "company_name": one.company_name,
        "domain_name": f"org{one.zgid}",
        "primary_zuid": one.primary_zuid,
        "primary_email": owner.email,
        "country": "Japan" if japanese else "United States",
        "country_code": "JP" if japanese else "US",
        "state": None,
        "city": None,
        "street": None,
        "zip": None,
        "phone": None,
        "mobile": None,
        "fax": None,
        "website": None,
        "employee_count": "10",
        "time_zone": one.zone.name,
        "iso_code": "JPY" if japanese else "USD",
        "currency": "Japanese Yen - JPY" if japanese else "US Dollar - USD",
        "currency_symbol": "¥" if japanese else "$",
        "currency_locale": one.locale,
        "mc_status": one.currencies,
        "gapps_enabled": False,
        "translation_enabled": False,
        "privacy_settings": False,
        "created_time": state.zone.render(one.created),
        "photo_id": None,
        "alias": None,
        "description": None,
        "zia_portal_id": None,
        "license_details": {
            "paid": one.edition.paid,
            "paid_type": one.edition.name,
            "paid_expiry": None,
            "trial_type": None,
            "trial_expiry": None,
            "users_license_purchased": one.licences,
            "portal_users_license_purchased": 0,
        },
    }
    if call.version.number >= 2.1:
        shown |= {"hipaa_compliance_enabled": False, "hierarchy_preferences": {"type": "Role_Hierarchy"}}
        shown |= {"deletable_org_account": True}
    if call.version.number >= 4:
        shown["lite_users_enabled"] = False
    if call.version.number >= 7:
        shown["type"] = one.environment
    return Reply(200, {"org": [shown]})


def user_picture(call: Call, user: User) -> Json:
    """Show a user."""
    state, number = call.state, call.version.number
    administrator = state.user_reference(next(iter(state.users)))
    shown: Json = {
        "id": str(user.id),
        "zuid": user.zuid if user.confirmed else None,
        "full_name": user.full_name,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "status": user.status,
        "confirm": user.confirmed,
        "role": {"name": user.role.name, "id": str(user.role.id)},
        "profile": {"name": user.profile.name, "id": str(user.profile.id)},
        "time_zone": state.zone.name,
        "offset": state.zone.offset(state.clock.second()),
        "locale": state.org.locale,
        "language": state.org.locale,
        "country_locale": state.org.locale,
        "date_format": "MM/dd/yyyy",
        "time_format": "hh:mm a",
        "name_format": "Salutation,First Name,Last Name",
        "created_time": state.zone.render(user.created),
        "created_by": administrator,
        "Modified_Time": state.zone.render(user.created),
        "Modified_By": administrator,
        "Reporting_To": None,
        "territories": [],
        "Isonline": user is state.current_user,
        "microsoft": False,
        "personal_account": False,
        "sandboxDeveloper": False,
        "phone": None,
        "mobile": None,
        "alias": None,
        "dob": None,
    }
    if number >= 4:
        shown |= {
            "name_format__s": "Salutation,First Name,Last Name",
            "sort_order_preference__s": "First Name,Last Name",
            "status_reason__s": None,
            "decimal_separator": "Period",
            "number_separator": "Comma",
        }
    if number >= 7:
        shown["type__s"] = "Regular User"
    return shown


def users(call: Call) -> Reply:
    """``GET /users?type=``."""
    kind = call.query.get("type") or "AllUsers"
    everyone = call.state.users.values()
    if kind == "CurrentUser":
        chosen = [call.state.current_user]
    elif kind in _KINDS:
        chosen = [user for user in everyone if _KINDS[kind](user)]
    else:
        raise Problem("PATTERN_NOT_MATCHED", {"param_name": "type"})
    wanted = call.query.get("ids")
    if wanted:
        ids = set(wanted.split(","))
        chosen = [user for user in chosen if str(user.id) in ids]
    since = call.moment("If-Modified-Since")
    if since is not None:
        chosen = [user for user in chosen if user.created > since]
    size, number = page_size(call), call.number("page", 1)
    part = chosen[(number - 1) * size : number * size]
    if not part:
        return Reply(304) if since is not None else nothing()
    info = {
        "per_page": size,
        "count": len(part),
        "page": number,
        "more_records": len(chosen) > number * size,
    }
    return Reply(200, {"users": [user_picture(call, user) for user in part], "info": info})


def user(call: Call) -> Reply:
    """``GET /users/{id}``."""
    found = call.state.users.get(parse_id(call.args["id"]) or 0)
    if found is None:
        raise Problem("INVALID_DATA", {"resource_path_index": 1}, "the id given seems to be invalid")
    return Reply(200, {"users": [user_picture(call, found)]})


def profiles(call: Call) -> Reply:
    """``GET /settings/profiles``."""
    shown = [
        {
            "id": str(one.id),
            "name": one.name,
            "display_label": one.name,
            "api_name": f"{one.name}__s",
            "type": "normal_profile",
            "category": False,
            "custom": False,
            "default": number == 0,
            "description": None,
            "created_time": None,
            "modified_time": None,
            "created_by": None,
            "modified_by": None,
        }
        for number, one in enumerate(call.state.profiles)
    ]
    return Reply(200, {"profiles": shown})


def roles(call: Call) -> Reply:
    """``GET /settings/roles``."""
    top = call.state.roles[0]
    shown = [
        {
            "id": str(one.id),
            "name": one.name,
            "display_label": one.name,
            "api_name": one.name,
            "admin_user": one is top,
            "share_with_peers": True,
            "description": None,
            "reporting_to": None if one is top else {"name": top.name, "id": str(top.id)},
            "forecast_manager": None,
        }
        for one in call.state.roles
    ]
    return Reply(200, {"roles": shown})
