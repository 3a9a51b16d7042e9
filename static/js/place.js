// Asks the browser for the position, only after a tap: at the desk to fill the form, on a worker's phone while 签到 is
// sent. Without a position the worker's form goes all the same: refusing is allowed.
// Vocabulary in the markup: #here with #here-note; form[data-place] with latitude, longitude and doubt.

const OPTIONS = { enableHighAccuracy: true, timeout: 6000, maximumAge: 60000 };

const here = document.getElementById("here");
if (here && navigator.geolocation) {
  const note = document.getElementById("here-note");
  here.hidden = false;
  here.addEventListener("click", () => {
    note.textContent = "正在找位置……";
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      document.getElementById("latitude").value = coords.latitude.toFixed(5);
      document.getElementById("longitude").value = coords.longitude.toFixed(5);
      note.textContent = `找到了，误差约 ${Math.round(coords.accuracy)} 米。`;
    }, () => { note.textContent = "没有拿到位置。请允许浏览器定位，或手工填写。"; }, OPTIONS);
  });
}

for (const form of document.querySelectorAll("form[data-place]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.dataset.sent || !navigator.geolocation) return;
    event.preventDefault();
    form.dataset.sent = "yes";
    const button = document.querySelector(`[form="${form.id}"]`) || form.querySelector("button");
    if (button) button.lastChild.textContent = "正在签到……";
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = coords.latitude;
      form.elements.longitude.value = coords.longitude;
      form.elements.doubt.value = coords.accuracy;
      form.submit();
    }, () => form.submit(), OPTIONS);
  });
}
