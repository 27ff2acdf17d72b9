"""A quote and its lines on the command line: seen line by line, written, and told of when they are faulty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.job_file import JobFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Hakobu
    from tests.conftest import Emulator

PRODUCTS = [{"Product_Name": name, "Product_Code": name.lower()} for name in ("Chair", "Desk", "Lamp")]
CODE = {"api_name": "Code", "field_label": "Code", "data_type": "text", "length": 50, "unique": True}


def test_a_quote_with_lines_from_a_file_of_their_own(hakobu: Hakobu, crm: Emulator, tmp_path: Path) -> None:
    crm.seed(fields={"Quotes": [CODE]}, records={"Products": PRODUCTS})
    job = JobFile(tmp_path, crm)
    job.task = {
        "name": "quotes",
        "read": {"file": "quotes.csv"},
        "module": "Quotes",
        "operation": "upsert",
        "match": ["Code"],
        "map": {
            "Code": "code",
            "Subject": "subject",
            "Quoted_Items": {
                "lines": {"read": {"file": "lines.csv"}, "by": {"quote": "code"}},
                "match": ["Product_Name"],
                "others": "remove",
                "map": {
                    "Product_Name": {"lookup": "Products", "by": {"Product_Code": "sku"}},
                    "Quantity": "qty",
                    "List_Price": "price",
                },
            },
        },
    }
    file = job.write()
    job.csv("code,subject", "Q1,Offer", name="quotes.csv")
    job.csv("quote,sku,qty,price", "Q1,chair,2,10", "Q1,desk,1,99.5", name="lines.csv")
    assert hakobu("run", file, "--json").json["outcomes"]["created"] == 1
    job.csv("quote,sku,qty,price", "Q1,chair,3,10", "Q1,lamp,4,7", name="lines.csv")
    told = hakobu("plan", file).out
    shown = [line.split() for line in told.splitlines() if line.strip()[:2] in {"~ ", "+ ", "- "}]
    assert [(line[0], line[3:]) for line in shown] == [
        ("~", ["Quantity", "2", "→", "3"]),
        ("+", ["Quantity", "4", "List_Price", "7"]),
        ("-", ["Quantity", "1", "List_Price", "99.5"]),
    ]
    assert "quotes: with them 3 lines of subforms, added, changed or removed." in told
    assert hakobu("plan", file, "--json").json["tasks"][0]["lines"] == 3
    assert hakobu("run", file, "--json").json["outcomes"]["updated"] == 1
    job.csv("quote,sku,qty,price", "Q1,chair,3,10", "Q1,lamp,5,7", "Q9,desk,1,1", name="lines.csv")
    told = hakobu("plan", file, lang="ja").out
    assert "変更のない明細行 1 行" in told
    assert "あわせてサブフォームの明細行を 1 行追加・変更・削除します。" in told
    assert "4 → 5" in told
    checked = hakobu("check", file, lang="ja")
    assert "この明細行の親となる行が元データにありません" in checked.out
    assert "lines.csv, row 3: quote = Q9" in checked.out
    assert hakobu("run", file).code == 3
    assert "line_without_parent" in hakobu("rejects", str(hakobu("runs", "--json").json[0]["run"])).out
