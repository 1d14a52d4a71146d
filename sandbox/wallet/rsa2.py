"""RSA2 by the openssl program: SHA256withRSA in base64. Shares nothing with plugins/wallet."""

import base64
import os
import subprocess


def make_keys(folder):
    """wallet.pem and wallet_public.pem in the folder, unless they are there."""
    private, public = os.path.join(folder, "wallet.pem"), os.path.join(folder, "wallet_public.pem")
    if not os.path.exists(public):
        os.makedirs(folder, exist_ok=True)
        old = os.umask(0o077)
        _openssl("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", private)
        os.umask(old)
        _openssl("pkey", "-in", private, "-pubout", "-out", public + ".new")
        os.rename(public + ".new", public)
    return private, public


def sign(private_key, text):
    signature = _openssl("dgst", "-sha256", "-sign", private_key, stdin=text.encode())
    return base64.b64encode(signature).decode()


def verifies(public_key, text, signature):
    """Also False for what is no base64 and for a key that openssl cannot read."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    fd = os.memfd_create("signature")
    try:
        os.write(fd, raw)
        done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", public_key, "-signature", f"/dev/fd/{fd}"],
                              input=text.encode(), capture_output=True, pass_fds=[fd], check=False)
        return done.returncode == 0
    finally:
        os.close(fd)


def signed_text(parameters):
    return "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))


def _openssl(*arguments, stdin=b""):
    done = subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=False)
    if done.returncode != 0:
        raise OSError(f"openssl {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
