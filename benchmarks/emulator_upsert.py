"""How many upserted records of 15 columns the emulator takes per second of its own CPU."""

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

BATCHES = 300
BATCH = 100
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def record(number: int) -> dict[str, object]:
    return {
        "Last_Name": f"Person {number}",
        "First_Name": "Hanako",
        "Company": f"Company {number % 2000}",
        "Email": f"person{number}@example.com",
        "Phone": f"+81-3-0000-{number % 10000:04}",
        "Mobile": f"+81-90-0000-{number % 10000:04}",
        "Website": f"https://www.example{number % 500}.com",
        "Lead_Source": "Trade Show",
        "Lead_Status": "Contacted",
        "Industry": "Large Enterprise",
        "No_of_Employees": number % 5000,
        "Annual_Revenue": number * 1.25,
        "Street": f"{number % 99} Chuo",
        "City": "東京",
        "Country": "日本",
    }


class Client:
    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        token = self.call("POST", "/oauth/v2/token?grant_type=refresh_token&client_id=a&refresh_token=r")
        self.headers = {"Authorization": f"Zoho-oauthtoken {token['access_token']}"}

    def call(self, method: str, path: str, body: bytes | None = None) -> dict[str, object]:
        self.connection.request(method, path, body, getattr(self, "headers", {}))
        answer = self.connection.getresponse()
        read = answer.read()
        assert answer.status < 300, (answer.status, read[:500])
        decoded: dict[str, object] = json.loads(read)
        return decoded


def measure(client: Client, pid: int, name: str, bodies: list[bytes]) -> None:
    cpu, clock = cpu_seconds(pid), time.perf_counter()
    for body in bodies:
        client.call("POST", "/crm/v8/Leads/upsert", body)
    cpu, clock = cpu_seconds(pid) - cpu, time.perf_counter() - clock
    records = BATCHES * BATCH
    print(
        f"{name}: {records:,} records in {clock:.1f} s; emulator {cpu:.2f} CPU-s "
        f"= {records / cpu:,.0f} records per CPU-second"
    )


def main() -> None:
    command = [sys.executable, "-m", "hakobu.emulator", "--edition", "ultimate", *sys.argv[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            client = Client(json.loads(process.stdout.readline())["url"])
            bodies = [
                json.dumps({"data": [record(batch * BATCH + one) for one in range(BATCH)]}).encode()
                for batch in range(BATCHES)
            ]
            client.call("POST", "/_emulator/org", b'{"licences": 100000}')
            measure(client, process.pid, "insert by upsert", bodies)
            measure(client, process.pid, "update by upsert", bodies)
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
