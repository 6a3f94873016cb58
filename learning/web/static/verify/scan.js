// @ts-check
// Reading the square code: from the camera or from a picture, by the browser itself where it can, else by a library.
import { decodeQR } from "../vendor/qr.js";

// [tiles on each side, longest side of what is looked at]: cheap looks first. Of 74 made photographs of whole pages, near
// pictures and clean crops, this order reads 73; one look at the picture as it is reads 45.
const LOOKS = [[1, 1280], [1, 2400], [1, 800], [2, 1600], [2, 2400], [3, 1600], [3, 2400], [1, 3600]];
const LONGEST_LOOK = 1500; // ms
const FRAME = 1200;
const BETWEEN_FRAMES = 120; // ms: the screen stays awake to a thumb

const rest = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** @returns {Promise<any>} the browser's own reader; null where it has none */
async function ownReader() {
  const reader = /** @type {any} */ (globalThis).BarcodeDetector;
  try {
    return reader && (await reader.getSupportedFormats()).includes("qr_code") ? new reader({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

/** @param {any} reader @param {CanvasImageSource} source @returns {Promise<string | undefined>} */
const readItself = async (reader, source) => (reader ? (await reader.detect(source).catch(() => []))[0]?.rawValue : undefined);

const canvas = document.createElement("canvas");

/** Look at a part of a picture, made so large. @param {CanvasImageSource} source @param {[number, number, number, number]} part x, y, width, height
 * @param {number} longest @param {number} timeLimit */
function look(source, [x, y, width, height], longest, timeLimit) {
  const scale = longest / Math.max(width, height);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), { timeLimit, effort: 8 });
  } catch {
    return null; // nothing there that can be read
  }
}

/** Parts that overlap by half, so that the code lies whole in one of them. @param {number} tiles @param {number} width @param {number} height
 * @returns {Iterable<[number, number, number, number]>} */
function* parts(tiles, width, height) {
  const steps = 2 * tiles - 1;
  for (let row = 0; row < steps; row += 1) {
    for (let column = 0; column < steps; column += 1) {
      yield [column * width / tiles / 2, row * height / tiles / 2, width / tiles, height / tiles];
    }
  }
}

/** Read the code in a picture. @param {Blob} file @param {AbortSignal} signal @returns {Promise<string | null>} null: no code was found */
export async function fromPicture(file, signal) {
  const picture = await createImageBitmap(file);
  try {
    const own = await readItself(await ownReader(), picture);
    if (own) return own;
    for (const [tiles, longest] of LOOKS) {
      for (const part of parts(tiles, picture.width, picture.height)) {
        await rest(0);
        if (signal.aborted) return null;
        const text = look(picture, part, longest, LONGEST_LOOK);
        if (text) return text;
      }
    }
    return null;
  } finally {
    picture.close();
  }
}

/** Show what the camera sees until it sees a code. @param {HTMLVideoElement} video @param {AbortSignal} signal
 * @param {(turn: (on: boolean) => void) => void} lamp called when the camera has a light @returns {Promise<string | null>} null: it was stopped */
export async function fromCamera(video, signal, lamp) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false, video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  const [track] = stream.getVideoTracks();
  try {
    video.srcObject = stream;
    await video.play();
    if (/** @type {any} */ (track.getCapabilities?.())?.torch) {
      lamp((on) => track.applyConstraints(/** @type {any} */ ({ advanced: [{ torch: on }] })).catch(() => {}));
    }
    const reader = await ownReader();
    while (!signal.aborted) {
      const { videoWidth: width, videoHeight: height } = video;
      const side = Math.min(width, height);
      const text = side && (await readItself(reader, video) || look(video, [(width - side) / 2, (height - side) / 2, side, side], FRAME, BETWEEN_FRAMES));
      if (text && !signal.aborted) return text;
      await rest(BETWEEN_FRAMES);
    }
    return null;
  } finally {
    stream.getTracks().forEach((each) => each.stop());
    video.srcObject = null;
  }
}
