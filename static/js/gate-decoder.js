// Reading a QR code from a canvas: the phone's own detector when it proves itself on a sample, else the script decoder.
// Some phones have a BarcodeDetector that finds nothing, so it is asked to read a code drawn here first.

const SAMPLE = "1fc97f,105d41,17595d,17565d,17455d,104641,1fd57f,1000,105ece,130fb2,1a716e,787ee,cc7fd,1501,1fca9c,104846,174e94,174fcc,1747bb,1043c9,1fd924".split(",");
const SAMPLE_TEXT = "DEQING";
const SIZE = 21;
const BORDER = 4;
const SCALE = 6;

function sample() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = (SIZE + 2 * BORDER) * SCALE;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = "#000";
  SAMPLE.forEach((hex, y) => {
    const row = parseInt(hex, 16).toString(2).padStart(SIZE, "0");
    for (let x = 0; x < SIZE; x += 1) {
      if (row[x] === "1") ink.fillRect((x + BORDER) * SCALE, (y + BORDER) * SCALE, SCALE, SCALE);
    }
  });
  return canvas;
}

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const read = async (canvas) => {
      const found = await detector.detect(canvas);
      return found.length ? found[0].rawValue : null;
    };
    return (await read(sample())) === SAMPLE_TEXT ? { kind: "native", read } : null;
  } catch {
    return null;
  }
}

async function script(address) {
  const { decodeQR } = await import(address);
  const read = async (canvas) => {
    const ink = canvas.getContext("2d", { willReadFrequently: true });
    const { data, width, height } = ink.getImageData(0, 0, canvas.width, canvas.height);
    try {
      return decodeQR({ data, width, height });
    } catch {
      return null; // no code in this picture
    }
  };
  if ((await read(sample())) !== SAMPLE_TEXT) throw new Error("the decoder cannot read its own sample");
  return { kind: "script", read };
}

export async function decoder(address) {
  return (await native()) || script(address);
}

// Draw the middle of a picture into a canvas of at most `most` pixels a side; share 1 is all of it.
export function crop(source, width, height, canvas, share, most) {
  const side = Math.min(width, height) * share;
  const w = share === 1 ? width : side;
  const h = share === 1 ? height : side;
  const scale = Math.min(1, most / Math.max(w, h));
  canvas.width = Math.max(1, Math.round(w * scale));
  canvas.height = Math.max(1, Math.round(h * scale));
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  ink.drawImage(source, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
}
