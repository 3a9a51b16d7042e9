// Sound and vibration of an answer. Nothing sounds before the volunteer's first tap, and a switch turns it off.
// A tone is [hertz, start in seconds, length in seconds]; a vibration is the pattern of navigator.vibrate.

const VIBRATION = {
  in: [60], again: [60, 80, 60], other: [200], deny: [200, 80, 200], queue: [60, 300], ask: [120, 60, 120],
};
const TONES = {
  in: [[880, 0, 0.09], [1175, 0.09, 0.14]],
  again: [[660, 0, 0.12], [660, 0.2, 0.12]],
  other: [[392, 0, 0.12], [784, 0.14, 0.12], [392, 0.28, 0.16]],
  deny: [[523, 0, 0.18], [330, 0.22, 0.3]],
  queue: [[1400, 0, 0.03], [700, 0.12, 0.2]],
  ask: [[262, 0, 0.35]],
};
const KEY = "gate-muted";

let audio = null;
let tapped = false;
let muted = localStorage.getItem(KEY) === "1";

export const isMuted = () => muted;

export function setMuted(value) {
  muted = value;
  localStorage.setItem(KEY, value ? "1" : "0");
}

// Call inside a tap: phones give sound only then.
export function unlock() {
  tapped = true;
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!audio && Context) audio = new Context();
  if (audio && audio.state === "suspended") audio.resume().catch(() => {});
}

export function signal(look) {
  if (muted || !tapped) return;
  if (navigator.vibrate) navigator.vibrate(VIBRATION[look] || []);
  if (!audio) return;
  for (const [hertz, start, length] of TONES[look] || []) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const from = audio.currentTime + start;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}
