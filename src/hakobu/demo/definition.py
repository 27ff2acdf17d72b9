"""The job that carries the shop into Zoho CRM, as a user would write it, and the fields it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hakobu.demo.rows import INDUSTRIES, STAGES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["demo_definition", "demo_fields"]

_CONNECTIONS = """\
# Rows of a small shop, carried into Zoho CRM.
connections:
  shop: {{connector: sqlite, path: {shop}}}
  crm:
    connector: zoho-crm
    accounts_server: {url}
    api_domain: {url}
    client_id: demo
    client_secret: demo
    refresh_token: demo
"""
_JOB = """\
jobs:
  shop-to-crm:
    source: shop
    destination: crm
    tasks:
"""
_ACCOUNTS = """\
      - name: accounts
        read: {{table: customers}}
        module: Accounts
        operation: upsert
        match: [Customer_No]
        map:
          Account_Name: company
          Customer_No: customer_no
          Company_Kana: full_kana(company_kana)
          Phone: "regexp_replace(half_width(phone), '[^0-9+]', '', 'g')"
          Website: website
          Industry:
            value: industry
            picklist:
{industries}
            unknown: reject
          Employees: employees
          Annual_Revenue: annual_revenue
          Account_Type: {{constant: Customer}}
          Billing_Code: postal_code
          Billing_State: prefecture
          Billing_City: city
          Billing_Street: street
          Billing_Country: country
          Description: memo
"""
_PRODUCTS = """\
      - name: products
        read: {table: products}
        module: Products
        operation: upsert
        match: [Product_No]
        map:
          Product_Name: name
          Product_No: product_no
          Product_Category:
            value: category
            picklist: {hardware: Hardware, software: Software}
          Product_Active: active
          Unit_Price: unit_price
          Qty_in_Stock: stock
          Sales_Start_Date: sold_from
"""
_CONTACTS = """\
      - name: contacts
        read: {query: "select * from people where active"}
        module: Contacts
        operation: upsert
        match: [Email]
        map:
          Last_Name: last_name
          First_Name: first_name
          Name_Kana: concat_ws(' ', last_kana, first_kana)
          Email: lower(email)
          Phone: "regexp_replace(half_width(phone), '[^0-9+]', '', 'g')"
          Mobile: "regexp_replace(half_width(mobile), '[^0-9+]', '', 'g')"
          Date_of_Birth: birthday
          Title: title
          Account_Name: {lookup: Accounts, by: {Customer_No: customer_no}, missing: reject}
          Description: notes
"""
_DEALS = """\
      - name: deals
        read: {{table: orders}}
        module: Deals
        operation: upsert
        match: [Order_No]
        map:
          Deal_Name: title
          Order_No: order_no
          Amount: amount
          Stage:
            value: stage
            picklist:
{stages}
            unknown: reject
          Closing_Date: closing_date
          Account_Name: {{lookup: Accounts, by: {{Customer_No: customer_no}}, missing: reject}}
          Contact_Name: {{lookup: Contacts, by: {{Email: lower(person_email)}}, missing: reject}}
          Description: concat(product_no, chr(10), notes)
"""
_FIELDS = (
    ("Accounts", "Customer_No", "顧客番号/Customer No", 20, True),
    ("Accounts", "Company_Kana", "会社名フリガナ/Company Kana", 200, False),
    ("Contacts", "Name_Kana", "氏名フリガナ/Name Kana", 120, False),
    ("Products", "Product_No", "商品番号/Product No", 20, True),
    ("Deals", "Order_No", "注文番号/Order No", 20, True),
)


def demo_definition(shop: Path, url: str) -> str:
    """Write the definition file of the job ``shop-to-crm``: this shop, delivered to the CRM at ``url``."""
    return (
        _CONNECTIONS.format(shop=_quoted(str(shop)), url=_quoted(url))
        + _JOB
        + _ACCOUNTS.format(industries=_picklist(INDUSTRIES))
        + _PRODUCTS
        + _CONTACTS
        + _DEALS.format(stages=_picklist(STAGES))
    )


def demo_fields() -> dict[str, list[dict[str, Any]]]:
    """Give the custom fields that the job needs, by module."""
    fields: dict[str, list[dict[str, Any]]] = {}
    for module, api_name, label, length, unique in _FIELDS:
        fields.setdefault(module, []).append(
            {
                "api_name": api_name,
                "field_label": label,
                "data_type": "text",
                "length": length,
                "unique": unique,
            }
        )
    return fields


def _picklist(values: dict[str, str]) -> str:
    return "\n".join(f"              {ours}: {theirs}" for ours, theirs in values.items())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
