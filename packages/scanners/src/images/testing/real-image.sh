#!/usr/bin/env bash
# real-image.sh OUT GO_PROGRAM [RUST_PROGRAM]: builds a real image in OUT/layout (needs root, mmdebstrap, umoci, python3).
#
# Layer 1 is a Debian 12 root of essential packages, layer 2 what apt installed on top of it, layer 3 software of seven kinds
# that no package of the distribution owns (files of Debian's packages at places of their own, a Go program, a Rust program),
# layer 4 takes some of it away again. OUT/root holds what a container would see, for others to be asked about the same.
set -euo pipefail

out=$1
go_program=$2
rust_program=${3:-}
mirror='deb http://deb.debian.org/debian bookworm main'
installed=docker-registry,libcommons-io-java,python3-six
downloaded=(node-semver node-lru-cache node-yallist node-abbrev python3-requests python3-urllib3 python3-idna ruby-rack
  ruby-mini-mime libcommons-lang3-java libgoogle-gson-java r-cran-jsonlite docker-registry ripgrep)

rm -rf "$out"
mkdir -p "$out/debs" "$out/extracted"
export OUT=$out DOWNLOADED="${downloaded[*]}"

# `$1` is mmdebstrap's root; the whole root is built first, a copy of it is kept from before apt installed anything.
# shellcheck disable=SC2016
keep='mkdir "$OUT/base" && tar -C "$1" --one-file-system -c . | tar -C "$OUT/base" -x'
# shellcheck disable=SC2016
fetch='cd "$OUT/debs" && APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -qq -o APT::Sandbox::User=root download $DOWNLOADED'
mmdebstrap --quiet --variant=minbase --include="$installed" --essential-hook="$keep" --customize-hook="$fetch" \
  bookworm "$out/whole.tar" "$mirror"
for deb in "$out"/debs/*.deb; do dpkg-deb -x "$deb" "$out/extracted"; done

umoci init --layout "$out/layout"
umoci new --image "$out/layout:app"
umoci unpack --image "$out/layout:app" "$out/bundle"
root=$out/bundle/rootfs
layer() { umoci repack --refresh-bundle --history.created_by "$1" --image "$out/layout:app" "$out/bundle"; }

cp -a "$out/base/." "$root/"
layer 'ADD rootfs.tar / # buildkit'
umoci config --image "$out/layout:app" --config.cmd bash --history.created_by 'CMD ["bash"]'
# The configuration is a new manifest: the bundle has to follow it.
rm -rf "$out/bundle"
umoci unpack --image "$out/layout:app" "$out/bundle"

tar -C "$root" --exclude=./dev -xf "$out/whole.tar"
layer 'RUN /bin/sh -c apt-get install -y docker-registry libcommons-io-java python3-six # buildkit'

from=$out/extracted
python=$root/opt/venv/lib/python3.11/site-packages
mkdir -p "$root"/opt/app/{node_modules,lib} "$root/usr/local/bundle/specifications" "$root/usr/local/lib/R/site-library" "$python"
for name in semver lru-cache yallist abbrev @types; do cp -a "$from/usr/share/nodejs/$name" "$root/opt/app/node_modules/"; done
cp -a "$from"/usr/lib/python3/dist-packages/* "$python/"
cp -a "$from"/usr/share/rubygems-integration/all/specifications/*.gemspec "$root/usr/local/bundle/specifications/"
cp -L "$from/usr/share/java/commons-lang3.jar" "$root/opt/app/lib/"
(cd "$out" && cp -L extracted/usr/share/java/gson.jar . && python3 -m zipfile -c "$root/opt/app/app.war" gson.jar)
cp -a "$from/usr/lib/R/site-library/jsonlite" "$root/usr/local/lib/R/site-library/"
cp "$from/usr/bin/docker-registry" "$root/usr/local/bin/registry"
cp "$from/usr/bin/rg" "$root/usr/local/bin/rg"
cp "$go_program" "$root/usr/local/bin/$(basename "$go_program")"
[ -z "$rust_program" ] || cp "$rust_program" "$root/usr/local/bin/$(basename "$rust_program")"
chmod 4755 "$root/usr/local/bin/registry"
layer 'COPY . / # buildkit'

rm -rf "$root/opt/app/node_modules/abbrev" "$python"/idna*
layer 'RUN /bin/sh -c rm -rf what is not needed # buildkit'

mv "$root" "$out/root"
rm -rf "$out"/{base,bundle,debs,extracted,gson.jar,whole.tar}
touch "$out/done"
