// The door's camera. Where the browser cannot read codes, frames go to the console: grey, small, one
// at a time and at most four a second. Words come from the button's data attributes.

const PAUSE = 250, WIDE = 640, PIXELS = 640 * 480;
const pause = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));

// ownReader reads with the browser, where that knows the codes of tickets.
async function ownReader() {
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
  } catch {}
}

// frame is what the camera sees, as a portable grey map; nothing before its first picture.
function frame(video, canvas) {
  const { videoWidth: w, videoHeight: h } = video;
  if (!w) return;
  const scale = Math.min(1, WIDE / Math.max(w, h), Math.sqrt(PIXELS / (w * h)));
  const width = canvas.width = Math.floor(w * scale), height = canvas.height = Math.floor(h * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height), grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 150 + data[4 * i + 2] * 29) >> 8;
  return new Blob([`P5 ${width} ${height} 255\n`, grey], { type: "image/x-portable-graymap" });
}

// consoleReader has the console read; it throws while that is not possible.
function consoleReader(url) {
  const canvas = document.createElement("canvas");
  return async (video) => {
    const body = frame(video, canvas);
    if (!body) return;
    const ends = new AbortController(), timer = setTimeout(() => ends.abort(), 4000);
    try {
      const res = await fetch(url, { method: "POST", headers: { Accept: "application/json" }, redirect: "manual", signal: ends.signal, body });
      if (res.status === 429 || res.status === 503) return void await pause(1000);
      if (!res.ok) throw res.status;
      return (await res.json()).code;
    } finally { clearTimeout(timer); }
  };
}

function say(button, text) {
  const word = document.querySelector("[data-camera-word]");
  word.hidden = !text;
  if (word.textContent !== text) word.textContent = text;
}

async function open(button) {
  if (!navigator.mediaDevices) return say(button, button.dataset.insecure);
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (fault) {
    say(button, fault.name === "NotAllowedError" ? button.dataset.denied : button.dataset.none);
  }
}

function turn(button, video, stream) {
  video.srcObject = stream;
  video.hidden = !stream;
  button.setAttribute("aria-pressed", String(!!stream));
  document.getElementById("code").inputMode = stream ? "none" : "";
}

// watch looks through the camera until the button is pressed again.
export async function watch(button, video, scan) {
  if (video.srcObject) {
    video.srcObject.getTracks().forEach((track) => track.stop());
    return turn(button, video, null);
  }
  say(button, "");
  const stream = await open(button);
  if (!stream) return;
  turn(button, video, stream);
  const read = (await ownReader()) || consoleReader(button.dataset.frames);
  for (let last, since; video.srcObject === stream; await pause(PAUSE)) {
    let code;
    try {
      code = await read(video);
      say(button, "");
    } catch {
      say(button, button.dataset.unreachable);
      await pause(1000);
    }
    if (!code || video.srcObject !== stream || code === last && Date.now() < since + 3000) continue;
    last = code;
    since = Date.now();
    scan(code);
  }
}
