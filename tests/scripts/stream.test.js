// No answer is lost as Gradio's stream of answers closes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWholeStreams } from '../../ui/live/page/stream.js';

const STREAM = 'http://here/gradio_api/queue/data?session_hash=s';
const JOIN = 'http://here/gradio_api/queue/join?';
const message = (msg, id) => `data: ${JSON.stringify({ msg, event_id: id })}\n\n`;
const FAREWELL = message('close_stream');

// A server whose streams are told what to send, one after the other.
function serve() {
  const encoder = new TextEncoder();
  const streams = [];
  const fetched = async (address) => {
    if (address === JOIN) return new Response(JSON.stringify({ event_id: 'late' }));
    let out;
    const body = new ReadableStream({
      start(controller) {
        out = controller;
      },
    });
    streams.push({ send: (text) => out.enqueue(encoder.encode(text)), end: () => out.close() });
    return new Response(body);
  };
  return { fetched, streams };
}
const soon = () => new Promise((done) => setTimeout(done, 5));

// What a page reads: an event is taken in just before the farewell of its stream arrives, and answered by the next stream.
async function readWith(wrap) {
  const { fetched, streams } = serve();
  const fetch = wrap(fetched);
  const reading = (await fetch(STREAM)).text();
  streams[0].send(message('process_completed', 'early'));
  assert.deepEqual(await (await fetch(JOIN)).json(), { event_id: 'late' });
  streams[0].send(FAREWELL);
  streams[0].end();
  await soon();
  if (streams[1]) {
    streams[1].send(message('process_completed', 'late') + FAREWELL);
    streams[1].end();
  }
  return { text: await reading, count: streams.length };
}

test('an event taken in just before the farewell is answered by the same stream', async () => {
  const { text, count } = await readWith(withWholeStreams);
  assert.equal(count, 2);
  assert.ok(text.includes('"late"'));
  assert.equal(text.split('close_stream').length, 2, 'one farewell, at the end');
  assert.ok(text.endsWith(FAREWELL));
});

test('without it that answer is lost', async () => {
  const { text, count } = await readWith((fetched) => fetched);
  assert.equal(count, 1);
  assert.ok(!text.includes('"late"'));
});

test('a stream ends where all is answered, also what was answered before its join came back', async () => {
  const { fetched, streams } = serve();
  const fetch = withWholeStreams(fetched);
  const reading = (await fetch(STREAM)).text();
  streams[0].send(message('process_completed', 'late'));
  await soon();
  await fetch(JOIN);
  streams[0].send(FAREWELL);
  assert.equal(await reading, message('process_completed', 'late') + FAREWELL);
  assert.equal(streams.length, 1);
});

test('a message that comes in pieces arrives whole', async () => {
  const { fetched, streams } = serve();
  const reading = (await withWholeStreams(fetched)(STREAM)).text();
  const [begin, end] = ['data: {"msg": "estim', 'ation"}\n\n'];
  streams[0].send(begin);
  await soon();
  streams[0].send(end + FAREWELL);
  assert.equal(await reading, begin + end + FAREWELL);
});

test('what is refused stays refused', async () => {
  const fetch = withWholeStreams(async () => new Response('no', { status: 404 }));
  assert.equal((await fetch(STREAM)).status, 404);
  assert.equal((await fetch(JOIN)).status, 404);
});
