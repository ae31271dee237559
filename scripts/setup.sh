# shellcheck shell=bash
# What scripts/facilitate and scripts/test have in common: they source this, and it
# installs what is missing on this machine and in this checkout's .venv. It says
# what it installs, and nothing when all is there. Bash 3.2, as on macOS, will do.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
# shellcheck disable=SC2034  # for the scripts that source this
bin=$venv/bin
pythons=">=3.11,<3.14"

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "$*"
    exit 2
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# Debian's packages of these names, where there is apt-get. False if one could not be had.
need_apt() {
    have apt-get && have dpkg-query || return 0
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    say "Installing ${missing[*]} with apt-get."
    apt_install "${missing[@]}" || {
        say "That failed; please run: sudo apt-get install ${missing[*]}"
        return 1
    }
}

apt_install() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || return 1
        as_root=(sudo)
    fi
    local get=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive
        apt-get -qq -o DPkg::Lock::Timeout=120)
    "${get[@]}" install --no-install-recommends -y "$@" >/dev/null 2>&1 && return 0
    # The package lists may be missing or old.
    "${get[@]}" update >/dev/null && "${get[@]}" install --no-install-recommends -y "$@" >/dev/null
}

# Homebrew's formulae of these names, on a Mac. False if one could not be had.
need_brew() {
    [ "$(uname -s)" = Darwin ] || return 0
    local name
    for name in "$@"; do
        have brew && brew list --formula "$name" >/dev/null 2>&1 && continue
        have brew || {
            say "Please install Homebrew (https://brew.sh), then run: brew install $name"
            return 1
        }
        say "Installing $name with brew."
        brew install --quiet "$name" >&2 || return 1
    done
}

# A Python that this project runs on, with what it takes to make a virtual environment.
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11 python; do
        if "$name" -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

make_venv() {
    say "Making $venv."
    rm -rf "$venv"
    if have uv && uv venv --quiet --python "$pythons" "$venv"; then
        return 0
    fi
    local python
    python=$(find_python) || need_apt python3 python3-venv || true
    python=${python:-$(find_python)} || die "Please install Python 3.11, 3.12 or 3.13."
    "$python" -m venv "$venv"
}

# The project in .venv, with the extra "[dev]" or none ("-"). A stamp tells for which
# place and which pyproject.toml that was done; with the extra counts for without.
need_venv() {
    local extra=${1#-} stamp=$venv/installed-for now before=
    now="$root $(cksum <"$root/pyproject.toml")"
    [ ! -e "$stamp" ] || before=$(cat "$stamp")
    if "$bin/python" -c '' 2>/dev/null; then
        case $before in
        "$now $1" | "$now [dev]") return 0 ;;
        "$root "* | "") ;;
        *) make_venv ;; # its scripts know the path where it was made: it has been moved
        esac
    else
        make_venv
    fi
    say "Installing the Python packages into $venv; the first time, this takes a few minutes."
    if have uv; then
        uv pip install --quiet --python "$bin/python" --editable "$root$extra" || return 1
    else
        "$bin/python" -m pip install --quiet --disable-pip-version-check --editable "$root$extra" ||
            return 1
    fi
    printf '%s\n' "$now $1" >"$stamp"
}
