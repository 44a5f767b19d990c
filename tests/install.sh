#!/usr/bin/env bash
# Installs what the release script made in an empty Debian, uses it there, removes it, and sees that the person's
# data stays: once from the archive, once from the .deb. Needs root, debootstrap and a Debian mirror; takes a
# minute or two. No network is used inside.
#
#   tests/install.sh DIST [TREE]     DIST: the folder of release.sh; TREE: where the Debian goes, kept for next time
set -euo pipefail
dist=$(cd "${1:?the folder that assets/packaging/release.sh wrote to}" && pwd)
tree=${2:-$(mktemp -d)/debian}
archive=$(echo "$dist"/hotseat-*.tar.gz)
package=$(echo "$dist"/hotseat_*.deb)

if [ ! -e "$tree/etc/debian_version" ]; then
  debootstrap --variant=minbase bookworm "$tree" http://deb.debian.org/debian >&2
fi
mountpoint -q "$tree/proc" || mount -t proc proc "$tree/proc"
trap 'umount "$tree/proc"' EXIT
# Somebody who is not root, with nothing yet.
chroot "$tree" sh -c 'id ann >/dev/null 2>&1 || useradd --create-home --shell /bin/sh ann'

failed=0
ok() { printf 'ok    %s: %s\n' "$way" "$1"; }
bad() { printf 'WRONG %s: %s\n' "$way" "$1"; failed=1; }
as_ann() { chroot "$tree" su - ann -c "export LANG=C.UTF-8 PATH=/home/ann/.local/bin:/usr/bin:/bin; $1"; }

use() {
  local said want
  said=$(as_ann 'hotseat --version') && ok "$said" || bad "--version"
  # Without Python and without a terminal doctor says so, and what to do; nothing else may be amiss.
  said=$(as_ann 'hotseat doctor' || true)
  printf '%s\n' "$said" | sed 's/^/      | /'
  for want in '^ok  data ' '^ok  configuration ' '^ok  banks ' '^ok  loops ' '^ok  locale ' '^-- *python '; do
    printf '%s\n' "$said" | grep -q "$want" && ok "doctor has $want" || bad "doctor lacks $want"
  done
  as_ann 'hotseat bank check --no-run' >/dev/null && ok 'bank check' || bad 'bank check'
  # A whole loop through a pipe; every answer is the same, every question of the debrief is left.
  said=$(as_ann '{ for i in 1 2 3 4 5 6; do printf "I would start from the loss and say what it assumes.\n.\n[done]\n"; done; printf "[leave]\n"; } | hotseat start express --plain' 2>&1) \
    || bad "start express --plain: $said"
  printf '%s\n' "$said" | tail -n 5 | sed 's/^/      | /'
  said=$(as_ann 'hotseat sessions list --json')
  case $said in *'"sessions"'*express*) ok 'the session is in the list' ;; *) bad "sessions list: $said" ;; esac
  as_ann 'hotseat sessions show last' | grep -q 'start from the loss' && ok 'the answer is on the disk' || bad 'the answer is not there'
  # No network inside, and none is asked for: what only `setup` does.
  chroot "$tree" sh -c 'test -s /usr/share/man/man1/hotseat.1 || test -s /usr/share/man/man1/hotseat.1.gz || test -s /home/ann/.local/share/man/man1/hotseat.1' \
    && ok 'the man page' || bad 'no man page'
}

data() { chroot "$tree" sh -c 'cd /home/ann/.local/share/hotseat && find . -type f -exec sha256sum {} + | sort' || true; }

kept() {
  local before=$1
  [ -n "$before" ] && [ "$before" = "$(data)" ] && ok "removed; $(printf '%s\n' "$before" | wc -l) files of the person's are as they were" \
    || bad "the person's data is not as it was"
  if as_ann 'hotseat --version' >/dev/null 2>&1; then bad 'it is still there'; else ok 'the program is gone'; fi
}

way=archive
rm -rf "$tree/home/ann/.local"
install -D -m 644 "$archive" "$tree/tmp/hotseat.tar.gz"
# What README says.
as_ann 'mkdir -p ~/.local && tar -C ~/.local --strip-components=1 -xzf /tmp/hotseat.tar.gz'
use
before=$(data)
as_ann 'tar -tzf /tmp/hotseat.tar.gz | grep -v "/$" | cut -d/ -f2- | (cd ~/.local && xargs -d "\n" rm --)'
kept "$before"

way=.deb
rm -rf "$tree/home/ann/.local"
install -D -m 644 "$package" "$tree/tmp/hotseat.deb"
chroot "$tree" dpkg --install /tmp/hotseat.deb >/dev/null
use
chroot "$tree" sh -c 'dpkg --verify hotseat' | grep . && bad 'dpkg --verify' || ok 'dpkg --verify'
before=$(data)
chroot "$tree" dpkg --purge hotseat >/dev/null 2>&1
kept "$before"

exit "$failed"
