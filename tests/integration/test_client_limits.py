"""Places of one organisation, shared by threads and by processes."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from hakobu.zoho import Client, FileLimiter, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from hakobu.zoho import Client, Settings

url, home, calls = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
settings = Settings(client_id="1000.ID", client_secret="s", refresh_token="1000.r", accounts_server=url)
with Client(settings, home=home) as crm, ThreadPoolExecutor(12) as pool:
    def write(call):
        return all(a.ok for a in crm.insert("Leads", [{"Last_Name": f"{call}"}] * 20, trigger=[]))
    assert all(pool.map(write, range(calls)))
    print(crm.stats.retries)
"""
HOLDER = """
import sys, time
from pathlib import Path
from hakobu.zoho import FileLimiter

with FileLimiter(Path(sys.argv[1])).acquire("1", size=1, life=float(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""

BUSY = """
import sys, threading, time
from pathlib import Path
from hakobu.zoho import FileLimiter

limiter, end = FileLimiter(Path(sys.argv[1])), time.monotonic() + 5
done = 0
def work():
    global done
    while time.monotonic() < end:
        with limiter.acquire("1", size=4):
            time.sleep(0.05)
            done += 1
threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(done)
"""


def test_two_processes_stay_within_the_ten_places(emulator: Callable[..., Any], tmp_path: Path) -> None:
    running = emulator("--latency", "20")
    command = [sys.executable, "-c", WRITER, running.url, str(tmp_path), "60"]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    said = [writer.communicate(timeout=60)[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    stats = running.stats()
    assert said == [b"0\n", b"0\n"]  # nobody was sent away
    assert 8 <= stats["peak_sub_concurrency"] <= 10
    assert stats["records"]["Leads"] == 2 * 60 * 20
    assert sum(stats["calls"]["oauth.token"].values()) == 1  # one token for both


def test_threads_keep_the_ten_places_busy(emulator: Callable[..., Any], tmp_path: Path) -> None:
    running = emulator("--latency", "100")
    settings = Settings(
        client_id="1000.ID", client_secret="s", refresh_token="1000.r", accounts_server=running.url
    )
    with Client(settings, home=tmp_path) as crm, ThreadPoolExecutor(16) as pool:
        crm.organisation()
        list(pool.map(lambda _: crm.insert("Leads", [{"Last_Name": "A"}] * 11, trigger=[]), range(100)))
    stats = running.stats()
    assert stats["peak_sub_concurrency"] == 10
    assert stats["records"]["Leads"] == 100 * 11
    assert not [calls for calls in stats["calls"].values() if "429" in calls]


def test_the_place_of_a_killed_process_waits_out_its_call(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path), "2"], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    begun = time.monotonic()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with FileLimiter(tmp_path, patience=10).acquire("1", size=1):
        waited = time.monotonic() - begun
    assert waited > 1


def test_no_process_starves(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUSY, str(tmp_path)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    done = [int(worker.communicate(timeout=30)[0]) for worker in workers]
    assert min(done) > 50
    assert sum(done) > 0.8 * 4 * 5 / 0.05  # and the places are kept busy
