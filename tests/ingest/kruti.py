"""Unicode into Kruti Dev, as a typist strikes it. Written apart from the decoder: each can show the other wrong."""

from __future__ import annotations

import regex

FULL = dict(
    zip(
        "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल ळ व श ष स ह".split(),
        "d [k x ?k ³ p N t > ¥ V B M < .k r Fk n /k u i Q c Hk e ; j y G o 'k \"k l g".split(),
        strict=True,
    )
)
HALF = dict(
    zip(
        "क ख ग घ च ज ण त थ ध न प फ ब भ म य ल व श ष स ह".split(),
        "D [ X ? P T . R F / U I ¶ C H E ¸ Y O ' \" L º".split(),
        strict=True,
    )
)
JOINED = {
    "क्ष": "{k", "त्र": "=", "ज्ञ": "K", "श्र": "J", "द्य": "|", "द्व": "}", "द्ध": ")", "द्द": "í", "त्त": "Ùk",
    "न्न": "é", "ह्न": "à", "ह्य": "á", "ह्म": "ã", "ट्ट": "ê", "ट्ठ": "ë", "ड्ड": "ì", "क्र": "Ø", "फ्र": "Ý", "द्र": "æ",
    "प्र": "iz", "क्क": "ô",
}  # fmt: skip
HALF_JOINED = {"क्ष": "{", "त्त": "Ù", "त्र": "«", "न्न": "™"}
VOWELS = {
    "अ": "v", "आ": "vk", "इ": "b", "ई": "bZ", "उ": "m", "ऊ": "Å", "ऋ": "_",
    "ए": ",", "ऐ": ",s", "ओ": "vks", "औ": "vkS", "ऑ": "v‚",
}  # fmt: skip
MATRAS = {
    "ा": "k", "ी": "h", "ु": "q", "ू": "w", "ृ": "`", "े": "s", "ै": "S", "ो": "ks", "ौ": "kS", "ॉ": "‚", "ॅ": "W",
}  # fmt: skip
BINDU = {"ं": "a", "ँ": "¡", "ः": "%"}
POINTS = {
    "।": "A", ".": "-", "-": "&", ",": "]", "(": "¼", ")": "½", ":": "%", "/": "@", ";": "(", "?": "\\", "‘": "^",
    "’": "*",
}  # fmt: skip
WHOLE = {"रु": "#", "रू": ":", "कृ": "—", "दृ": "–", "हृ": "â"}

C = "[क-ह]़?"
SYLLABLE = regex.compile(
    f"(?P<reph>र्(?={C}))?(?P<cluster>{C}(?:्{C})*)(?P<halt>्?)(?P<matra>[ा-ौ]?)(?P<bindu>[ंँः]?)"
    f"|(?P<vowel>[अ-औ])(?P<vbindu>[ंँः]?)|(?P<other>.)",
    regex.DOTALL,
)


def to_kruti(text: str) -> str:
    return "".join(map(_syllable, SYLLABLE.finditer(text)))


def _syllable(m: regex.Match[str]) -> str:
    if m["vowel"]:
        bindu = m["vbindu"]
        return "b±" if m["vowel"] == "ई" and bindu == "ं" else VOWELS[m["vowel"]] + (BINDU[bindu] if bindu else "")
    if m["cluster"] is None:
        return POINTS.get(m["other"], m["other"])
    before = "f" if m["matra"] == "ि" else ""
    body = WHOLE.get(m["cluster"] + m["matra"])
    if body is None:
        body = _cluster(m["cluster"]) + MATRAS.get(m["matra"], "")
    halt = "~" if m["halt"] else ""
    bindu = BINDU[m["bindu"]] if m["bindu"] else ""
    above = "±" if m["reph"] and m["bindu"] == "ं" else ("Z" if m["reph"] else "") + bindu
    return before + body + halt + above


def _cluster(cluster: str) -> str:
    letters = cluster.split("्")
    out = ""
    while letters:
        pair = "्".join(letters[:2])
        if len(letters) == 2 and pair in JOINED:
            return out + JOINED[pair]
        if len(letters) > 2 and pair in HALF_JOINED:
            out += HALF_JOINED[pair]
            letters = letters[2:]
            continue
        if len(letters) > 2 and pair in JOINED and letters[2] in "रय":
            return out + JOINED[pair] + {"र": "z", "य": "î"}[letters[2]]
        head, letters = letters[0], letters[1:]
        bare = head.removesuffix("़")
        nukta = "+" if head != bare else ""
        if not letters:
            full = FULL[bare]
            return out + (full[:1] + nukta + full[1:] if len(full) == 2 else full + nukta)
        if letters[0] == "र" and len(letters) == 1:
            return out + FULL[bare] + nukta + ("ª" if bare in "टठडढछ" else "z")
        if bare in HALF:
            out += HALF[bare] + nukta
        elif letters[0] == "य" and len(letters) == 1:
            return out + FULL[bare] + nukta + "î"
        else:
            out += FULL[bare] + nukta + "~"
    return out
