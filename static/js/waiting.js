// On the page of somebody who waits: asks every quarter of a minute where they stand, and shows the page anew on a change.
// Vocabulary in the markup: [data-waiting="/my/registrations/…/standing"] with data-standing, the answer the page shows.

const EVERY_MS = 15_000;

for (const place of document.querySelectorAll("[data-waiting]")) {
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.waiting, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).standing !== place.dataset.standing) location.reload();
    } catch {
      // No network: the page stays as it is and asks again later.
    }
  };
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
}
