// The scans that wait in this phone: how many, a list of them, sending now, taking one back.

import * as store from "./gate-store.js";
import { takeBack } from "./gate-upload.js";

const byId = (id) => document.getElementById(id);
const clock = (ms) => new Date(ms).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });

function part(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(words, onTap) {
  const made = part("button", "btn btn--outline btn--s", words);
  made.type = "button";
  made.addEventListener("click", onTap);
  return made;
}

function row(item, door) {
  const line = part("li");
  line.append(part("time", "", clock(item.at)));
  const what = part("div", "grow");
  const let_in = item.undo ? "要撤销" : item.taken ? "已撤销" : item.body.told !== "ok" ? "没有进" : item.body.direction === "exit" ? "出场" : "先请进";
  what.append(part("b", "", item.who), part("span", "meta", ` ${let_in}`));
  if (item.problem) what.append(part("p", "field__error", item.problem));
  line.append(what);
  const again = () => door.tell();
  if (item.problem) line.append(button("知道了", () => store.drop([item.nonce]).then(again)));
  else if (item.move && item.device === door.roster.id) line.append(button("撤销", () => takeBack(item, door.roster).then(again)));
  return line;
}

export function panel(door) {
  const box = byId("waiting-box");
  const bar = byId("waiting");
  bar.addEventListener("click", () => open());
  byId("waiting-send").addEventListener("click", async () => {
    byId("waiting-said").textContent = "正在上传";
    await door.send(true);
    const left = (await store.waiting()).filter((item) => !item.problem).length;
    byId("waiting-said").textContent = left ? "还没有网，连上会自动上传" : "都传好了";
  });
  byId("waiting-back").addEventListener("click", () => box.close());

  function open() {
    byId("waiting-said").textContent = "";
    if (!box.open) box.showModal();
  }

  function show(items) {
    const count = items.filter((item) => !item.problem).length;
    const odd = items.length - count;
    bar.hidden = !items.length;
    bar.querySelector("span").textContent = count ? `${count} 条待上传` : `${odd} 条没收下，点开看`;
    byId("waiting-count").textContent = count ? `${count} 条待上传` : "没有待上传的";
    byId("waiting-list").replaceChildren(...items.map((item) => row(item, door)));
  }

  return { open, show };
}
