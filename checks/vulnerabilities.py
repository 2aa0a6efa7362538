"""Known vulnerabilities of what requirements.lock names, by pip-audit; fails only if there are some.

pip-audit stands in an environment of its own, so that none of its requirements is one of the project's. It asks PyPI. Where PyPI
cannot be reached, or knows nothing of the packages (as a mirror may not), that is said, and nothing fails.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".venv" / "audit"
PATIENCE = 600  # seconds, for each of the two steps


def main() -> int:
    """The exit status."""
    try:
        found = look_up()
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        print(f"Audit of dependencies skipped: it could not be done here ({error}).")
        return 0
    known = [each for each in found if "skip_reason" not in each]
    if not known:
        print("Audit of dependencies skipped: PyPI could not be asked about any of them.")
        return 0
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
        for each in known
        for fault in each["vulns"]
    ]
    print("\n".join(faults) or "No known vulnerability", f"({len(known)} of {len(found)} packages looked up)")
    return bool(faults)


def look_up() -> list[dict]:
    """What pip-audit says of each package."""
    if not (HOME / "bin" / "pip-audit").exists():
        venv.create(HOME, with_pip=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        command = [str(HOME / "bin" / "pip"), "install", *quiet, "pip-audit"]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    words = ["--requirement", "requirements.lock", "--no-deps", "--disable-pip"]
    words += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run(
        [str(HOME / "bin" / "pip-audit"), *words], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    if not done.stdout:
        raise ValueError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no answer")
    return json.loads(done.stdout)["dependencies"]


if __name__ == "__main__":
    sys.exit(main())
