# Shell functions that ./demo and ./test share: the system packages that the program opens at run time.
#
# In: a Debian or Ubuntu machine, bare or not. Out: a Vulkan loader, Mesa's software driver, the X11 libraries, XDG_RUNTIME_DIR.
# Not here: building and testing (./demo, ./test). Nothing is linked against these at build time; no -dev package is needed.

# The loader, lavapipe, and what winit opens by name. Without libxkbcommon-x11-0 a window cannot be made at all.
CYCLORAMA_PACKAGES=(libvulkan1 mesa-vulkan-drivers libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0)
# What ./test alone needs: a virtual X screen for tests/windows, Chromium for tests/pages, oscsend for tests/clients.
CYCLORAMA_TEST_PACKAGES=(xvfb chromium liblo-tools)
# Clients and page tests in other languages: from the distribution only where the machine has none of its own.
command -v node >/dev/null || CYCLORAMA_TEST_PACKAGES+=(nodejs)
command -v npm >/dev/null || CYCLORAMA_TEST_PACKAGES+=(npm)
python3 -c 'import venv, ensurepip' 2>/dev/null || CYCLORAMA_TEST_PACKAGES+=(python3 python3-venv)

# Prints a command, then runs it.
shown() {
    printf '+ %s\n' "$*"
    "$@"
}

# Prints those of the named packages that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || printf '%s\n' "$package"
    done
}

# Installs what is missing of the program's packages and of those named, each named first.
ensure_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        printf 'note: not Debian or Ubuntu, so no package is installed; needed are a Vulkan loader with a driver and the X11 libraries (%s)\n' \
            "${CYCLORAMA_PACKAGES[*]} $*"
        return 0
    fi
    local missing package
    mapfile -t missing < <(missing_packages "${CYCLORAMA_PACKAGES[@]}" "$@")
    if [ "${#missing[@]}" -eq 0 ]; then
        return 0
    fi
    for package in "${missing[@]}"; do
        printf 'missing package: %s\n' "$package"
    done
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            printf 'error: %s missing package(s), and this user may not install them. Run as root: apt-get update && apt-get install -y --no-install-recommends %s\n' \
                "${#missing[@]}" "${missing[*]}" >&2
            return 1
        fi
        root=(sudo)
    fi
    # An old package list names files that the mirror no longer has, so it is fetched first.
    if ! shown "${root[@]}" apt-get update -q ||
        ! shown "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; then
        printf 'error: apt-get could not install %s. Check the network and the package sources, or install them by hand, then start again\n' \
            "${missing[*]}" >&2
        return 1
    fi
}

# The Vulkan loader and Mesa complain at every start without a private directory here.
ensure_runtime_dir() {
    if [ -n "${XDG_RUNTIME_DIR:-}" ]; then
        return 0
    fi
    XDG_RUNTIME_DIR="$(pwd)/target/xdg-runtime"
    mkdir -p "$XDG_RUNTIME_DIR"
    chmod 0700 "$XDG_RUNTIME_DIR"
    export XDG_RUNTIME_DIR
    printf 'XDG_RUNTIME_DIR was unset: %s\n' "$XDG_RUNTIME_DIR"
}

# Says what to install when Rust is absent.
ensure_rust() {
    if ! command -v cargo >/dev/null; then
        printf 'error: cargo was not found. Install Rust 1.95 or later from https://rustup.rs, then start again\n' >&2
        return 1
    fi
}
