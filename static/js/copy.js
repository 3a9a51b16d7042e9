// Buttons with data-copy="id" copy that field's text. They stay hidden where the browser cannot copy.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    let done = false;
    try {
      await navigator.clipboard.writeText(source.value);
      done = true;
    } catch {
      source.select();
      done = document.execCommand("copy");
    }
    button.textContent = done ? "已复制，去群里粘贴" : "请长按上面的字复制";
    setTimeout(() => { button.textContent = word; }, 4000);
  });
}
