"""Products (api-core §7.8)."""

from hakobu.emulator.catalogue.common import with_system_fields
from hakobu.emulator.schema.module import Module

FIELDS = """
[Product Information | 商品情報]
Product_Name        | text 200    | Product Name | 商品名 | mandatory
Product_Code        | text 40     | Product Code | 商品コード
Product_Active      | boolean     | Product Active | 有効な商品 | default=true
Product_Category    | picklist    | Product Category | 商品カテゴリー | values=category
Manufacturer        | picklist    | Manufacturer | メーカー | values=manufacturer
Sales_Start_Date    | date        | Sales Start Date | 販売開始日
Sales_End_Date      | date        | Sales End Date | 販売終了日
Support_Start_Date  | date        | Support Start Date | サポート開始日
Support_Expiry_Date | date        | Support Expiry Date | サポート終了日
Vendor_Name         | lookup      | Vendor Name | 仕入先名 | lookup=Vendors
Record_Image        | profileimage | Product Image | 商品の画像 | read_only
[Price Information | 価格情報]
Unit_Price          | currency 16.2 | Unit Price | 単価
Commission_Rate     | currency 16.2 | Commission Rate | 手数料率
Tax                 | multiselectpicklist | Tax | 税 | values=tax shape=tax
Taxable             | boolean     | Taxable      | 課税対象 | default=true
[Stock Information | 在庫情報]
Usage_Unit          | picklist    | Usage Unit   | 単位 | values=unit
Qty_Ordered         | double 16.2 | Qty Ordered  | 発注数 | default=0
Qty_in_Stock        | double 16.2 | Quantity in Stock | 在庫数 | default=0
Reorder_Level       | double 16.2 | Reorder Level | 再注文レベル | default=0
Handler             | ownerlookup | Handler      | 担当者（在庫）
Qty_in_Demand       | double 16.2 | Quantity in Demand | 必要数 | default=0
[Description Information | 詳細情報]
Description         | textarea 32000 | Description | 詳細情報 | area=large
"""
PICKLISTS = {
    "tax": "Vat=Vat - 10.0 % · Sales Tax=Sales Tax - 8.0 %",
    "category": "Hardware · Software · CRM Applications",
    "manufacturer": "AltvetPet Inc. · LexPon Inc. · MetBeat Corp.",
    "unit": (
        "Box · Carton · Dozen · Each · Hours · Impressions · Lb · M · Pack · Pieces · Quantity · Reams · "
        "Sheet · Spiral Binder · Square Feet"
    ),
}


def products() -> Module:
    """Make the module."""
    module = Module(
        "Products",
        "Products",
        "Product",
        "Products",
        "商品",
        "商品",
        key="Product_Name",
        display="Product_Name",
        scope="products",
    )
    return with_system_fields(module, FIELDS, PICKLISTS)
