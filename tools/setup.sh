# shellcheck shell=bash disable=SC2154
# The steps of ./dev that install, fetch and build; sourced by it, in the root of the checkout.

packages_for() {  # build | test | micro | fuzz
  local id version name boost browser
  # shellcheck source=/dev/null
  { read -r id; read -r version; read -r name; } < <(
    . /etc/os-release && printf '%s\n%s\n%s\n' "$ID" "${VERSION_ID:-}" "$PRETTY_NAME")
  case $id:$version in
    debian:12) boost=libboost1.81-dev browser=chromium ;;
    ubuntu:24.04) boost=libboost1.83-dev browser= ;;  # Ubuntu's browser is no package.
    *) die "$name is not known here, only Debian 12 and Ubuntu 24.04: install the counterparts of" \
      "the packages in $root/dev by hand, then set TRIGO_SKIP_PACKAGES=1" ;;
  esac
  echo ca-certificates g++ cmake ninja-build pkgconf ccache python3-venv ffmpeg opencv-doc \
    libavformat-dev libavcodec-dev libavutil-dev libavdevice-dev libswscale-dev libyuv-dev \
    libturbojpeg0-dev "$boost" libssl-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev \
    libspdlog-dev libfmt-dev libexpected-dev libcurl4-openssl-dev \
    prometheus-cpp-dev libsqlitecpp-dev
  if [[ $1 == test ]]; then
    # The last four are the cameras of tests/faults.
    echo libgtest-dev clang-format-14 clang-tidy-14 git $browser python3-gi \
      gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  fi
  # The runtime holds libFuzzer; LLVM's tools name the lines of what was found.
  if [[ $1 == test || $1 == fuzz ]]; then echo clang-16 libclang-rt-16-dev llvm-16; fi
  if [[ $1 == micro ]]; then echo libbenchmark-dev; fi
}

missing_of() {  # PACKAGE…
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p' | sort -u) || true
  comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed") | xargs
}

as_root() {  # COMMAND…
  if ((EUID == 0)); then env DEBIAN_FRONTEND=noninteractive "$@"
  else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

setup_packages() {  # build | test | micro | fuzz
  [[ -n ${TRIGO_SKIP_PACKAGES:-} ]] && return
  local names missing
  names=$(packages_for "$1")
  # shellcheck disable=SC2086
  missing=$(missing_of $names)
  [[ -n $missing ]] || return 0
  say "Installing system packages: $missing"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "needs root for: apt-get install $missing; run this as root, or install sudo"
    sudo -v || die "needs root for: apt-get install $missing; sudo did not let us"
  fi
  logged apt-update as_root apt-get update
  # shellcheck disable=SC2086
  logged apt-install as_root apt-get install -y --no-install-recommends $missing
}

# promtool, into .dev/. It comes with Prometheus, a server that installing would start and let
# listen to everybody: the package is unpacked instead. It wants nothing but the C library.
setup_promtool() {
  [[ -z ${TRIGO_SKIP_PACKAGES:-} && ! -x .dev/promtool ]] || return 0
  say "Unpacking promtool out of the system's package prometheus"
  local folder
  folder=$(mktemp -d "$PWD/.dev/prometheus.XXXXXX")
  # Without package lists, as in a fresh image, there is nothing to download from yet.
  (cd "$folder" && apt-get download prometheus >download.log 2>&1) || {
    logged apt-update as_root apt-get update
    (cd "$folder" && apt-get download prometheus) >&2 ||
      die "apt-get download prometheus failed; tests need its promtool"
  }
  dpkg-deb --fsys-tarfile "$folder"/prometheus_*.deb |
    tar -xO ./usr/bin/promtool >"$folder/promtool"
  chmod +x "$folder/promtool"
  mv "$folder/promtool" .dev/promtool
  rm -r "$folder"
}

setup_python() {  # build | test
  local files=(tools/requirements.txt) key arguments=() file
  [[ $1 == build ]] || files+=(tests/requirements.txt)
  # The system's Python: another one that comes first in PATH may lack venv, or be gone tomorrow.
  key=$({ cat "${files[@]}"; /usr/bin/python3 --version; } | key_of)
  if is_stamped "python-$1" "$key" && [[ -x $python ]]; then return; fi
  say "Installing Python packages into .dev/python: ${files[*]}"
  local version
  version=$(/usr/bin/python3 -c 'import platform; print(platform.python_version())')
  if [[ ! -x $python || $("$python" -c 'import platform; print(platform.python_version())' \
    2>/dev/null) != "$version" ]]; then
    logged venv /usr/bin/python3 -m venv --clear .dev/python
  fi
  for file in "${files[@]}"; do arguments+=(-r "$file"); done
  logged pip "$python" -m pip install --disable-pip-version-check --no-input "${arguments[@]}"
  stamp "python-$1" "$key"
}

# What the console is built and tested with, into ui/node_modules.
setup_console() {
  local key
  key=$(cat ui/package.json ui/package-lock.json | key_of)
  if is_stamped console "$key" && [[ -d ui/node_modules/vite ]]; then return; fi
  say "Installing the console's packages into ui/node_modules"
  logged npm run_npm ci --ignore-scripts --no-audit --no-fund
  stamp console "$key"
}

# npm in ui/, of the Node.js among our Python packages.
run_npm() { (cd ui && PATH=$root/.dev/python/bin:$PATH npm "$@"); }

# As many compilers as there are cores, but no more than memory for them (2 GiB each).
jobs_here() {
  local cores gib
  cores=$(nproc)
  gib=$(awk '/MemAvailable/ {print int($2 / 2097152)}' /proc/meminfo)
  echo $((gib < 1 ? 1 : gib < cores ? gib : cores))
}

configure() {  # PRESET
  [[ -f build/$1/build.ninja && build/$1/build.ninja -nt CMakePresets.json ]] && return
  say "Configuring $1"
  logged "configure-$1" cmake --preset "$1"
  touch "build/$1/build.ninja"
}

build() {  # PRESET [TARGET…]
  local preset=$1 command
  shift
  configure "$preset"
  command=(ninja -C "build/$preset" -j "$(jobs_here)" "$@")
  say "Building $preset, as far as it has changed"
  if [[ -t 1 ]]; then "${command[@]}"; else logged "build-$preset" "${command[@]}"; fi
}

# Brings the model into the user's cache, if it is not there: checkouts share it.
setup_model() { TRIGO_PYTHON=$python build/release/trigo model fetch "$model"; }

# Debian's sample footage; some versions of the package compress it.
sample_video() {
  local packed
  packed=$(dpkg -L opencv-doc | grep -E '/vtest\.avi(\.gz)?$' | head -n 1) ||
    die "the package opencv-doc holds no vtest.avi here; run: trigo run YOUR_VIDEO"
  if [[ $packed != *.gz ]]; then
    echo "$packed"
    return
  fi
  mkdir -p "$footage"
  if [[ ! -f $footage/vtest.avi ]]; then
    gzip -dc "$packed" >"$footage/vtest.avi.part"
    mv "$footage/vtest.avi.part" "$footage/vtest.avi"
  fi
  echo "$footage/vtest.avi"
}

# Makes NAME.mp4: a minute of the sample from OFFSET seconds on (it starts over at its end), through
# FILTER.
make_clip() {  # NAME OFFSET FILTER
  [[ -f $footage/$1.mp4 ]] && return
  ffmpeg -nostdin -v error -y -stream_loop 1 -i "$sample" -ss "$2" -t 60 -an -vf "$3" \
    -c:v libx264 -preset veryfast -bf 0 -threads 2 -pix_fmt yuv420p -g 50 -f mp4 "$footage/$1.part"
  mv "$footage/$1.part" "$footage/$1.mp4"
}

setup_footage() {
  local key sample
  sample=$(sample_video)
  key=$({ declare -f setup_footage make_clip; stat -c '%n %s' "$sample"; } | key_of)
  is_stamped footage "$key" && return
  say "Cutting sample clips into .dev/footage"
  mkdir -p "$footage"
  rm -f "$footage"/*.mp4 "$footage/original.avi"
  ln -s "$sample" "$footage/original.avi"
  make_clip wide 12 'crop=768:432:0:100,scale=1280:720,fps=25'
  make_clip portrait 28 'crop=324:576:220:0'
  make_clip small 43 'scale=384:288'
  make_clip mirrored 60 'hflip'
  stamp footage "$key"
}

setup() {  # build | test
  mkdir -p .dev
  setup_packages "$1"
  [[ $1 == build ]] || setup_promtool
  setup_python "$1"
  setup_console
}
