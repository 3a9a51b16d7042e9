// Counts the seconds down until another code may be asked for; without it the words stay as the page came.
// Vocabulary in the markup: [data-countdown="37"] around [data-countdown-left].

for (const place of document.querySelectorAll("[data-countdown]")) {
  const until = Date.now() + Number(place.dataset.countdown) * 1000;
  const figure = place.querySelector("[data-countdown-left]");
  const timer = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) figure.textContent = left;
    else {
      place.textContent = "现在可以重发";
      clearInterval(timer);
    }
  }, 500);
}
