// The scanner: camera, photo, keyboard reader, answers, live counts. Pages for typed codes and search work without it.

import { api, newNonce, Offline } from "./gate-api.js";
import { crop, decoder } from "./gate-decoder.js";
import { Door } from "./gate-door.js";
import { reader as keyboard } from "./gate-reader.js";
import { draw, spoken } from "./gate-screen.js";
import { isMuted, setMuted, signal, unlock } from "./gate-signals.js";
import { panel } from "./gate-waiting.js";

const FRAME_MS = 80;
const SAME_MS = 3000;
const BACK_MS = 3000;
const POLL_MS = 10000;
const WAY = "gate-way";

const byId = (id) => document.getElementById(id);
const scanner = byId("scanner");
const facts = scanner.dataset;
const video = byId("camera");
const tip = byId("tip");
const canvas = document.createElement("canvas");
const line = api(() => door.bearer, showLine);
const door = new Door(facts, line, changed, showLine);
const waits = panel(door);

let reader = null;
let track = null;
let busy = false;
let lastCode = "";
let lastSeen = 0;
let direction = "entry";
let shown = null;
let returning = 0;
let holding = false; // a question, a team or a confirmation is open: the camera must not wipe it away

function showLine(online) {
  door.heard(online);
  const badge = byId("gate-online");
  badge.textContent = online ? "联网" : "没网";
  badge.classList.toggle("gate-state--off", !online);
}

const say = (text) => { tip.textContent = text; };

// What the door has to say: scans that wait, people let in twice, the end of the post.
function changed({ items, twice, over }) {
  waits.show(items);
  if (twice) say(`刚上传的有 ${twice} 条要核对：别的门也放了，或名单上不能进。请告诉检录长`);
  if (!over || facts.over) return;
  facts.over = "1";
  if (track) track.stop();
  byId("start").disabled = true;
  show({ ...local("deny", "岗位已停用", over, "要继续扫码，请向发链接的人要一个新的。手机里没传完的会接着上传。"), left: null, icon: "lock" }, {});
}

// --- answers ---

const local = (look, word, sentence, next) => ({
  look, word, sentence, lines: [[sentence]], next, next_parts: [next], icon: "refresh", left: { kind: "code", text: "输编号" },
  back: "再扫一次", who: "这次没有记下", tail: "", unit: "", forced: false, time: clockText(true),
});

// Before a supervisor lets somebody in against the rules: the same screen asks.
const sure = (answer) => ({
  ...answer, look: "ask", word: "放行这一位吗", lines: [["本来是：", answer.word]], sentence: `本来是：${answer.word}`,
  next: "放行会记下是你放的，事后能查到。", next_parts: ["放行会记下是你放的，事后能查到。"], icon: "alert",
  left: { kind: "sure", text: answer.left.text }, back: "不放行", questions: [],
});

async function submit(sent) {
  if (busy) return;
  busy = true;
  const body = { list: facts.list, nonce: newNonce(), direction, ...sent };
  try {
    show(await door.scan(body), body);
    localStorage.setItem(WAY, body.lane);
  } catch (problem) {
    if (problem instanceof Offline) show(local("ask", "联网再看", "现在没网，这个码还没有核对", "看一下网络，连上后再扫这个码；急的话登记在纸质名单上。"), body);
    else show(local("ask", "先停一下", problem.message, "照上面说的做；还不行，请找检录长。"), body);
    lastCode = "";
  } finally {
    busy = false;
  }
  poll();
}

function show(answer, body) {
  clearTimeout(returning);
  const { section, back, given } = draw(answer, facts.place, facts.icons, act, close);
  shown = { answer, body, given };
  holding = Boolean(answer.questions?.length || (answer.team && answer.left) || answer.left?.kind === "sure");
  const over = byId("answer");
  over.replaceChildren(section);
  over.hidden = false;
  scanner.dataset.answer = answer.look;
  byId("say").textContent = spoken(answer);
  back.focus({ preventScroll: true });
  if (!answer.replay) signal(answer.look);
  if (answer.status === "ok") {
    if (answer.look === "in") returning = setTimeout(close, BACK_MS);
    byId("last").hidden = false;
    byId("last-who").textContent = `上一位 ${answer.who}${answer.unit ? ` · ${answer.unit}` : ""}`;
    byId("last-at").textContent = answer.time.slice(0, 5);
  }
}

function close() {
  clearTimeout(returning);
  byId("answer").hidden = true;
  byId("answer").replaceChildren();
  delete scanner.dataset.answer;
  shown = null;
  holding = false;
}

async function admitTeam(team, people, button) {
  button.disabled = true;
  try {
    show(await line.scan(`${facts.teams}/${encodeURIComponent(team)}/admit`, { list: facts.list, nonce: newNonce(), people }), {});
  } catch (problem) {
    button.disabled = false;
    button.textContent = problem instanceof Offline ? "没网，再点一次" : problem.message;
  }
  poll();
}

async function act(kind, button) {
  const { answer, body, given } = shown;
  if (kind === "undo") {
    button.disabled = true;
    try {
      await line.annul(`${facts.scans}/${encodeURIComponent(answer.nonce)}/annul`);
      lastCode = "";
      close();
      say("已撤销，这个人可以重新签到");
    } catch (problem) {
      button.disabled = false;
      button.textContent = problem instanceof Offline ? "没网，再点撤销" : "撤销不了，看记录";
      if (!(problem instanceof Offline)) window.location.assign(facts.log);
    }
    poll();
  } else if (kind === "force") {
    show(sure(answer), body);
  } else if (kind === "sure") {
    submit({ ...body, nonce: newNonce(), force: true });
  } else if (kind === "team") {
    const people = given();
    if (people) await admitTeam(answer.team.id, people, button);
  } else if (kind === "answer") {
    const chosen = given();
    if (chosen) submit({ ...body, nonce: newNonce(), answers: { ...body.answers, ...chosen } });
  } else if (kind === "waiting") {
    close();
    waits.open();
  } else if (kind === "call") {
    window.location.assign(`tel:${facts.contact}`);
  } else {
    window.location.assign(facts[kind]);
  }
}

// --- reading codes ---

// A code that stays in the picture is sent once; it counts as new when it was away for three seconds.
function seen(code) {
  const now = performance.now();
  const same = code === lastCode && now - lastSeen < SAME_MS;
  if (same || !holding) lastSeen = now;
  if (same || busy || holding) return;
  lastCode = code;
  submit({ code, lane: "camera" });
}

async function loop() {
  let count = 0;
  let since = performance.now();
  let wide = false;
  while (track && track.readyState === "live") {
    const started = performance.now();
    if (video.videoWidth && !document.hidden) {
      wide = !wide;
      crop(video, video.videoWidth, video.videoHeight, canvas, wide ? 1 : 0.8, wide ? 640 : 480);
      const code = await reader.read(canvas).catch(() => null);
      if (code) seen(code);
      count += 1;
    }
    if (started - since > 2000) {
      scanner.dataset.rate = (count * 1000 / (started - since)).toFixed(1);
      count = 0;
      since = started;
    }
    await new Promise((done) => { setTimeout(done, Math.max(0, FRAME_MS - (performance.now() - started))); });
  }
  byId("start").hidden = false;
  say("相机停了，点“开始扫码”再打开");
}

async function start() {
  unlock();
  byId("start").hidden = true;
  say("正在打开相机");
  try {
    if (!navigator.mediaDevices) throw new Error("no camera here");
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", ...size } });
    [track] = stream.getVideoTracks();
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    reader = reader || await decoder(facts.decoder);
    facts.reader = reader.kind;
  } catch {
    byId("start").hidden = false;
    video.hidden = true;
    say("相机打不开。请允许使用相机，或用“拍照”“输编号”“按姓名”，也可以用微信扫一扫");
    return;
  }
  offerTorch();
  say("把选手的码放进框里，会自动识别");
  loop();
}

function offerTorch() {
  const can = track.getCapabilities ? track.getCapabilities() : {};
  if (!can.torch) return;
  const button = byId("torch");
  button.hidden = false;
  button.onclick = async () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    await track.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("span").textContent = on ? "关灯" : "开灯";
  };
}

async function photo(file) {
  unlock();
  try {
    reader = reader || await decoder(facts.decoder);
    const picture = await createImageBitmap(file);
    for (const [share, most] of [[1, 1200], [0.8, 800], [1, 600], [0.5, 600], [1, 2400]]) {
      crop(picture, picture.width, picture.height, canvas, share, most);
      const code = await reader.read(canvas);
      if (code) {
        await submit({ code, lane: "photo" });
        return;
      }
    }
    say("照片里没有找到码。离近一点，拍清楚再试");
  } catch {
    say("这张照片打不开。请重新拍一张，或输编号");
  }
}

keyboard((code) => submit({ code, lane: "typed" }));

// --- counts and clock ---

function clockText(seconds) {
  const now = new Date(door.now());
  return now.toLocaleTimeString("zh-CN", {
    hour12: false, timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}),
  });
}

async function poll() {
  try {
    const said = new URLSearchParams({ waiting: door.waiting, clock: new Date().toISOString() });
    const status = await line.read(`${facts.status}?${said}`);
    byId("count").textContent = `${status.admitted} / ${status.registered}`;
    byId("clock").textContent = clockText(false);
  } catch (problem) {
    if (problem instanceof Offline) return;
    say(problem.message);
    await door.refused(problem);
  }
}

function prepare() {
  byId("start").hidden = false;
  byId("start").addEventListener("click", start);
  const file = byId("photo");
  byId("photo-button").hidden = false;
  byId("photo-button").addEventListener("click", () => { unlock(); file.click(); });
  file.addEventListener("change", () => { if (file.files.length) photo(file.files[0]); file.value = ""; });
  const mute = byId("mute");
  const showMute = () => {
    mute.setAttribute("aria-pressed", String(isMuted()));
    mute.querySelector("span").textContent = isMuted() ? "声音关" : "声音开";
    mute.querySelector("use").setAttribute("href", `${facts.icons}#${isMuted() ? "sound-off" : "sound"}`);
  };
  mute.hidden = false;
  mute.addEventListener("click", () => { setMuted(!isMuted()); unlock(); showMute(); });
  showMute();
  const turn = byId("direction");
  if (turn) {
    turn.hidden = false;
    turn.addEventListener("click", () => {
      direction = direction === "entry" ? "exit" : "entry";
      turn.setAttribute("aria-pressed", String(direction === "exit"));
      turn.querySelector("span").textContent = direction === "exit" ? "出场" : "进场";
    });
  }
  const ways = { photo: byId("photo-button"), typed: byId("by-code"), search: byId("by-name") };
  for (const way of ["typed", "search"]) ways[way].addEventListener("click", () => localStorage.setItem(WAY, way));
  const last = ways[localStorage.getItem(WAY)];
  if (last) last.classList.add("is-last");
  say(last ? `上次用的是“${last.textContent.trim()}”，可以直接点它` : "点“开始扫码”打开相机；也可以用微信扫一扫扫对方的码");
  if (window.location.pathname !== `${facts.scope}scan`) say("没网，打不开那一页，先扫码。连上网再试一次");
  window.addEventListener("online", poll);
  window.addEventListener("offline", () => showLine(false));
  setInterval(() => { byId("clock").textContent = clockText(false); }, 1000);
  setInterval(() => { if (!document.hidden) poll(); }, POLL_MS);
  door.start().then(poll);
  if (navigator.serviceWorker) navigator.serviceWorker.register(facts.worker, { scope: facts.scope }).catch(() => {});
}

prepare();
