#!/usr/bin/env bash
# Makes what is released, into target/dist or --out DIR: an archive with the stripped binary, the man page, the
# completions and the licences; the same as a .deb; the sums of both.
#
#   assets/packaging/release.sh                      builds the binary, checks the dependencies
#   assets/packaging/release.sh --binary PATH        takes a binary that is built
#   assets/packaging/release.sh --no-deny            leaves out `cargo deny check`, and says so
#
# Needs tar, strip, python3, and for the .deb cargo-deb; cargo-deny and cargo-deb are installed where they are
# missing (`cargo install --locked`).
set -euo pipefail
cd "$(dirname "$0")/../.."

binary=
out=target/dist
deny=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --binary) binary=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --no-deny) deny=; shift ;;
    *) printf 'release.sh: %s is none of --binary PATH, --out DIR, --no-deny.\n' "$1" >&2; exit 2 ;;
  esac
done

tool() {
  command -v "cargo-$1" >/dev/null || cargo install --locked "cargo-$1"
}

if [ -n "$deny" ]; then
  tool deny
  cargo deny check bans licenses sources
else
  echo 'release.sh: the dependencies are not checked (--no-deny).' >&2
fi

if [ -z "$binary" ]; then
  cargo build --release --locked
  binary=target/release/hotseat
fi

version=$("$binary" --version | cut -d' ' -f2)
declared=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
if [ "$version" != "$declared" ]; then
  printf 'release.sh: %s says it is %s, and Cargo.toml %s.\n' "$binary" "$version" "$declared" >&2
  exit 1
fi
target=$(rustc -vV | sed -n 's/^host: //p')
name=hotseat-$version-$target
# The same commit gives the same bytes.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$out/work
rm -rf "$work"
tree=$work/$name
mkdir -p "$tree"/bin "$tree"/share/man/man1 "$tree"/share/bash-completion/completions \
  "$tree"/share/zsh/site-functions "$tree"/share/fish/vendor_completions.d "$tree"/share/doc/hotseat/docs
install -m 755 "$binary" "$tree/bin/hotseat"
strip "$tree/bin/hotseat"
"$tree/bin/hotseat" man > "$tree/share/man/man1/hotseat.1"
"$tree/bin/hotseat" completions bash > "$tree/share/bash-completion/completions/hotseat"
"$tree/bin/hotseat" completions zsh > "$tree/share/zsh/site-functions/_hotseat"
"$tree/bin/hotseat" completions fish > "$tree/share/fish/vendor_completions.d/hotseat.fish"
doc=$tree/share/doc/hotseat
cp README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$doc"
cp question_banks/LICENSE "$doc/LICENSE-question-banks"
cp docs/*.md "$doc/docs"
python3 assets/packaging/notices.py > "$doc/NOTICES"

tar --create --gzip --file "$out/$name.tar.gz" --directory "$work" --sort=name --owner=0 --group=0 \
  --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" "$name"

# cargo-deb takes its files from target/release of the target directory it is given: here one of our own.
tool deb
mkdir -p "$work/target/release"
cp -r "$tree/share" "$work/target/release/share"
cp "$tree/bin/hotseat" "$work/target/release/hotseat"
CARGO_TARGET_DIR=$work/target cargo deb --no-build --no-strip --locked --output "$out/"
rm -rf "$work"

(cd "$out" && sha256sum -- "$name.tar.gz" hotseat_"$version"-*.deb > SHA256SUMS && cat SHA256SUMS)
