"""Write what the portal is made of, with licences, as CycloneDX: `make sbom`.

    python scripts/sbom.py CYCLONEDX_PY FILE

Of all packages in this environment only those of requirements.txt are the portal's.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def main(program: str, target: str) -> None:
    told = subprocess.run(
        [program, "environment", sys.executable, "--output-format", "JSON"],
        capture_output=True,
        check=True,
    )
    whole = json.loads(told.stdout)
    pins = {_plain(name) for name, _ in PIN.findall((ROOT / "requirements.txt").read_text())}
    ours = [part for part in whole["components"] if _plain(part["name"]) in pins]
    known = {part["bom-ref"] for part in ours}
    whole["components"] = ours
    whole["dependencies"] = [
        {**each, "dependsOn": [on for on in each.get("dependsOn", []) if on in known]}
        for each in whole.get("dependencies", [])
        if each["ref"] in known
    ]
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    for part in ours:
        print(f"{part['name']:28} {part['version']:14} {', '.join(_licences(part)) or '-'}")
    print(f"\n{len(ours)} packages, in {target}")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licences(part: dict) -> list[str]:
    found = []
    for each in part.get("licenses", []):
        one = each.get("license", {})
        found.append(each.get("expression") or one.get("id") or one.get("name", ""))
    return [name for name in dict.fromkeys(found) if name]


if __name__ == "__main__":
    main(*sys.argv[1:])
