"""Ed25519 signatures over a pack's manifest. The private key is a PEM file that only its owner may read."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE, PUBLIC = "pack-signing.pem", "pack-signing.pub"


class BadKey(ValueError):
    """A file that is no Ed25519 key."""


def make_keys(folder: Path) -> Path:
    """Write a new pair; the path of the public key. FileExistsError where there is one: old packs hang on it."""
    folder.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    handle = os.open(folder / PRIVATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(pem)
    public = folder / PUBLIC
    public.write_text(public_text(key.public_key()), encoding="ascii")
    return public


def private_key(folder: Path) -> Ed25519PrivateKey | None:
    """The key of a folder, or None where there is none. Raises BadKey."""
    path = folder / PRIVATE
    if not path.exists():
        return None
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        raise BadKey(f"{path.name} is no private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path.name} is no Ed25519 key")
    return key


def public_text(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode("ascii")


def signature_bytes(key: Ed25519PrivateKey, manifest: bytes) -> bytes:
    public = public_text(key.public_key())
    body = {
        "algorithm": "Ed25519",
        "signed": "manifest.json",
        "key_id": hashlib.sha256(public.encode()).hexdigest()[:16],
        "public_key": public,
        "signature": base64.b64encode(key.sign(manifest)).decode("ascii"),
    }
    return json.dumps(body, indent=2).encode()


def verified(signature: bytes, manifest: bytes, trusted: str | None = None) -> bool:
    """Whether the signature is right, and by the ``trusted`` public key (base64) where one is named."""
    try:
        body = json.loads(signature)
        public = str(body["public_key"])
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(body["signature"], validate=True), manifest)
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    return trusted is None or trusted.strip() == public
