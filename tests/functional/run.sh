#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs one functional test file with a Node that is new enough for the clients under test.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
node="$here/../../node_modules/node/bin/node"
if [ ! -x "$node" ]; then
  node=$(command -v node) || { echo 'no Node: run npm ci first' >&2; exit 1; }
fi
case "$1" in
  /*) file=$1 ;;
  *) file=$(pwd)/$1 ;;
esac
shift
cd "$here"
exec "$node" --test-reporter=spec "$@" "$file"
