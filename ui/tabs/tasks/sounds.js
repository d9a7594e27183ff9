// Sounds to try: recorded here, dropped or chosen as a file, played back.

import { find } from '../../live/lib/dom.js';
import { createRecorder } from './recorder.js';
import { base64Of, bytesOf, monoWav, soundOfFile, soundType } from './sound_bytes.js';

const ACCEPTED = 'audio/*,.wav,.flac,.mp3,.ogg';

/**
 * @param {import('./types.js').Desk} desk
 * @param {{ note: (sentence: string) => void, onSound: (sound: { sound: string }) => void }} hooks
 */
export function createSounds({ root, words, uploads, state }, { note, onSound }) {
  const host = find(root, '.sounds');
  const record = find(host, '.record');
  const level = find(host, '.level');
  const player = createPlayer(find(host, 'audio'), words.all['sound.player']);

  const showRecorder = () => {
    const isOn = recorder.isOn();
    record.setAttribute('aria-pressed', String(isOn));
    record.classList.toggle('on', isOn);
    find(record, 'span').textContent = words.all[isOn ? 'sound.stop' : 'sound.record'];
    level.hidden = !isOn;
  };
  /** @param {Uint8Array<ArrayBuffer> | null} bytes */
  const use = (bytes) => {
    if (!bytes) {
      note(words.all['sound.unheard']);
      return;
    }
    player.load(bytes);
    onSound({ sound: base64Of(bytes) });
  };
  /** @param {File[]} files */
  const take = async ([file]) => use(await soundOfFile(file));
  const recorder = createRecorder({
    onLevel: (value) => {
      level.value = value;
    },
    onDone: async (bytes) => {
      showRecorder();
      use(await monoWav(bytes).catch(() => null));
    },
  });

  record.addEventListener('click', async () => {
    if (recorder.isOn()) {
      recorder.stop();
      return;
    }
    try {
      await recorder.start();
      note('');
    } catch (problem) {
      const isMissing = problem instanceof DOMException && problem.name === 'NotFoundError';
      note(words.all[isMissing ? 'sound.none' : 'sound.refused']);
    }
    showRecorder();
  });
  find(host, '.pick-sound').addEventListener('click', () => uploads.choose(ACCEPTED, false, take));
  showRecorder();
  return {
    take,
    dress: () => {
      host.hidden = !state.task.hears;
    },
    /** @param {string} wave base64 */
    load: (wave) => player.load(bytesOf(wave)),
    /** @param {string} wave base64 */
    play: (wave) => player.play(bytesOf(wave)),
    unload: player.unload,
  };
}

/**
 * @param {HTMLAudioElement} audio
 * @param {string} label
 */
function createPlayer(audio, label) {
  let address = '';
  audio.setAttribute('aria-label', label);
  /** @param {Uint8Array<ArrayBuffer>} bytes */
  const load = (bytes) => {
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([bytes], { type: soundType(bytes) }));
    audio.src = address;
    audio.hidden = false;
  };
  return {
    load,
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    play(bytes) {
      load(bytes);
      audio.play().catch(() => {}); // a browser may forbid it
    },
    unload() {
      audio.pause();
      audio.hidden = true;
    },
  };
}
