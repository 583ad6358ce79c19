// Comfort only: every page works without this file (links lead from a field to its evidence and back).
"use strict";

// --- a field and its evidence -------------------------------------------------------------------
function light(field, follow) {
  document.querySelectorAll(".on").forEach((el) => el.classList.remove("on"));
  const places = document.querySelectorAll('[data-f~="' + CSS.escape(field) + '"]');
  places.forEach((el) => el.classList.add("on"));
  const line = document.getElementById("f-" + field);
  if (line) {
    const folded = line.closest("details");
    if (folded) folded.open = true;
    line.classList.add("on");
  }
  const target = follow === "text" ? places[0] : line;
  if (!target) return false;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  return true;
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const where = event.target.closest("a.where");
  const mark = event.target.closest("a[data-f]");
  if (where && light(where.dataset.field, "text")) event.preventDefault();
  else if (mark) {
    // Where several fields rest on the same words, each click goes to the next one.
    const fields = mark.dataset.f.split(" ");
    const now = fields.findIndex((f) => document.getElementById("f-" + f)?.classList.contains("on"));
    if (light(fields[(now + 1) % fields.length], "field")) event.preventDefault();
  }
});

// --- an upload ----------------------------------------------------------------------------------
const form = document.getElementById("upload");
if (form && window.FormData && window.fetch) {
  const status = document.getElementById("upload-status");
  const bar = document.getElementById("upload-bar");
  const words = form.dataset;
  const tell = (text, step) => {
    status.replaceChildren(document.createTextNode(text));
    if (step) {
      const next = document.createElement("span");
      next.textContent = " " + words.nextStep + ": " + step;
      status.append(next);
    }
  };
  const said = JSON.parse(words.troubles || "{}");
  const fail = (trouble) => {
    bar.hidden = true;
    form.querySelector("button").disabled = false;
    const own = said[trouble.code];
    if (own) tell(own.message, own.next_step);
    else tell(trouble.message, trouble.next_step);
  };
  const watch = async (id) => {
    let receipt;
    try {
      const answer = await fetch("/v1/receipts/" + encodeURIComponent(id));
      receipt = await answer.json();
      if (!answer.ok) return fail(receipt);
    } catch {
      return fail({ message: words.offline, next_step: "" });
    }
    if (receipt.state === "failed") return fail(receipt.trouble);
    if (receipt.state === "done") {
      tell(receipt.already_held ? words.held : words.done);
      bar.value = 1;
      window.location.href = "/readings/" + receipt.sha256;
      return;
    }
    if (receipt.state === "queued") tell(words.queued);
    else if (receipt.pages) {
      tell(words.reading.replace("{page}", receipt.page).replace("{pages}", receipt.pages));
      bar.value = receipt.page / receipt.pages;
    } else {
      tell(words.readingUnknown);
      bar.removeAttribute("value");
    }
    window.setTimeout(() => watch(id), 400);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) return tell(words.none);
    if (file.size > Number(words.limit)) return tell(words.tooLarge);
    form.querySelector("button").disabled = true;
    bar.hidden = false;
    bar.value = 0;
    tell(words.sending);
    const send = new XMLHttpRequest();
    send.open("POST", "/v1/receipts");
    send.upload.onprogress = (e) => { if (e.lengthComputable) bar.value = e.loaded / e.total; };
    send.onerror = () => fail({ message: words.offline, next_step: "" });
    send.onload = () => {
      let body = {};
      try { body = JSON.parse(send.responseText); } catch { /* told below */ }
      if (send.status === 202) watch(body.id);
      else fail({ code: body.code, message: body.message || words.offline, next_step: body.next_step || "" });
    };
    const data = new FormData();
    data.append("file", file);
    send.send(data);
  });
}
