"""How much a process grows over one file, asked of a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

_CHILD = """
import resource, sys, time
from importlib import import_module

def megabytes(name):
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(name))
    return int(line.split()[1]) / 1024

module, _, function = sys.argv[1].rpartition(".")
work = getattr(import_module(module), function)
before = megabytes("VmRSS")
open("/proc/self/clear_refs", "w").write("5")  # forget the peak so far
started = time.process_time()
try:
    work(open(sys.argv[2], "rb").read())
    said = ""
except ValueError as refusal:
    said = str(refusal)
spent = time.process_time() - started
begun = resource.getrusage(resource.RUSAGE_CHILDREN)  # processes it began itself
most = max(megabytes("VmHWM") - before, begun.ru_maxrss / 1024)
print(round(most), round(spent + begun.ru_utime + begun.ru_stime, 2), said)
"""


class Cost(NamedTuple):
    megabytes: int  # the peak above what the process needed before; or of one it began itself
    seconds: float  # of processor time
    refusal: str  # the sentence, "" when the file was taken


def cost_of(function: str, data: bytes, folder: Path) -> Cost:
    """What *function* ("core.images.make") costs, given *data*; *folder* is for the file."""
    file = folder / "heavy"
    file.write_bytes(data)
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, function, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    megabytes, seconds, *said = child.stdout.strip().split(" ", 2)
    return Cost(int(megabytes), float(seconds), said[0] if said else "")
