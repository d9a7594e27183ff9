// Gradio answers events through one stream, which its server closes once nothing is open. An event that is taken in just then
// is told so before the farewell of the stream arrives, which then takes the answer with it, so the page would wait for ever.
// Here the stream goes on, unseen by Gradio, for as long as anything that was taken in has not been answered.

/** @typedef {typeof fetch} Fetch */

/**
 * Wraps `fetch` so that no answer is lost as a stream ends.
 * @param {Fetch} fetched
 * @returns {Fetch}
 */
export function withWholeStreams(fetched) {
  const events = createEvents();

  /** @param {Parameters<Fetch>} asked */
  const stream = async (asked) => {
    const response = await fetched(...asked);
    if (!response.ok) return response;
    const body = new ReadableStream({
      start: (out) => {
        goOn(fetched, asked, { first: response, events, out }).catch((problem) => out.error(problem));
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };

  return async (...asked) => {
    const address = String(asked[0] instanceof Request ? asked[0].url : asked[0]);
    if (/\/queue\/data\?/.test(address)) return stream(asked);
    const response = await fetched(...asked);
    return /\/queue\/join(\?|$)/.test(address) ? takenIn(response, events) : response;
  };
}

/** @typedef {ReturnType<typeof createEvents>} Events */

// Which events were taken in and not answered yet, whichever the page hears of first.
function createEvents() {
  /** @type {Set<string>} */
  const waiting = new Set();
  /** @type {Set<string>} */
  const early = new Set(); // answered before the page knew that they had been taken in
  return {
    isEmpty: () => !waiting.size,
    clear: () => waiting.clear(),
    /** @param {string} id */
    takeIn(id) {
      if (!early.delete(id)) waiting.add(id);
    },
    /** @param {{ msg: string, event_id: string }} message */
    note({ msg, event_id: id }) {
      if (msg === 'process_completed' && !waiting.delete(id)) early.add(id);
    },
  };
}

/**
 * @param {Response} response
 * @param {Events} events
 */
async function takenIn(response, events) {
  if (!response.ok) return response;
  const text = await response.text();
  events.takeIn(JSON.parse(text).event_id);
  return new Response(text, { status: response.status, headers: response.headers });
}

/**
 * @param {Fetch} fetched
 * @param {Parameters<Fetch>} asked
 * @param {{ first: Response, events: Events, out: ReadableStreamDefaultController }} stream
 */
async function goOn(fetched, asked, { first, events, out }) {
  let response = first;
  let farewell = null;
  while (response.ok) {
    farewell = await handOn(response, events, out);
    if (farewell === null || events.isEmpty()) break;
    response = await fetched(...asked); // refused where the server knows of nothing that is open
  }
  events.clear();
  if (farewell) out.enqueue(farewell);
  out.close();
}

/**
 * Hands on every message of a body but the farewell; answers the farewell, or null where the body ended without one.
 * @param {Response} response
 * @param {Events} events
 * @param {ReadableStreamDefaultController} out
 */
async function handOn(response, events, out) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return null;
    const messages = (rest + decoder.decode(value, { stream: true })).split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const said = JSON.parse(message.replace(/^data:/, ''));
      if (said.msg === 'close_stream') return encoder.encode(`${message}\n\n`);
      events.note(said);
      out.enqueue(encoder.encode(`${message}\n\n`));
    }
  }
}
