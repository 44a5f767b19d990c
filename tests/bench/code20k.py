"""Makes a data directory with a programming question whose file has 20 KB.

    python tests/bench/code20k.py FOLDER

For the benchmark of a long file: `hotseat start --question bench/long` with HOTSEAT_DATA_DIR=FOLDER.
"""

import json
import sys
from pathlib import Path

PIECE = '''
def layer_{n}(x, W, b):
    """Returns (y, cache) of a linear layer with a rectifier."""
    z = x @ W.T + b  # (N, M)
    y = np.where(z > 0, z, 0.0)
    if y.size == 0:
        return y, (x, W, z)
    return y, (x, W, z)
'''


def main(folder):
    code, n = "import numpy as np\n", 0
    while len(code) < 20_000:
        code += PIECE.format(n=n)
        n += 1
    question = {
        "id": "long", "round": "programming", "topic": "layers", "difficulty": "easy", "minutes": 60,
        "prompt": "Mend the layers.",
        "rubric": [{"id": "correct", "criterion": "Correctness", "weight": 3, "tests": True}],
        "code": {"language": "python", "entry": ["layer_0"], "stages": [{"title": "all", "tests": "tests_1.py"}]},
    }
    home = folder / "banks" / "bench" / "long"
    home.mkdir(parents=True, exist_ok=True)
    (home / "starter.py").write_text(code)
    bank = {"format": 1, "id": "bench", "title": "Benchmark", "license": "CC-BY-4.0", "questions": [question]}
    (folder / "banks" / "bench.json").write_text(json.dumps(bank, indent=2) + "\n")
    print(f"{len(code)} bytes in {home / 'starter.py'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
