#!/usr/bin/env bash
# Installs Lumbar into a Debian that is started with its own systemd, and takes it away again. For root, with debootstrap and
# systemd-container; it takes minutes and Debian's mirror, so no test runs it:
#   npm run build && tests/cli/install/in-container.sh trixie
# On bookworm, whose Node is too old, this machine's Node is copied in.
set -euo pipefail
suite=${1:-trixie}
folder=$(mktemp -d)
trap 'rm -rf --one-file-system "$folder"' EXIT
machine=$folder/$suite

packages=systemd,udev
[ "$suite" = bookworm ] || packages=$packages,nodejs
debootstrap --variant=minbase --include="$packages" "$suite" "$machine" >"$folder/debootstrap.log"
[ "$suite" != bookworm ] || cp "$(command -v node)" "$machine/usr/bin/node"
[ "$suite" != bookworm ] || cp -n /usr/lib/*-linux-gnu/libstdc++.so.6* "$machine/usr/lib/$(uname -m)-linux-gnu/"
npm pack --ignore-scripts --silent --pack-destination "$folder" >/dev/null
npm i -g --silent --prefix "$machine/usr/local" "$folder"/lumbar-*.tgz

cat >"$machine/root/try.sh" <<'TRY'
exec >/root/try.log 2>&1
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# SIGRTMIN+4 is what systemd takes for poweroff; there is no bus to ask it over.
trap 'kill -s RTMIN+4 1' EXIT
set -ex
# A bare ! would not end the script.
not() { if "$@"; then exit 1; fi; }
lumbar install --dry-run
lumbar install
not systemctl is-active lumbar
lumbar install --chair lumbar-1
systemctl is-active lumbar
lumbar install --chair lumbar-1 >/root/again
not grep ^done /root/again
sed -i 's/"version": "[^"]*"/"version": "99.0.0"/' /usr/local/lib/node_modules/lumbar/package.json
lumbar upgrade
readlink /opt/lumbar/current | grep 99.0.0
lumbar upgrade --back
readlink /opt/lumbar/current | grep ^versions/0
systemctl is-active lumbar
lumbar uninstall
not systemctl is-active lumbar
not id lumbar
test -f /var/lib/lumbar/chair.yaml
test ! -e /opt/lumbar
echo all is well
TRY
printf '[Unit]\nAfter=multi-user.target\n[Service]\nExecStart=/bin/bash /root/try.sh\n' >"$machine/etc/systemd/system/try.service"
mkdir -p "$machine/etc/systemd/system/multi-user.target.wants"
ln -s ../try.service "$machine/etc/systemd/system/multi-user.target.wants/try.service"
timeout 180 systemd-nspawn --quiet --register=no --keep-unit --private-network --console=pipe -b -D "$machine" \
  </dev/null >"$folder/boot.log" 2>&1 || true
cat "$machine/root/try.log"
grep -qx 'all is well' "$machine/root/try.log"
