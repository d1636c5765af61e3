#!/usr/bin/env bash
# From an image with a critical vulnerability to one that may be deployed, on the command line alone: no server, no internet.
#
#   docs/scenarios/image.sh [FOLDER]      FOLDER is new or empty, and keeps what is made; without it a temporary one is used
#
# Needs sallyport, docker-registry and umoci (Debian has both), openssl and curl. With DEBIAN_ROOT, a tar archive as
# `mmdebstrap --variant=essential bookworm root.tar` makes it, the images are of that root; without it, of one that has no more than
# a package database. Every step says what it expects; the first that comes out otherwise ends the script with 1.
set -euo pipefail

# --- The stage: keys of four people and tools, a registry on loopback, advisories, and a gate ---------------------------------
work=${1:-}
passing=
[ -n "$work" ] || work=$(mktemp -d) passing=$work
registry=
# shellcheck disable=SC2329 # called by the trap
end() {
  [ -z "$registry" ] || kill "$registry"
  [ -z "$passing" ] || rm -rf "$passing"
}
trap end EXIT
mkdir -p "$work"
cd "$work"
work=$PWD

for name in developer approver gate scanner; do
  openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$name.pem"
  openssl pkey -in "$name.pem" -pubout -out "$name.pub"
done

port=${REGISTRY_PORT:-5055}
cat > registry.yml <<YAML
version: 0.1
log: { level: error, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: $work/registry } }
http: { addr: "127.0.0.1:$port" }
YAML
docker-registry serve registry.yml > registry.log 2>&1 &
registry=$!
until curl -sf "http://127.0.0.1:$port/v2/" > /dev/null; do kill -0 "$registry"; done

# Advisories as the OSV database has them, in a folder: `sallyport db update` takes a mirror's the same way.
mkdir advisories
advisory() { # ID SEVERITY FIXED
  cat > "advisories/$1.json" <<JSON
{ "schema_version": "1.6.0", "id": "$1", "modified": "2026-01-02T03:04:05Z", "published": "2026-01-01T00:00:00Z",
  "summary": "A flaw in shop-tls", "database_specific": { "severity": "$2" },
  "affected": [{ "package": { "ecosystem": "Debian:12", "name": "shop-tls" },
    "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "$3" }] }] }] }
JSON
}
advisory CVE-2026-0001 CRITICAL 1.1-1
advisory CVE-2026-0002 MEDIUM 1.2-1
export SALLYPORT_ADVISORIES=$work/advisories SALLYPORT_CACHE_DIR=$work/cache

cat > sallyport.yaml <<'YAML'
gates:
  release:
    environment: production
    evidence: [scan, sbom]
    policies:
      - use: severity
      - use: severity
        name: severity-warning
        with: { failOn: medium }
        enforcement: warn
    approval:
      keys: { dora: approver.pub, ann: developer.pub }
  test:
    environment: staging
    policies:
      - use: severity
        with: { failOn: none, knownExploited: false }
YAML

# --- Words of this script ---------------------------------------------------------------------------------------------------------
# Runs a command, which must end with this code and say this.
expect() { # CODE TEXT COMMAND...
  local code=$1 text=$2 got=0
  shift 2
  "$@" > out.txt 2>&1 || got=$?
  if [ "$got" != "$code" ] || ! grep -qF -- "$text" out.txt; then
    printf 'FAILED: %s\n  ended with %s instead of %s, or does not say "%s":\n' "$*" "$got" "$code" "$text"
    cat out.txt
    exit 1
  fi
}
says() { printf '✓ %s\n' "$1"; }

# Builds an image of a Debian root with one version of a package, and pushes it. Prints the image by its digest.
build() { # VERSION
  local root=root-$1
  mkdir -p "$root/etc" "$root/var/lib/dpkg"
  if [ -n "${DEBIAN_ROOT:-}" ]; then
    tar -xf "$DEBIAN_ROOT" -C "$root" --exclude='./dev/*'
  else
    printf 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n' > "$root/etc/os-release"
  fi
  printf 'Package: shop-tls\nStatus: install ok installed\nVersion: %s\nArchitecture: amd64\n\n' "$1" >> "$root/var/lib/dpkg/status"
  [ -d layout ] || umoci init --layout layout
  umoci new --image "layout:$1"
  umoci insert --rootless --image "layout:$1" "$root" /
  umoci config --image "layout:$1" --config.user 1000
  sallyport copy "oci-dir:layout:$1" "127.0.0.1:$port/shop/web:$1" --quiet > copied.txt
  echo "127.0.0.1:$port/shop/web@$(digest "$1")"
}
digest() { # TAG
  curl -sfI -H 'Accept: application/vnd.oci.image.manifest.v1+json' "http://127.0.0.1:$port/v2/shop/web/manifests/$1" |
    tr -d '\r' | sed -n 's/^docker-content-digest: //Ip'
}
# Scans an image, lists its packages, and keeps both as signed evidence beside it.
evidence() { # IMAGE
  sallyport scan "$1" --quiet --fail-on none -o json=scan.json > scan.txt
  sallyport sbom "$1" --quiet -o sbom.json
  sallyport attest "$1" --key scanner.pem --scan scan.json > attested.txt
  sallyport attest "$1" --key scanner.pem --sbom sbom.json >> attested.txt
}
# The gate judges what lies beside the image, knows whose work it is, and signs what it decided.
gate() { # NAME IMAGE [OPTION...]
  local name=$1 image=$2
  shift 2
  sallyport gate "$name" -i scan.json --image "$image" --key scanner.pub --author-key developer.pub --sign-key gate.pem "$@"
}
# All that a deployment needs: the digest, the gate's key, and the environment.
deploy() { # IMAGE ENVIRONMENT [OPTION...]
  local image=$1 environment=$2
  shift 2
  sallyport deploy verify "$image" --environment "$environment" --key gate.pub "$@"
}
approve() { # IMAGE PERSON
  local image=$1 person=$2 accept=() id
  while read -r id; do accept+=(--accept "$id"); done < <(violations)
  sallyport approve "$image" --gate release --environment production --reason 'A fix is planned.' --key "$person.pem" "${accept[@]}"
}
# The ids of what the gate asks about, of its JSON.
violations() { grep -oE '"id": "(sp|v)_[0-9a-f]+"' decision.json | cut -d '"' -f 4 | sort -u; }

# --- An image with a critical vulnerability ------------------------------------------------------------------------------------
critical=$(build 1.0-1)
evidence "$critical"
expect 1 'Signed FAILED' gate release "$critical"
expect 1 'NOT_PASSED' deploy "$critical" production
says 'an image with a critical vulnerability fails the gate, the verdict FAILED is signed, and it may not be deployed'

# --- An image that only needs somebody to look at it ---------------------------------------------------------------------------
warned=$(build 1.1-1)
evidence "$warned"
expect 4 'NEEDS APPROVAL' gate release "$warned"
expect 4 'Signed FAILED' gate release "$warned" -o json=decision.json --json
expect 1 'NOT_PASSED' deploy "$warned" production
says 'an image with a warning needs an approval, and says so in text and JSON; until then it may not be deployed'

expect 0 'Approved' approve "$warned" developer
expect 4 'author of the change' gate release "$warned"
expect 1 'NOT_PASSED' deploy "$warned" production
says 'the approval of the author does not count, though they may approve the work of others'

expect 0 'Approved' approve "$warned" approver
expect 0 'Signed PASSED' gate release "$warned"
expect 0 'may be deployed to production' deploy "$warned" production
says 'with the approval of another person it passes, and may be deployed by digest, key and environment alone'

# --- What does not pass, though something is signed --------------------------------------------------------------------------
while deploy "$warned" production --max-age 1s > out.txt 2>&1; do :; done
expect 1 'STALE' deploy "$warned" production --max-age 1s --explain
says 'a verdict that is older than its limit is refused'

umoci config --image layout:1.1-1 --config.user 0
sallyport copy oci-dir:layout:1.1-1 "127.0.0.1:$port/shop/web:1.1-1" --quiet > copied.txt
altered=127.0.0.1:$port/shop/web@$(digest 1.1-1)
[ "$altered" != "$warned" ]
expect 1 'NO_VERDICT' deploy "$altered" production
says 'an image that was altered after signing is refused, under the same tag'

evidence "$critical"
expect 0 'Signed PASSED' gate test "$critical"
expect 0 'may be deployed to staging' deploy "$critical" staging
expect 1 'WRONG_ENVIRONMENT' deploy "$critical" production --gate test --explain
expect 1 'may not be deployed to production' deploy "$critical" production
says 'a verdict for staging lets nothing into production'

# --- The rebuilt image ----------------------------------------------------------------------------------------------------------
rebuilt=$(build 1.2-1)
evidence "$rebuilt"
expect 0 'Signed PASSED' gate release "$rebuilt"
expect 0 '"ok":true' deploy "$rebuilt" production --json --level SALLYPORT_SCANNED
while read -r digest; do grep -qF "$digest" out.txt; done < <(sha256sum scan.json | cut -d ' ' -f 1)
[ "$(grep -oE '"uri":"oci://[^"]*@sha256:[0-9a-f]{64}","digest":"sha256:[0-9a-f]{64}"' out.txt | sort -u | wc -l)" = 2 ]
says 'a rebuilt image without them passes, and its verdict names the scan and the attestations that it rests on'
