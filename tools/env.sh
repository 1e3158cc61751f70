# The project's environment, for bash: `. tools/env.sh`, or `tools/run COMMAND` for one command.
# The only place that knows where Rust may hide and which certificates to trust.

SHORA_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export VIRTUAL_ENV=$SHORA_ROOT/.venv
export PATH=$VIRTUAL_ENV/bin:$PATH
unset PYTHONHOME PYTHONPATH

# Rust: the cargo on PATH, else of $CARGO_HOME, of $HOME, of the account's real home (an empty $HOME is no reason to
# fail), else a system-wide one. A cargo that is rustup's proxy also needs to find its toolchains.
shora_find_cargo() {
    local account candidate bin toolchains
    cargo --version >/dev/null 2>&1 && return 0
    account=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
    for candidate in "$(command -v cargo || true)" "${CARGO_HOME:-}/bin/cargo" "${HOME:-}/.cargo/bin/cargo" \
                     "$account/.cargo/bin/cargo" /usr/local/cargo/bin/cargo /opt/cargo/bin/cargo; do
        [ -x "$candidate" ] || continue
        bin=$(dirname "$candidate")
        if "$candidate" --version >/dev/null 2>&1; then
            export PATH=$VIRTUAL_ENV/bin:$bin:$PATH
            return 0
        fi
        for toolchains in "$bin/../../.rustup" "$bin/../../rustup" "$account/.rustup"; do
            [ -d "$toolchains" ] || continue
            toolchains=$(cd "$toolchains" && pwd)
            if RUSTUP_HOME=$toolchains "$candidate" --version >/dev/null 2>&1; then
                export RUSTUP_HOME=$toolchains PATH=$VIRTUAL_ENV/bin:$bin:$PATH
                return 0
            fi
        done
    done
    return 1
}
shora_find_cargo || true # whoever needs it says so; `make lint` on Python does not
export RUSTUP_AUTO_INSTALL=${RUSTUP_AUTO_INSTALL:-0} # a check never changes the toolchain behind one's back
export CARGO_NET_RETRY=${CARGO_NET_RETRY:-5}

# Trust what the system trusts: several of these tools carry a list of their own otherwise.
if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
    for variable in SSL_CERT_FILE PIP_CERT REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS; do
        [ -n "${!variable:-}" ] || export "$variable=/etc/ssl/certs/ca-certificates.crt"
    done
    unset variable
fi
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-120}
export PIP_DISABLE_PIP_VERSION_CHECK=1
