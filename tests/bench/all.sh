#!/usr/bin/env bash
# Makes every figure of BENCHMARKS.md: `tests/bench/all.sh [OUT]`, from the top of the project, on a machine that
# does nothing else. Tables go to OUT (target/bench); what is missing (vim, rg, sqlite3, valgrind, PyTorch) is
# named there. PYTHON is an interpreter with NumPy, pytest and pyte. As root the harness raises its priority.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-target/bench}
tools=../shared/tools/bench
python=${PYTHON:-python3}
data=$PWD/target/bench-data
mkdir -p "$out" "$data"
nice=()
[ "$(id -u)" = 0 ] && nice=(--nice -12)

cargo build --release --locked
cargo build --release --quiet --manifest-path "$tools/floors/Cargo.toml" --target-dir target/floors
hotseat=$PWD/target/release/hotseat
floors=$PWD/target/floors/release

note() { printf '\n== %s\n' "$1"; }
needs() {
  for program in "$@"; do
    command -v "$program" > /dev/null || { printf 'not measured: %s is not here\n' "$program" >&2; return 1; }
  done
}

# Made once: 25, 1,000 and 10,000 sessions, 100,000 questions, a file of 20 KB of code.
[ -d "$data/long" ] || "$python" tests/bench/code20k.py "$data/long"
note "banks"
"$python" tests/bench/banks.py "$hotseat" "$floors/jsonfloor" --work "$data/banks" | tee "$out/banks.txt"
note "sessions"
if needs rg sqlite3; then
  rm -rf "$data/sessions"
  "$python" tests/bench/search.py "$hotseat" --sessions 25,1000,10000 --work "$data/sessions" | tee "$out/search.md"
  mkdir -p "$data/big/cache"
  ln -sfn "$data/banks/100000/data/banks" "$data/big/banks"
  ln -sfn "$data/sessions/10000/data/sessions" "$data/big/sessions"
  for size in 25 1000; do
    mkdir -p "$data/sessions/$size/data/cache"
  done
fi

bench() {
  local name=$1
  shift
  note "$name"
  HOTSEAT=$hotseat FLOORS=$floors LONG=$data/long BIG=$data/big \
    SESSIONS_25=$data/sessions/25/data SESSIONS_1000=$data/sessions/1000/data \
    "$python" "$tools/ptybench.py" --spec tests/bench/targets.json --ref hotseat --md "${nice[@]}" "$@" \
    > "$out/$name.md" 2> "$out/$name.log"
  cat "$out/$name.md"
}
peers=floor-ratatui
needs vim && peers=$peers,vim
bench start --scenario startup --rounds 5 --only "hotseat,hotseat-home,hotseat-home-25,hotseat-home-1000,hotseat-home-big,$peers"
bench silent --scenario startup --rounds 3 --answer dumb --only hotseat-home,floor-ratatui
bench keys --scenario keys,idle --rounds 3 --only "hotseat,hotseat-culture,hotseat-design,hotseat-code,hotseat-code-20k,$peers"
bench bursts --scenario burst,paste,resize --rounds 3 --only "hotseat,$peers"
# The index of these sessions is made before: a search on the screen is not to be that of the first seconds.
if [ -d "$data/big/sessions" ]; then
  HOTSEAT_DATA_DIR=$data/big XDG_CACHE_HOME=$data/big/cache "$hotseat" sessions search zyzzyva > "$out/rare.txt"
fi
bench lists --scenario nav,act --rounds 3 --only hotseat-banks,hotseat-history
bench ends --scenario exit --rounds 3 --only "hotseat,hotseat-home,$peers"
note "instructions a key"
needs valgrind && HOTSEAT_DATA_DIR=$data/empty "$python" tests/bench/instructions.py "Your answer" "$hotseat" start --question th-ce-justification --seed 1 | tee "$out/instructions.txt"
note "the judge"
"$python" tests/bench/judge.py "$hotseat" "$python" --torch /usr/bin/python3 | tee "$out/judge.txt"
"$python" tests/bench/flood.py "$hotseat" "$python" | tee "$out/flood.txt"
"$python" tests/bench/rawpaste.py "$hotseat" | tee "$out/rawpaste.txt"
note "the binary"
stat --format '%s bytes' "$hotseat" | tee "$out/binary.txt"
