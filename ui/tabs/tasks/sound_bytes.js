// Sounds as bytes: samples as a WAV, what a browser can hear as a short mono one, and base64 for the way to the server.

export const LONGEST_S = 20;
const RATE = 16_000; // samples a second, as the models hear
const HEADER = 44; // bytes before the samples of a WAV
const CHUNK = 0x8000; // as many as fit one call's arguments
const RAW_BYTES = 2.6e6; // as large a file as the server takes in a question
/** @type {Record<number, string>} */
const TYPES = { 0x52: 'audio/wav', 0x66: 'audio/flac', 0x4f: 'audio/ogg' }; // by the first letter of RIFF, fLaC, OggS

/**
 * A WAV of 16-bit mono samples.
 * @param {Float32Array} samples -1 to 1
 * @param {number} rate samples a second
 */
export function wavOf(samples, rate) {
  const view = new DataView(new ArrayBuffer(HEADER + samples.length * 2));
  const write = (/** @type {number} */ at, /** @type {string} */ text) =>
    [...text].forEach((char, i) => view.setUint8(at + i, char.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, HEADER - 8 + samples.length * 2, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); // bytes of the format that follow
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a sample
  view.setUint16(34, 16, true); // bits a sample
  write(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, i) => {
    const inside = Math.max(-1, Math.min(1, value));
    view.setInt16(HEADER + i * 2, Math.round(inside * 32767), true);
  });
  return new Uint8Array(view.buffer);
}

/** @param {Uint8Array} bytes */
export function base64Of(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(text);
}

/** @param {string} text base64 */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
export function soundType(bytes) {
  return TYPES[bytes[0]] ?? 'audio/mpeg';
}

/**
 * What a browser can hear, as a WAV of one channel, cut where it is too long.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export async function monoWav(bytes) {
  const context = new AudioContext();
  try {
    const heard = await context.decodeAudioData(bytes.buffer.slice(0));
    const length = Math.min(heard.duration, LONGEST_S);
    const offline = new OfflineAudioContext(1, Math.max(1, Math.round(length * RATE)), RATE);
    const source = offline.createBufferSource();
    source.buffer = heard;
    source.connect(offline.destination);
    source.start();
    return wavOf((await offline.startRendering()).getChannelData(0), RATE);
  } finally {
    context.close();
  }
}

/**
 * A file as bytes that the server can read: what the browser can't hear, the server may; null where it is too large.
 * @param {File} file
 */
export async function soundOfFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return await monoWav(bytes);
  } catch {
    return bytes.length <= RAW_BYTES ? bytes : null;
  }
}
