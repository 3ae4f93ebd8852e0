#!/bin/sh
# Downloads the npm package the model comes from and unpacks it into <folder>/nsfwjs, the
# folder given as $1.
set -eu
mkdir -p "$1"
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
get() {  # name@version, folder
  rm -rf "$2" && mkdir "$2"
  tar xzf "$(npm pack --silent "$1")" -C "$2"
}
get nsfwjs@4.4.0 nsfwjs
node "$here/unpack-nsfwjs.js" nsfwjs/package/dist/models/mobilenet_v2_mid nsfwjs/mobilenet_v2_mid
