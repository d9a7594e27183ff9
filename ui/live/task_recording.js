// Sounds in the browser: the microphone (asked for only when someone presses Record), a file, and both made into a WAV.
const RATE = 16000,
  LONGEST_S = 20,
  RAW_BYTES = 2.6e6;
const wavOf = (samples, rate) => {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2)),
    write = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  write(8, 'WAVEfmt ');
  [
    [16, 16, 4],
    [20, 1, 2],
    [22, 1, 2],
    [24, rate, 4],
    [28, rate * 2, 4],
    [32, 2, 2],
    [34, 16, 2],
  ].forEach(([at, value, size]) => (size === 4 ? view.setUint32(at, value, true) : view.setUint16(at, value, true)));
  write(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, i) => view.setInt16(44 + i * 2, Math.round(clamp(value, -1, 1) * 32767), true));
  return new Uint8Array(view.buffer);
};
const base64Of = (bytes) => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};
const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// What a browser can hear, as 16,000 samples a second of one channel.
async function monoWav(bytes) {
  const context = new AudioContext();
  try {
    const heard = await context.decodeAudioData(bytes.buffer.slice(0)),
      length = Math.min(heard.duration, LONGEST_S);
    const offline = new OfflineAudioContext(1, Math.max(1, Math.round(length * RATE)), RATE),
      source = offline.createBufferSource();
    source.buffer = heard;
    source.connect(offline.destination);
    source.start();
    return wavOf((await offline.startRendering()).getChannelData(0), RATE);
  } finally {
    context.close();
  }
}
async function soundOfFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return await monoWav(bytes);
  } catch {
    return bytes.length <= RAW_BYTES ? bytes : null;
  } // what a browser can't hear, the server may
}

let recorder = null;
function showRecorder(on) {
  const button = $('.record');
  button.setAttribute('aria-pressed', String(on));
  button.classList.toggle('on', on);
  $('span', button).textContent = W[on ? 'sound.stop' : 'sound.record'];
  $('.level').hidden = !on;
}
async function record() {
  if (recorder) return recorder.stop();
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (problem) {
    return note(W[problem?.name === 'NotFoundError' ? 'sound.none' : 'sound.refused']);
  }
  note('');
  const context = new AudioContext(),
    ear = context.createAnalyser(),
    heard = new Uint8Array((ear.fftSize = 512)),
    pieces = [];
  context.createMediaStreamSource(stream).connect(ear);
  recorder = new MediaRecorder(stream);
  recorder.addEventListener('dataavailable', (event) => pieces.push(event.data));
  const level = setInterval(() => {
    ear.getByteTimeDomainData(heard);
    $('.level').value = clamp(Math.max(...heard.map((v) => Math.abs(v - 128))) / 90);
  }, 90);
  const limit = setTimeout(() => recorder?.stop(), LONGEST_S * 1000);
  recorder.addEventListener('stop', async () => {
    clearInterval(level);
    clearTimeout(limit);
    context.close();
    stream.getTracks().forEach((track) => track.stop());
    recorder = null;
    showRecorder(false);
    const bytes = new Uint8Array(await new Blob(pieces, { type: pieces[0]?.type }).arrayBuffer());
    try {
      hearBytes(await monoWav(bytes));
    } catch {
      note(W['sound.unheard']);
    }
  });
  recorder.start();
  showRecorder(true);
  return undefined;
}

let playing = '';
function play(bytes, loud) {
  const audio = $('.sounds audio');
  if (playing) URL.revokeObjectURL(playing);
  playing = URL.createObjectURL(
    new Blob([bytes], {
      type:
        bytes[0] === 0x52
          ? 'audio/wav'
          : bytes[0] === 0x66
            ? 'audio/flac'
            : bytes[0] === 0x4f
              ? 'audio/ogg'
              : 'audio/mpeg',
    }),
  );
  audio.src = playing;
  audio.hidden = false;
  audio.setAttribute('aria-label', W['sound.player']);
  if (loud) audio.play().catch(() => {});
}
const hearBytes = (bytes) => {
  play(bytes, false);
  attempt({ sound: base64Of(bytes) });
};

$('.record').addEventListener('click', record);
const hearFiles = async ([file]) => {
  if (!file) return;
  const bytes = await soundOfFile(file);
  if (bytes) hearBytes(bytes);
  else note(W['sound.unheard']);
};
$('.pick-sound').addEventListener('click', () => chooseFiles('audio/*,.wav,.flac,.mp3,.ogg', false, hearFiles));
dropInto($('.sounds'), hearFiles);
showRecorder(false);
