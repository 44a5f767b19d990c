#!/usr/bin/env bash
# The long trials, run before an issue that owes them is closed. `tests/soak.sh judge` runs those of the
# judge (RELIABILITY: J1 to J6, J9, J10), `tests/soak.sh banks` those of question banks (R17, B1, B3, B6),
# `tests/soak.sh recording` those of recording (R1 to R3, R7 to R12, R16), `tests/soak.sh terminal` those of the
# terminal (T2, T4, T6 to T9, T11, I9, I11, J4); --quick runs each once, or for a minute. Its tables go to target/soak/.
#
# As root it runs them a second time as an ordinary user, by setpriv: what root may do is not what people may.
set -euo pipefail
cd "$(dirname "$0")/.."

part=${1:-judge}
times=3
trials=50
seconds=600
if [ "${2:-}" = --quick ]; then
  times=1
  trials=6
  seconds=60
fi
python=${HOTSEAT_TEST_PYTHON:-}
out=target/soak
mkdir -p "$out"
failed=()

step() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  if "$@" > "$out/$name.txt" 2>&1; then
    grep -hE ' cases in |kills|within 256 MiB|under strace|typing lost|at most|^R[0-9]+' "$out/$name.txt" || tail -n 1 "$out/$name.txt"
  else
    failed+=("$name")
    grep -E 'NOT HELD|left over|panicked|^test .*FAILED|not \(' "$out/$name.txt" | head -n 40 || true
    tail -n 1 "$out/$name.txt"
  fi
}

# Runs tests/hostile.py as root (as we are) or as nobody.
hostile() {
  local user=$1
  shift
  local command=(python3 -I -c 'import runpy, sys; sys.path.insert(0, "tests"); sys.argv[0] = "tests/hostile.py"; runpy.run_path("tests/hostile.py", run_name="__main__")' "$@")
  if [ "$user" = nobody ]; then
    setpriv --reuid 65534 --regid 65534 --clear-groups -- "${command[@]}"
  else
    "${command[@]}"
  fi
}

judge() {
  cargo build --quiet --locked
  local hotseat=target/debug/hotseat with=()
  if [ -n "$python" ]; then
    with=(--python "$python")
  fi
  local users=(self)
  if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
    users=(root nobody)
  fi
  step naive hostile self --judge naive "${with[@]}" --out "$out/naive.jsonl"
  for user in "${users[@]}"; do
    step "cold-$user" hostile "$user" --judge "$hotseat" "${with[@]}" --times "$times"
    step "warm-$user" hostile "$user" --judge "$hotseat" "${with[@]}" --times "$times" --warm
    # J3: where the system refuses a layer. Without isolation other people's tests are refused, which a test below tries.
    for rung in 2:unshare 1:unshare,landlock; do
      step "rung-${rung%%:*}-$user" hostile "$user" --judge "python3 $PWD/tests/refused.py ${rung#*:} $PWD/$hotseat" \
        "${with[@]}" --rung "${rung%%:*}"
    done
    # J4: the judge is killed while a fork bomb, a sleeper, a flood are at it; nothing may be there a second later.
    for number in SIGKILL SIGTERM SIGHUP; do
      for trial in $(seq "$trials"); do
        # From 0.2 s to 2.6 s, so that some fall into the start of Python and most into the run.
        moment=$(awk -v n="$trial" -v of="$trials" 'BEGIN { printf "%.2f", 0.2 + 2.4 * n / of }')
        step "killed-$user-$number-$trial" hostile "$user" --judge "$hotseat" "${with[@]}" --kill "$moment" --signal "$number" \
          resources/fork_bomb resources/sleep resources/output_flood
      done
    done
  done
  # J5, J6, J3, J9 and J10, each alone in its process: what is left in it afterwards is its own.
  for test in judge::endurance::runs_taken_back judge::endurance::good_answers judge::hostile::each_rung \
    cli::judged::no_byte cli::judged::what_is_swapped; do
    step "${test##*::}" env HOTSEAT_SOAK=1 cargo test --quiet --locked --test it -- "$test" --test-threads 1
  done
}

banks() {
  cargo test --quiet --locked --test it --no-run
  # R17: killed 200 times while a field is edited, and two editors at once.
  step killed env HOTSEAT_SOAK=1 cargo test --quiet --locked --test it -- terminal::banks_killed:: --test-threads 1 --nocapture
  # B1: every bad bank by every way in, within 256 MiB; B6: hostile names and planted links under strace.
  for test in every_bad_bank hostile_names; do
    step "$test" env HOTSEAT_SOAK=1 cargo test --quiet --locked --test it -- "banks_edit::ways::$test" --test-threads 1 --nocapture
  done
  # B3: each subject so many seconds, from another place each day.
  for subject in loader renderer importers journals configuration; do
    step "fuzz-$subject" env HOTSEAT_FUZZ_SECONDS="$seconds" HOTSEAT_FUZZ_SEED="$(date +%j)" \
      cargo test --quiet --locked --test it -- "fuzz::$subject" --nocapture
  done
}

terminal() {
  cargo test --quiet --locked --test it --no-run
  local soak=(env HOTSEAT_SOAK=1) cases=20000 steps=50000
  if [ "$seconds" = 60 ]; then
    soak=(env) cases=2000 steps=5000
  fi
  # T2, T4, T6, T7, T9, I9, I11, J4: in a terminal each, one after another, so that times are theirs alone.
  for test in terminal::storm::a_storm terminal::storm::floods terminal::gone:: terminal::stray:: slow::a_line_far \
    terminal::handover::three_hundred terminal::running:: terminal::widths:: terminal::surroundings:: editor_large::; do
    step "${test//::/-}" "${soak[@]}" cargo test --quiet --locked --test it -- "$test" --test-threads 1 --nocapture
  done
  # T7's laws of the parser, T8's long run, T11's laws of colour.
  step parser env HOTSEAT_CASES="$cases" cargo test --quiet --locked --lib -- runtime::parser
  step editor env HOTSEAT_EDITOR_STEPS="$steps" cargo test --quiet --locked --test it -- editor_model::a_long_run
  step colours cargo test --quiet --locked --test it -- screens::colours screens::contrast
}

# Figures depend on how busy the machine is: nothing else should run beside them.
recording() {
  cargo test --quiet --locked --test it --no-run
  local few=()
  if [ "$times" = 1 ]; then
    few=(HOTSEAT_SOAK_TRIALS=20)
  fi
  # R1 with R3's start and resume; R2 and R3 at every call; R7; R8 and R9; R10; R11 and R12; R16.
  for proof in moments calls order faults places two panics; do
    step "recording-$proof" env HOTSEAT_SOAK=1 "${few[@]}" cargo test --quiet --locked --test it -- "proofs::$proof::" \
      --test-threads 1 --nocapture
  done
}

case "$part" in
  judge) judge ;;
  recording) recording ;;
  banks) banks ;;
  terminal) terminal ;;
  *) echo "Usage: tests/soak.sh judge|recording|banks|terminal [--quick]" >&2; exit 2 ;;
esac

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nNot as promised: %s\n' "${failed[*]}" >&2
  exit 1
fi
printf '\nAll trials went as promised.\n'
