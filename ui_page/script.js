// What the page does on its own: footnotes lead to their cards and back, answers are copied,
// and a screen reader is told what is going on. It inserts no text of others into the page.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let wanted = null; // a card of an earlier answer that the server is still sending

  function flash(element) {
    element.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "nearest" });
    element.focus({ preventScroll: true });
    element.classList.remove("flash");
    void element.offsetWidth; // starts the animation anew
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), 1800);
  }

  function reveal(turn, number) {
    if ($("#sources [data-turn]")?.dataset.turn !== turn) {
      wanted = { turn, number };
      return;
    }
    wanted = null;
    const target = number ? $(`#sources [data-citation="${Number(number)}"]`) : $("#sources");
    if (number && target) flash(target);
    else if (target && innerWidth < 1100) target.scrollIntoView({ behavior: "smooth", block: "start" });
  }

  async function copy(button) {
    const text = button.dataset.copy;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = document.createElement("textarea"); // plain http on another host has no clipboard API
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = done ? "Copied" : "Could not copy";
    setTimeout(() => (button.textContent = label), 1600);
  }

  document.addEventListener("click", (event) => {
    const hit = event.target.closest?.("[data-cites], [data-back], [data-show], [data-copy], #masthead a");
    if (!hit) return;
    if (hit.dataset.cites) {
      event.preventDefault();
      reveal(hit.dataset.turn, hit.dataset.cites);
    } else if (hit.dataset.back) {
      const turn = $("#sources [data-turn]").dataset.turn;
      const marker = $(`[data-cites="${hit.dataset.back}"][data-turn="${turn}"]`);
      if (marker) flash(marker);
    } else if (hit.dataset.show) {
      reveal(hit.dataset.show, null);
    } else if (hit.dataset.copy) {
      copy(hit);
    } else {
      event.preventDefault();
      const target = $(new URL(hit.href).hash);
      target.scrollIntoView({ behavior: "smooth", block: "start" });
      $("textarea", target)?.focus();
    }
  });

  // Gradio gives its parts ids, but no roles: name them, and say when an answer is being written.
  function describe() {
    const roles = { conversation: "log", hint: "status" };
    const labels = { conversation: "Conversation", conversations: "Earlier conversations", composer: "Ask" };
    for (const [id, role] of Object.entries(roles)) document.getElementById(id)?.setAttribute("role", role);
    for (const [id, label] of Object.entries(labels)) document.getElementById(id)?.setAttribute("aria-label", label);
    document.documentElement.lang ||= "en";
    const box = $("#question textarea");
    if (box) box.maxLength = 200000;
  }

  // Keep the answer that is being written in sight, unless its reader scrolls on their own.
  let started = false;
  let scrolled = false;
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    addEventListener(kind, () => (scrolled = true), { passive: true });
  }
  function follow() {
    const last = [...document.querySelectorAll("#conversation .exchange")].at(-1)?.getBoundingClientRect();
    const floor = document.getElementById("composer")?.getBoundingClientRect().top;
    if (!last || scrolled) return;
    const again = document.getElementById("retry")?.getBoundingClientRect().bottom ?? 0; // 0 while it is not shown
    const hidden = Math.min(Math.max(last.bottom, again) - floor, last.top - 12);
    if (hidden > 0) scrollBy({ top: hidden });
  }

  new MutationObserver(() => {
    const conversation = document.getElementById("conversation");
    if (!conversation) return;
    if (!conversation.hasAttribute("role")) describe();
    const reading = !!$("#live .reading");
    if (conversation.getAttribute("aria-busy") !== String(reading)) {
      conversation.setAttribute("aria-busy", String(reading)); // the answer is read out once, when it is whole
    }
    if (reading && !started) scrolled = false;
    if (reading || started) follow();
    started = reading;
    if (wanted) reveal(wanted.turn, wanted.number);
  }).observe(document.documentElement, { childList: true, characterData: true, subtree: true });
})();
