// The microphone, asked for only when someone presses Record: what it hears until it is stopped, and how loud that is.

import { LONGEST_S } from './sound_bytes.js';

const LEVEL_MS = 90;
const WINDOW = 512; // samples that a level is taken from
const SILENT = 128; // of an unsigned byte
const LOUD = 90; // a distance from silence that counts as full

/**
 * @param {object} hooks
 * @param {(level: number) => void} hooks.onLevel 0 to 1
 * @param {(bytes: Uint8Array<ArrayBuffer>) => void} hooks.onDone hears the recording, as the browser has packed it
 */
export function createRecorder({ onLevel, onDone }) {
  /** @type {MediaRecorder | null} */
  let recorder = null;

  /** @param {MediaStream} stream */
  const record = (stream) => {
    const stopLevel = watchLevel(stream, onLevel);
    /** @type {Blob[]} */
    const pieces = [];
    const now = new MediaRecorder(stream);
    const limit = setTimeout(() => now.stop(), LONGEST_S * 1000);
    now.addEventListener('dataavailable', (event) => pieces.push(event.data));
    now.addEventListener('stop', async () => {
      clearTimeout(limit);
      stopLevel();
      stream.getTracks().forEach((track) => track.stop());
      recorder = null;
      onDone(new Uint8Array(await new Blob(pieces, { type: pieces[0]?.type }).arrayBuffer()));
    });
    now.start();
    recorder = now;
  };

  return {
    isOn: () => recorder !== null,
    stop: () => recorder?.stop(),
    /** Begins; fails with the browser's own error where there is no microphone or it isn't allowed. */
    async start() {
      record(await navigator.mediaDevices.getUserMedia({ audio: true }));
    },
  };
}

/**
 * @param {MediaStream} stream
 * @param {(level: number) => void} onLevel
 * @returns {() => void} stops it
 */
function watchLevel(stream, onLevel) {
  const context = new AudioContext();
  const ear = context.createAnalyser();
  ear.fftSize = WINDOW;
  const heard = new Uint8Array(WINDOW);
  context.createMediaStreamSource(stream).connect(ear);
  const timer = setInterval(() => {
    ear.getByteTimeDomainData(heard);
    onLevel(Math.min(1, Math.max(...heard.map((value) => Math.abs(value - SILENT))) / LOUD));
  }, LEVEL_MS);
  return () => {
    clearInterval(timer);
    context.close();
  };
}
